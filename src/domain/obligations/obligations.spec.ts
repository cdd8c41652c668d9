import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import { parseRatio } from '../quantity/ratio';
import { OBLIGATION_RULES } from './registry';
import type { OwingContext } from './rule';

interface Situation {
  readonly from?: string;
  readonly to?: string;
  readonly bookedFrom?: string;
  readonly endedOn?: string;
  readonly reduced?: Record<string, number>;
  readonly off?: Record<string, number>;
  readonly handed?: Record<string, number>;
  readonly changes?: Record<string, number>;
  readonly births?: readonly (readonly [bookedOn: string, owed: string])[];
  /** Terms in force from a later day. */
  readonly later?: readonly [from: string, obligation: object];
}

const HANDOUT = [{ class: 'ewe', count: 60 }, { class: 'ram', count: 40 }]; // prettier-ignore
const termsWith = (obligation: object): Terms => readShape(Terms, { handout: HANDOUT, obligations: [obligation] });

/** [T, U] of the one obligation on a day. */
function owing(obligation: object, date: string, s: Situation = {}, cls = 'ewe'): [number, number] {
  const { from = '2022-07-01', to = '2025-06-30' } = s;
  const versions: (readonly [string, Terms])[] = [
    ['', termsWith(obligation)],
    ...(s.later ? [[s.later[0], termsWith(s.later[1])] as const] : []),
  ];
  const termsOn = (day: string): Terms =>
    (versions.filter(([since]) => since <= day).at(-1) as readonly [string, Terms])[1];
  const context: OwingContext = {
    from,
    to,
    bookedFrom: s.bookedFrom ?? from,
    ...(s.endedOn ? { endedOn: s.endedOn } : {}),
    termsOn,
    position: {
      reducedByClass: (c) => s.reduced?.[c] ?? 0,
      offByClass: (c) => s.off?.[c] ?? 0,
      handedOver: (c) => s.handed?.[c] ?? 0,
      leasedChange: (a, b) => s.changes?.[`${a}>${b}`] ?? 0,
      births: () => (s.births ?? []).map(([bookedOn, owed]) => ({ bookedOn, owed: parseRatio(owed) })),
    },
  };
  const [agreed] = termsOn(date).obligations;
  if (!agreed) throw new Error('no obligation');
  const rule = OBLIGATION_RULES.get(agreed.rule);
  if (!rule) throw new Error(agreed.rule);
  return [rule.owed(agreed, cls, date, context), rule.due(agreed, cls, date, context)];
}

describe('fixed_total: 180 lambs in three years', () => {
  const atEnd = { id: 'l', rule: 'fixed_total', class: 'lamb', quantity: 180, schedule: { kind: 'at_end' } };
  it('is owed from the first day and due on the last', () => {
    expect(owing(atEnd, '2022-06-30')).toEqual([0, 0]);
    expect(owing(atEnd, '2022-07-01')).toEqual([180, 0]);
    expect(owing(atEnd, '2025-06-29')).toEqual([180, 0]);
    expect(owing(atEnd, '2025-06-30')).toEqual([180, 180]);
  });
  it('is due at once after a termination', () =>
    expect(owing(atEnd, '2023-01-01', { endedOn: '2023-01-01' })).toEqual([180, 180]));
  it('owes nothing before the day it was entered', () => {
    expect(owing(atEnd, '2023-05-31', { bookedFrom: '2023-06-01' })).toEqual([0, 0]);
    expect(owing(atEnd, '2023-06-01', { bookedFrom: '2023-06-01' })).toEqual([180, 0]);
  });
  it.each([
    ['down', 176],
    ['half_up', 176],
    ['up', 177],
  ])('two reduced heads of 100 take 3.6 off, rounded %s', (rounding, total) =>
    expect(owing({ ...atEnd, rounding }, '2023-01-01', { reduced: { ewe: 1, ram: 1 } })[0]).toBe(total),
  );
  it('is rounded down where nothing else was agreed', () =>
    expect(owing(atEnd, '2025-06-30', { reduced: { ewe: 1, ram: 1 } })).toEqual([176, 176]));
  it('is never below zero', () => expect(owing(atEnd, '2025-06-30', { reduced: { ewe: 500 } })).toEqual([0, 0]));
  it('yearly, k of n of the exact total is due', () => {
    const yearly = { ...atEnd, quantity: 100, schedule: { kind: 'yearly' } };
    expect(['2023-06-29', '2023-06-30', '2024-06-30', '2025-06-30'].map((d) => owing(yearly, d)[1])).toEqual([
      0, 33, 66, 100,
    ]);
    expect(owing(yearly, '2023-12-31', { to: '2023-12-31' })).toEqual([100, 100]);
    expect(owing(yearly, '2023-06-30', { to: '2023-12-31' })).toEqual([100, 50]);
  });
  it('by tranches, due on their days', () => {
    const tranches = [{ on: '2023-06-30', quantity: 60 }, { on: '2024-06-30', quantity: 120 }]; // prettier-ignore
    const parts = { ...atEnd, schedule: { kind: 'tranches', tranches } };
    expect(['2023-06-29', '2023-06-30', '2024-06-29', '2024-06-30'].map((d) => owing(parts, d)[1])).toEqual([
      0, 60, 60, 180,
    ]);
    expect(owing(parts, '2023-06-30', { reduced: { ewe: 10 } })).toEqual([162, 54]);
  });
});

