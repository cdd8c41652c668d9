import { DomainBook, type EventInput } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';

const HANDOUT = [{ class: 'ewe', count: 20 }];
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } };
const YEARLY = { id: 'year', rule: 'per_year', class: 'lamb', quantity: 4 };

/** A contract of the given days in a book of three half years from 2023-01-01. */
const book = (obligation: object, from: string, to: string): DomainBook =>
  new DomainBook(readShape(Terms, { handout: HANDOUT, obligations: [obligation] }), SEASONS, { from, to });

const completion = (id: string, on: string): EventInput => ({ id, kind: 'completion', on });
const termination = (id: string, on: string): EventInput => ({ id, kind: 'termination', on, reason: 'r' });
const closingOf = (b: DomainBook, season: number): number | undefined =>
  b.lines(season).find((s) => s.section === 'owed')?.values[5];

describe('how a contract ends', () => {
  it('not by a completion before its first day, when nothing is owed yet', () => {
    const b = book(LAMBS, '2023-03-01', '2023-12-31');
    expect(b.record(completion('early', '2023-02-28'))).toBe(false);
    b.record({ id: 'w', kind: 'waiver', on: '2023-03-01', quantity: 10, reason: 'r' });
    expect(b.record(completion('early', '2023-02-28'))).toBe(false);
    expect(b.record(completion('in-time', '2023-03-01'))).toBe(true);
  });

  it('by the first of two terminations for as long as it stands', () => {
    const b = book(YEARLY, '2022-07-02', '2024-07-01');
    b.record(termination('t1', '2023-06-10'));
    expect(b.record({ id: 'undo', kind: 'reversal', of: 't1', on: '2024-02-01', reason: 'r' })).toBe(true);
    expect(b.record(termination('t2', '2023-07-15'))).toBe(true);
    // The contract year ended on 2023-07-01, when t1 stood; from its reversal on only t2 has ended the contract.
    expect([0, 1, 2].map((season) => closingOf(b, season))).toEqual([0, 0, 4]);
    [0, 1, 2].forEach((season) => b.close(season));
  });
});
