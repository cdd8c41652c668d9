import { DomainBook, type BookTerm, type EventInput } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';

const FREE: object[] = [];
const LAMBS = [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } }];
const SHARE = [{ id: 'share', rule: 'share_of_births', class: 'lamb', share: '1/2', afterDays: 60 }];
const cash = (id: string, kind: string, on: string): EventInput => ({ id, kind, on, amount: '5' });
const ends = (on: string): EventInput => ({ id: 'end', kind: 'termination', on, reason: 'r' });
const undo = (of: string, on: string): EventInput => ({ id: `undo-${of}`, kind: 'reversal', of, on, reason: 'r' });
const birth = (on: string): EventInput => ({ id: 'b', kind: 'lambing', on, live: 4, heads: [{ class: 'lamb', count: 4 }] }); // prettier-ignore
const handover = (on: string): EventInput => ({ id: 'h', kind: 'handover', on, heads: [{ class: 'ewe', count: 1 }] });

/** Seasons: S1 2023-01-01..06-30, S2 ..12-31, S3 ..2024-06-30. */
const CASES: [name: string, has: string, term: BookTerm, obligations: object[], events: EventInput[]][] = [
  ['while its term touches', 'S1 S2 S3', { from: '2023-06-30' }, FREE, []],
  ['from the season of its first day', 'S2', { from: '2023-12-31', to: '2023-12-31' }, FREE, []],
  ['to the season of its last day', 'S1 S2', { from: '2022-01-01', to: '2023-07-01' }, FREE, []],
  ['not after a termination', 'S1 S2', { from: '2023-01-01' }, FREE, [ends('2023-07-01')]],
  ['again once that is reversed', 'S1 S2 S3', { from: '2023-01-01' }, FREE, [ends('2023-03-01'), undo('end', '2023-12-31')]],
  ['after its end while heads are owed', 'S1 S2 S3', { from: '2023-01-01', to: '2023-03-01' }, LAMBS, []],
  ['before its first day when something is booked', 'S1 S3', { from: '2024-01-01' }, FREE, [handover('2023-05-01')]],
  ['not for animals alone', 'S1', { from: '2023-01-01', to: '2023-05-31' }, FREE, [handover('2023-05-01')]],
  ['while cash is owed, and in the season in which it is paid', 'S1 S2', { from: '2023-01-01', to: '2023-05-31' }, FREE,
    [cash('a', 'cash_out', '2023-05-01'), cash('b', 'cash_in', '2023-08-01')]],
  ['while the household is owed', 'S1 S2 S3', { from: '2023-01-01', to: '2023-05-31' }, FREE, [cash('a', 'cash_in', '2023-05-01')]],
  ['while a deposit is held', 'S1 S2 S3', { from: '2023-01-01', to: '2023-05-31' }, FREE, [cash('a', 'deposit_in', '2023-05-01')]],
  ['when births fall due after the end', 'S1 S2 S3', { from: '2023-01-01', to: '2023-05-31' }, SHARE, [birth('2023-05-20')]],
  ['and not when they never will', 'S1', { from: '2023-01-01', to: '2023-05-31' }, SHARE, [birth('2023-02-01'), undo('b', '2023-06-30')]],
]; // prettier-ignore

describe('a contract has a statement', () => {
  it.each(CASES)('%s: %s', (_name, has, term, obligations, events) => {
    const terms = readShape(Terms, { handout: [{ class: 'ewe', count: 1 }], obligations });
    const book = new DomainBook(terms, SEASONS, term);
    for (const event of events) expect(book.record(event)).toBe(true);
    const found = SEASONS.map((_season, i) => (book.close(i) ? `S${i + 1}` : '')).filter((s) => s !== '');
    expect(found.join(' ')).toBe(has);
  });
});
