import { DomainBook } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';

const owed = (id: string, cls: string): object => ({ id, rule: 'fixed_total', class: cls, quantity: 10, schedule: { kind: 'at_end' } }); // prettier-ignore
const HANDOUT = [{ class: 'ewe', count: 20 }];
const SUBSTITUTIONS = [{ class: 'ram_lamb', countsAs: '1/2' }];
const agreed = { handout: HANDOUT, obligations: [owed('kids', 'kid'), owed('lambs', 'lamb')] };
const returned = (book: DomainBook, season = 0): (number | undefined)[] =>
  ['kids', 'lambs'].map((id) => book.lines(season).find((s) => s.subject === id)?.values[2]);
const giveBack = { id: 'r', kind: 'lamb_return', on: '2023-03-01', accepted: [{ class: 'ram_lamb', count: 4 }] };
const amend = (on: string): { id: string; kind: string; on: string; terms: object } => ({ id: 'a', kind: 'amendment', on, terms: { ...agreed, substitutions: SUBSTITUTIONS } }); // prettier-ignore

describe('a return that names no obligation', () => {
  it('goes on settling the one that fitted when it was recorded, when substitutions agreed later would let another fit', () => {
    const book = new DomainBook(readShape(Terms, agreed), SEASONS);
    expect(book.record(giveBack)).toBe(true);
    expect(book.record(amend('2023-02-01'))).toBe(true);
    expect(returned(book)).toEqual([0, 4]);
    book.close(0);
    expect(book.record({ id: 'u', kind: 'reversal', of: 'r', reason: 'r' })).toBe(true);
    expect(returned(book, 1)).toEqual([0, -4]);
  });

  it('must name one when several fit on its day', () => {
    const book = new DomainBook(readShape(Terms, agreed), SEASONS);
    expect(book.record(amend('2023-02-01'))).toBe(true);
    expect(book.record(giveBack)).toBe(false);
    expect(book.record({ ...giveBack, obligation: 'kids' })).toBe(true);
    expect(returned(book)).toEqual([2, 0]);
  });
});
