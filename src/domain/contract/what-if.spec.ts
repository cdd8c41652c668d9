import fc from 'fast-check';
import { terms as anyTerms } from '../../../test/support/generators';
import { runs } from '../../../test/support/scale';
import { readShape } from '../shape/read';
import { checkTerms } from '../terms/check-terms';
import { Terms } from '../terms/terms';
import { whatIf, type DayOutcome } from './what-if';

const HANDOUT = [
  { class: 'ewe', count: 95 },
  { class: 'ram', count: 5 },
];
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 180, schedule: { kind: 'yearly' } };
const THREE_YEARS = { from: '2022-07-01', to: '2025-06-30' };

const play = (content: object, bornPer100: number, lostPer100 = 0, term: { from: string; to?: string } = THREE_YEARS) =>
  whatIf(readShape(Terms, { handout: HANDOUT, obligations: [LAMBS], ...content }), term, { bornPer100, lostPer100 });
const told = (days: readonly DayOutcome[]): string[] =>
  days.map(
    (day) =>
      `${day.on} ${day.debts.map((d) => `+${d.added} given ${d.given} short ${d.short}`).join(', ')}; own ${day.own} leased ${day.leased}`,
  );

describe('what a contract would come to', () => {
  it('in good years: the debt is given, the rest is kept, and at the end the whole flock', () => {
    expect(told(play({}, 100))).toEqual([
      '2023-06-30 +60 given 60 short 0; own 35 leased 100',
      '2024-06-30 +60 given 60 short 0; own 70 leased 100',
      '2025-06-30 +60 given 60 short 0; own 205 leased 0',
    ]);
  });

  it('in bad years: what is short adds up, and the title does not pass', () => {
    // 95 ewes less a tenth each year are 86, 77 and 70, of which 40 % bear 34, 30 and 28; five rams are 5, 5 and 4.
    expect(told(play({}, 40, 10))).toEqual([
      '2023-06-30 +60 given 34 short 26; own 0 leased 91',
      '2024-06-30 +60 given 30 short 56; own 0 leased 82',
      '2025-06-30 +60 given 28 short 88; own 0 leased 74',
    ]);
  });

  it('takes losses off the debt, or charges them, where the terms say so', () => {
    const losses = (effect: object) => ({ losses: [{ causes: ['*'], ...effect }] });
    // 26 of 100 are lost: 180 less 26 x 9/5 are 133.2, so 133.
    const reduced = play(losses({ effect: 'reduce' }), 100, 10);
    expect(reduced.flatMap((d) => d.debts.map((debt) => debt.added)).reduce((a, b) => a + b)).toBe(133);
    expect(play(losses({ effect: 'charge', price: '800.00' }), 100, 10).at(-1)?.cashFen).toBe(26 * 80_000);
    expect(play({}, 100, 10).at(-1)?.cashFen).toBe(0);
  });

  it('gives the same animals back, as far as they live', () => {
    const days = play({ title: 'retained', obligations: [{ id: 'dams', rule: 'return_same' }] }, 100, 10);
    expect(days.at(-1)?.debts).toEqual([
      { obligation: 'dams', class: 'ewe', added: 95, given: 70, short: 25 },
      { obligation: 'dams', class: 'ram', added: 5, given: 4, short: 1 },
    ]);
  });

  it('shows a share of the births on the day it falls due, and rent in fen', () => {
    const share = { id: 'share', rule: 'share_of_births', class: 'lamb', share: '1/3', afterDays: 60 };
    const rent = { id: 'rent', rule: 'cash', amount: '3000.00', schedule: { kind: 'yearly' } };
    const days = play({ obligations: [share, rent] }, 100, 0, { from: '2022-07-01', to: '2023-06-30' });
    expect(told(days)).toEqual([
      '2023-02-28 +31 given 31 short 0; own 64 leased 100',
      '2023-06-30 +0 given 0 short 0; own 164 leased 0',
    ]);
    expect(days.map((d) => d.cashFen)).toEqual([0, 300_000]);
  });

  it('looks five years into an open end, where no title passes', () => {
    const yearly = { id: 'lambs', rule: 'per_year', class: 'ewe_lamb', quantity: 20 };
    const days = play({ obligations: [yearly] }, 100, 0, { from: '2022-07-01' });
    expect(days).toHaveLength(5);
    expect(days.at(-1)).toMatchObject({ on: '2027-06-30', own: 5 * 75, leased: 100 });
  });

  it('adds up for any terms: nothing is given that is not there, and what is due is given or short', () => {
    let played = 0;
    fc.assert(
      fc.property(anyTerms, fc.nat({ max: 200 }), fc.nat({ max: 100 }), (agreed, bornPer100, lostPer100) => {
        const term = { from: '2022-07-01', to: '2025-06-30' };
        try {
          checkTerms(agreed, term);
        } catch {
          return;
        }
        played += 1;
        for (const day of whatIf(agreed, term, { bornPer100, lostPer100 })) {
          expect(Math.min(day.own, day.leased)).toBeGreaterThanOrEqual(0);
          for (const debt of day.debts) expect(Math.min(debt.given, debt.short)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: runs(100) },
    );
    expect(played).toBeGreaterThan(30);
  });
});
