import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import { contextAsAgreed, duePlan } from './plan';

const plan = (obligation: object, term: { from: string; to?: string }, cls = 'lamb'): string[] => {
  const handout = [
    { class: 'ewe', count: 95 },
    { class: 'ram', count: 5 },
  ];
  const terms = readShape(Terms, { handout, obligations: [obligation] });
  const [agreed] = terms.obligations;
  if (!agreed) throw new Error('no obligation');
  return duePlan(agreed, cls, contextAsAgreed(terms, term)).map((s) => `${s.on} +${s.added} = ${s.due}`);
};

const THREE_YEARS = { from: '2022-07-01', to: '2025-06-30' };
const lambs = { id: 'lambs', class: 'lamb' };

describe('when what falls due', () => {
  it('of a fixed total, a part at each year end', () => {
    const o = { ...lambs, rule: 'fixed_total', quantity: 100, schedule: { kind: 'yearly' } };
    expect(plan(o, THREE_YEARS)).toEqual(['2023-06-30 +33 = 33', '2024-06-30 +33 = 66', '2025-06-30 +34 = 100']);
  });

  it('at the end, or on the days agreed', () => {
    const o = { ...lambs, rule: 'fixed_total', quantity: 180 };
    expect(plan({ ...o, schedule: { kind: 'at_end' } }, THREE_YEARS)).toEqual(['2025-06-30 +180 = 180']);
    const tranches = [
      { on: '2024-01-01', quantity: 80 },
      { on: '2023-01-01', quantity: 100 },
    ];
    expect(plan({ ...o, schedule: { kind: 'tranches', tranches } }, THREE_YEARS)).toEqual([
      '2023-01-01 +100 = 100',
      '2024-01-01 +80 = 180',
    ]);
  });

  it('by the heads handed out, and the same animals at the end', () => {
    const o = { ...lambs, rule: 'per_head', rate: '9/5', base: ['ewe'], schedule: { kind: 'at_end' } };
    expect(plan(o, THREE_YEARS)).toEqual(['2025-06-30 +171 = 171']);
    expect(plan({ id: 'dams', rule: 'return_same' }, THREE_YEARS, 'ram')).toEqual(['2025-06-30 +5 = 5']);
  });

  it('every year of an open end, as far as one looks ahead', () => {
    const o = { ...lambs, rule: 'per_year', quantity: 20 };
    expect(plan(o, { from: '2022-07-01' })).toEqual([
      '2023-06-30 +20 = 20',
      '2024-06-30 +20 = 40',
      '2025-06-30 +20 = 60',
      '2026-06-30 +20 = 80',
      '2027-06-30 +20 = 100',
    ]);
  });

  it('of cash, in fen; of births, nothing before there are any', () => {
    const rent = { id: 'rent', rule: 'cash', amount: '900.01', schedule: { kind: 'yearly' } };
    expect(plan(rent, THREE_YEARS, 'CNY').at(-1)).toMatch(/^2025-06-30 \+\d+ = 90001$/);
    expect(plan({ ...lambs, rule: 'share_of_births', share: '1/3' }, THREE_YEARS)).toEqual([]);
  });
});
