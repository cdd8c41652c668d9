import fc from 'fast-check';
import { DomainBook, type EventInput } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { runs } from '../../../test/support/scale';
import { addDays } from '../calendar';
import { DomainErrors } from '../errors';
import type { EventHead } from '../events/kind';
import { readShape } from '../shape/read';
import { checkTerms } from '../terms/check-terms';
import { Terms } from '../terms/terms';

const MOST = '90071992547409.91';
const TERM = { from: '2023-01-01', to: '2024-12-31' };
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } };
/** Terms and events far beyond what is accepted today, as a book may hold them from before there were bounds. */
const agree = (more: object): Terms =>
  ({ handout: [{ class: 'ewe', count: 1_000_000 }], obligations: [LAMBS], ...more }) as Terms;
class OldBook extends DomainBook {
  protected override read(input: EventInput): EventHead {
    return input;
  }
}
const book = (more: object = {}): DomainBook => new OldBook(agree(more), SEASONS);
const rent = (id: string, amount = MOST): object => ({ id, rule: 'cash', amount, schedule: { kind: 'at_end' } });
const event = (id: string, kind: string, amount: string, on = '2023-02-01'): EventInput => ({ id, kind, on, amount, ...(['penalty', 'adjustment'].includes(kind) ? { reason: 'r' } : {}) }); // prettier-ignore

/** What terms are refused with. */
function faultsOf(more: object): string[] {
  try {
    checkTerms(agree(more), TERM);
    return [];
  } catch (error) {
    if (error instanceof DomainErrors) return error.errors.map((e) => `${e.code} ${e.field}`);
    throw error;
  }
}

/** What is accepted can be settled: nothing that was recorded may keep a season from closing. */
describe('the largest amounts', () => {
  it('are booked and settled to the fen', () => {
    const b = book();
    expect(b.record(event('p', 'penalty', MOST))).toBe(true);
    expect(
      b
        .close(0)
        ?.subjects.find((s) => s.section === 'cash')
        ?.values.at(-1),
    ).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([
    ['penalty', 'cash_out'],
    ['penalty', 'penalty'],
    ['cash_in', 'penalty'],
  ])('%s and %s together are refused when the second comes, on whichever day', (first, second) => {
    for (const day of ['2023-01-31', '2023-02-01', '2023-02-02']) {
      const b = book();
      expect(b.record(event('a', first, MOST))).toBe(true);
      expect(b.record(event('b', second, '0.01', day))).toBe(false);
      expect(b.close(0)).toBeDefined();
    }
  });

  it('are refused where they would meet on a day in between', () => {
    const b = book();
    b.record(event('a', 'penalty', MOST, '2023-06-10'));
    b.record({ id: 'undo', kind: 'reversal', of: 'a', on: '2023-07-10', reason: 'r' });
    expect(b.record(event('b', 'cash_out', '0.01', '2023-06-01'))).toBe(false);
    expect(b.record(event('c', 'cash_out', MOST, '2023-07-10'))).toBe(true);
    [0, 1, 2].forEach((season) => b.close(season));
  });

  it('are refused where a season would move more than one line can say', () => {
    const b = book();
    b.record(event('a', 'adjustment', MOST));
    b.close(0);
    expect(b.record({ id: 'undo', kind: 'reversal', of: 'a', on: '2023-08-01', reason: 'r' })).toBe(true);
    expect(b.record(event('b', 'adjustment', `-0.01`, '2023-08-02'))).toBe(false);
    b.close(1);
    expect(b.record(event('b', 'adjustment', `-${MOST}`, '2024-01-02'))).toBe(true);
    b.close(2);
  });

  it('never keep a season from closing, whatever is accepted', () => {
    const cash = fc.record({
      kind: fc.constantFrom('penalty', 'cash_in', 'cash_out', 'adjustment', 'deposit_in', 'deposit_out', 'reversal'),
      amount: fc.constantFrom(MOST, '50000000000000.00', '40071992547409.91', '0.01'),
      day: fc.integer({ min: 0, max: 545 }),
      of: fc.nat(),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.array(cash, { maxLength: 12 }), (hasRent, events) => {
        const b = book(hasRent ? { obligations: [rent('rent', '30000000000000.00')] } : {});
        const ids: string[] = [];
        events.forEach(({ kind, amount, day, of }, i) => {
          const on = addDays('2023-01-01', day);
          const input = kind === 'reversal' ? { id: `e${i}`, kind, of: ids[of % ids.length] ?? 'none', on, reason: 'r' } : event(`e${i}`, kind, amount, on); // prettier-ignore
          if (!b.record(input)) refused += 1;
          else if (kind !== 'reversal') ids.push(`e${i}`);
          SEASONS.forEach((_, season) => b.lines(season));
        });
      }),
      { numRuns: runs(300) },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('count together with what is agreed in cash', () => {
    const b = book({ obligations: [rent('rent')] });
    expect(b.record(event('a', 'cash_in', '0.01'))).toBe(false);
    expect(b.record({ id: 't', kind: 'termination', on: '2023-03-01', reason: 'r' })).toBe(true);
    expect(
      b
        .close(0)
        ?.subjects.find((s) => s.section === 'cash')
        ?.values.at(-1),
    ).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('are not agreed where they could not be added up', () => {
    expect(faultsOf({ obligations: [rent('a')] })).toEqual([]);
    expect(faultsOf({ obligations: [rent('a'), rent('b', '0.01')] })).toEqual(['amount_too_large terms.obligations']);
    const terms = agree({ obligations: [LAMBS, rent('a'), rent('b', '0.01')] });
    expect(book().record({ id: 'a', kind: 'amendment', on: '2023-02-01', terms })).toBe(false);
  });

  it('nor rates and substitutions that no number of heads could be multiplied by', () => {
    const perHead = (rate: string): object => ({ obligations: [{ id: 'h', rule: 'per_head', class: 'lamb', rate, base: ['ewe'], schedule: { kind: 'at_end' } }] }); // prettier-ignore
    expect(book(perHead('1000000')).close(0)?.subjects[0]?.values[1]).toBe(1e12);
    expect(() => readShape(Terms, agree(perHead('1000000.1')))).toThrow('obligations[0].rate: ratio_invalid');
    expect(() =>
      readShape(Terms, agree({ substitutions: [{ class: 'wether', countsAs: '999999999999999999' }] })),
    ).toThrow('substitutions[0].countsAs: ratio_invalid');
  });
});
