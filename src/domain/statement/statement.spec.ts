import { DomainBook } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import { SECTION_LINES, type SubjectLines } from './statement';

const HANDOUT = [{ class: 'ewe', count: 20 }];
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } };
const book = (terms: object): DomainBook =>
  new DomainBook(readShape(Terms, { handout: HANDOUT, obligations: [LAMBS], ...terms }), SEASONS);

/** The lines of one subject that are not zero, by name. */
function linesOf(subjects: readonly SubjectLines[] | undefined, name: string): Record<string, number> | undefined {
  const found = subjects?.find((s) => `${s.section} ${s.subject}` === name);
  const names = SECTION_LINES[found?.section ?? 'owed'];
  return found && Object.fromEntries(found.values.map((v, i) => [names[i], v]).filter(([, v]) => v !== 0));
}

describe('an obligation whose amendment was reversed after something of it was settled', () => {
  const kids = { id: 'kids', rule: 'fixed_total', class: 'kid', quantity: 5, schedule: { kind: 'at_end' } };
  const settledAway = (): DomainBook => {
    const b = book({});
    b.record({ id: 'a', kind: 'amendment', on: '2023-02-01', terms: { handout: HANDOUT, obligations: [LAMBS, kids] } });
    b.record({ id: 'r', kind: 'lamb_return', on: '2023-03-01', accepted: [{ class: 'kid', count: 3 }] });
    return b;
  };

  it('stays on the statements as long as something of it is settled', () => {
    const b = settledAway();
    expect(linesOf(b.close(0)?.subjects, 'owed kids')).toEqual({ added: 5, returned: 3, closing: 2, settled: 3, ahead: 3 }); // prettier-ignore
    expect(b.record({ id: 'u', kind: 'reversal', of: 'a', reason: 'r' })).toBe(true);
    expect(linesOf(b.close(1)?.subjects, 'owed kids')).toEqual({ opening: 2, added: -5, closing: -3, settled: 3, ahead: 3 }); // prettier-ignore
    expect(linesOf(b.close(2)?.subjects, 'owed kids')).toEqual({ opening: -3, closing: -3, settled: 3, ahead: 3 });
  });

  it('is gone when the return is reversed too', () => {
    const b = settledAway();
    b.close(0);
    b.record({ id: 'u', kind: 'reversal', of: 'a', reason: 'r' });
    b.close(1);
    expect(b.record({ id: 'v', kind: 'reversal', of: 'r', reason: 'r' })).toBe(true);
    expect(linesOf(b.close(2)?.subjects, 'owed kids')).toEqual({ opening: -3, returned: -3 });
  });

  it('takes nothing more', () => {
    const b = settledAway();
    b.close(0);
    b.record({ id: 'u', kind: 'reversal', of: 'a', reason: 'r' });
    expect(b.record({ id: 'late', kind: 'waiver', obligation: 'kids', on: '2023-04-01', quantity: 1, reason: 'r' })).toBe(false); // prettier-ignore
  });
});

describe('a carry is enough only while it says the same as the whole history', () => {
  it('a first handover after deaths of leased animals that were born here', () => {
    const b = book({
      offspring: 'cooperative',
      obligations: [{ id: 'same', rule: 'return_same', classes: ['ewe_lamb', 'ewe'] }],
      losses: [{ causes: ['*'], withinDays: 30, effect: 'charge', price: '10' }],
    });
    b.record({ id: 'b', kind: 'lambing', on: '2023-06-01', live: 4, heads: [{ class: 'ewe_lamb', count: 4 }] });
    b.record({ id: 'd', kind: 'death', on: '2023-06-10', heads: [{ class: 'ewe_lamb', count: 1 }], cause: 'disease' });
    expect(linesOf(b.close(0)?.subjects, 'cash CNY')).toEqual({});
    expect(b.record({ id: 'h', kind: 'handover', on: '2023-06-05', heads: HANDOUT })).toBe(true);
    expect(linesOf(b.close(1)?.subjects, 'cash CNY')).toEqual({ losses: 1000, closing: 1000 });
    expect(linesOf(b.close(2)?.subjects, 'cash CNY')).toEqual({ opening: 1000, closing: 1000 });
  });
});