describe('per_head: three lambs a ewe, yearly', () => {
  const perHead = { id: 'l', rule: 'per_head', class: 'lamb', rate: '3', base: ['ewe'], schedule: { kind: 'yearly' } };
  it('counts the base in the handout', () => expect(owing(perHead, '2023-06-30')).toEqual([180, 60]));
  it('four ewes lost in a disaster take twelve lambs off; rams take none', () => {
    expect(owing(perHead, '2023-06-30', { reduced: { ewe: 4, ram: 3 } })).toEqual([168, 56]);
    expect(owing(perHead, '2025-06-30', { reduced: { ewe: 4 } })).toEqual([168, 168]);
  });
  it('prices reductions with the terms of the day', () => {
    const later = ['2024-01-01', { ...perHead, rate: '2' }] as const;
    expect(owing(perHead, '2023-12-31', { reduced: { ewe: 4 }, later })[0]).toBe(168);
    expect(owing(perHead, '2024-01-01', { reduced: { ewe: 4 }, later })[0]).toBe(112);
  });
});

describe('per_year', () => {
  const perYear = { id: 'l', rule: 'per_year', class: 'lamb', quantity: 30 };
  it('accrues at each year end, at the quantity in force then', () => {
    expect(owing(perYear, '2023-06-29')).toEqual([0, 0]);
    expect(owing(perYear, '2023-06-30')).toEqual([30, 30]);
    expect(owing(perYear, '2024-06-30', { later: ['2024-01-01', { ...perYear, quantity: 40 }] })).toEqual([70, 70]);
  });
  it('does not accrue after the term, a termination, or in a part of a year', () => {
    expect(owing(perYear, '2030-01-01')).toEqual([90, 90]);
    expect(owing(perYear, '2030-01-01', { endedOn: '2024-06-29' })).toEqual([30, 30]);
    expect(owing(perYear, '2030-01-01', { endedOn: '2024-06-30' })).toEqual([60, 60]);
    expect(owing(perYear, '2030-01-01', { to: '2025-06-29' })).toEqual([60, 60]);
  });
});

describe('return_same', () => {
  const same = { id: 'd', rule: 'return_same' };
  it('owes what was handed over, less what is off, due at the end', () => {
    expect(owing(same, '2024-01-01', { handed: { ewe: 61 }, off: { ewe: 5 } })).toEqual([56, 0]);
    expect(owing(same, '2025-06-30', { handed: { ewe: 61 }, off: { ewe: 5 } })).toEqual([56, 56]);
    expect(owing(same, '2024-01-01', { handed: { ewe: 1 }, off: { ewe: 5 } })).toEqual([0, 0]);
    expect(owing(same, '2024-01-01', { handed: { ewe: 9 }, endedOn: '2024-01-01' })).toEqual([9, 9]);
  });
  it('a class change moves the owed head only between its own classes', () => {
    const handed = { ewe: 10, ram: 2 };
    expect(owing(same, '2024-01-01', { handed, changes: { 'ewe>ram': 3 } }, 'ewe')[0]).toBe(7);
    expect(owing(same, '2024-01-01', { handed, changes: { 'ewe>ram': 3 } }, 'ram')[0]).toBe(5);
    expect(owing(same, '2024-01-01', { handed, changes: { 'ewe>wether': 3 } }, 'ewe')[0]).toBe(10);
  });
});

describe('share_of_births: a third, sixty days after', () => {
  const share = { id: 'l', rule: 'share_of_births', class: 'lamb', share: '1/3', afterDays: 60 };
  const births = [['2023-04-25', '28/3'], ['2023-05-01', '2/3']] as const; // prettier-ignore
  it('falls due when the days are over, rounded once over all births', () => {
    expect(owing(share, '2023-06-23', { births })).toEqual([0, 0]);
    expect(owing(share, '2023-06-24', { births })).toEqual([9, 9]);
    expect(owing(share, '2023-06-30', { births })).toEqual([10, 10]);
    expect(owing({ ...share, rounding: 'up' }, '2023-06-24', { births })).toEqual([10, 10]);
  });
});

describe('cash', () => {
  const yearly = { id: 'r', rule: 'cash', amount: '10000.00', schedule: { kind: 'yearly' } };
  it('is rounded to the fen, half away from zero, and complete at the end', () => {
    expect(['2023-06-30', '2024-06-30', '2025-06-30'].map((d) => owing(yearly, d)[1])).toEqual([
      333333, 666667, 1000000,
    ]);
  });
  it('by tranches and after a termination', () => {
    const rent = { ...yearly, schedule: { kind: 'tranches', tranches: [{ on: '2023-12-01', amount: '3000' }, { on: '2024-12-01', amount: '7000' }] } }; // prettier-ignore
    expect(['2023-11-30', '2023-12-01', '2024-12-01'].map((d) => owing(rent, d)[1])).toEqual([0, 300000, 1000000]);
    expect(owing(rent, '2023-02-01', { endedOn: '2023-02-01' })).toEqual([1000000, 1000000]);
    expect(owing(rent, '2023-12-01', { bookedFrom: '2024-01-01' })).toEqual([0, 0]);
    expect(owing(rent, '2024-01-01', { bookedFrom: '2024-01-01' })[1]).toBe(300000);
  });
});
