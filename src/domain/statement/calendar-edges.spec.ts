import { DomainBook, type BookTerm } from '../../../test/support/domain-book';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';

const YEARLY = { id: 'year', rule: 'per_year', class: 'lamb', quantity: 4 };
const RENT = { id: 'rent', rule: 'cash', amount: '100', schedule: { kind: 'yearly' } };
const seasonsOf = (...days: string[]): { from: string; to: string }[] =>
  days.slice(1).map((to, i) => ({ from: i === 0 ? (days[0] as string) : dayAfter(days[i] as string), to }));
const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** Closings of a line per season: heads owed of `year`, or fen of cash. */
function closings(obligation: object, term: BookTerm, seasons: { from: string; to: string }[]): (number | undefined)[] {
  const terms = readShape(Terms, { handout: [{ class: 'ewe', count: 1 }], obligations: [obligation] });
  const book = new DomainBook(terms, seasons, term);
  return seasons.map((_season, i) => {
    const section = obligation === RENT ? 'cash' : 'owed';
    const found = book.close(i)?.subjects.find((s) => s.section === section);
    return section === 'cash' ? found?.values.at(-1) : found?.values[5];
  });
}

describe('terms at the edges of the calendar', () => {
  it('a contract of 29 February: its years end on the 27th, and on the 28th before the next 29th', () => {
    const seasons = seasonsOf('2024-01-01', '2025-02-26', '2025-02-27', '2028-02-27', '2028-02-28');
    expect(closings(YEARLY, { from: '2024-02-29' }, seasons)).toEqual([0, 4, 12, 16]);
    expect(closings(RENT, { from: '2024-02-29', to: '2026-02-27' }, seasons)).toEqual([0, 5000, 10000, 10000]);
  });

  it('a contract of one day owes everything on it, and has statements only while it is not paid', () => {
    const seasons = seasonsOf('2024-01-01', '2024-06-30', '2024-07-01', '2024-12-31');
    expect(closings(RENT, { from: '2024-07-01', to: '2024-07-01' }, seasons)).toEqual([undefined, 10000, 10000]);
    expect(closings(YEARLY, { from: '2024-07-01', to: '2024-07-01' }, seasons)).toEqual([undefined, 0, undefined]);
  });

  it('the last year of the calendar', () => {
    const seasons = seasonsOf('2998-01-01', '2998-12-31', '2999-12-31');
    expect(closings(YEARLY, { from: '2998-01-01' }, seasons)).toEqual([4, 8]);
    expect(closings(RENT, { from: '2998-06-01', to: '2999-12-31' }, seasons)).toEqual([0, 10000]);
  });
});
