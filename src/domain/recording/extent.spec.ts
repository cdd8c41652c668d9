import { readEvent } from '../book/lines';
import { EVENT_KINDS } from '../events/registry';
import { History } from '../contract/history';
import type { Terms } from '../terms/terms';
import { decide } from './decide';
import { extentOf, together, type Extent } from './extent';

const SEASONS = [{ id: 1, code: 'S1', from: '2023-01-01', to: '2024-12-31', closed: false }];
const TERMS: Terms = {
  title: 'passes_on_completion',
  handout: [{ class: 'ewe', count: 500 }],
  obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 40, schedule: { kind: 'at_end' } }],
  losses: [{ causes: ['theft'], effect: 'charge', price: '800.00' }],
  feed: { householdShare: '70' },
  services: { householdShare: '50' },
  insurance: { householdShare: '20' },
  sales: { commission: '1' },
} as unknown as Terms;

type Payload = Readonly<Record<string, unknown>>;
const heads = (cls: string, count: number): Payload[] => [{ class: cls, count }];

/** What happened before: 500 ewes handed over, of which two died with nothing to pay and three changed their class. */
const BEFORE: readonly Payload[] = [
  { kind: 'handover', heads: heads('ewe', 500) },
  { kind: 'death', from: 'leased', cause: 'disease', heads: heads('ewe', 2) },
  { kind: 'class_change', book: 'leased', from: 'ewe', to: 'ram', count: 3 },
];

function extent(before: readonly Payload[], payload: Payload, terms: Payload = {}): Extent {
  const frame = { number: 'C1', household: 'H1', from: '2023-01-01', to: '2024-12-31', bookedFrom: '2023-01-01' };
  let history = new History({ ...frame, terms: { ...TERMS, ...terms } }, [], []);
  let seq = 0;
  const next = (p: Payload) =>
    decide(history, readEvent({ id: `e${(seq += 1)}`, on: '2023-06-01', ...p }), { seasons: SEASONS, seq });
  for (const p of before) history = next(p).history;
  const { fact, effects, before: position } = next(payload);
  return extentOf(fact.event, effects, position);
}

/** Of every kind: the slip, and what somebody who reads it with the contract says that it moves: yuan, heads. */
const READ: readonly (readonly [string, Payload, string, number, Payload?])[] = [
  ['handover', { heads: heads('ewe', 95) }, '0', 95],
  ['handover', { heads: heads('ewe', 95) }, '0', 95, { title: 'passes_on_handover' }],
  ['take_back', { heads: heads('ewe', 11) }, '0', 11],
  ['lambing', { live: 21, heads: heads('lamb', 21) }, '0', 21],
  ['death', { from: 'leased', cause: 'theft', heads: heads('ewe', 2) }, '1600.00', 2],
  ['death', { from: 'own', cause: 'disease', heads: heads('lamb', 7) }, '0', 7],
  ['class_change', { from: 'lamb', to: 'ewe', count: 7 }, '0', 7],
  ['count', { heads: [{ book: 'own', class: 'ewe', count: 400 }] }, '0', 0],
  ['lamb_return', { accepted: heads('lamb', 12), rejected: [{ count: 3, reason: '瘦' }] }, '0', 12],
  ['feed_issue', { item: '玉米', quantity: '25', unit: 'bag', kgPerUnit: '40', unitPrice: '126.50' }, '3162.50', 0],
  ['feed_return', { item: '玉米', quantity: '2', unit: 'bag', kgPerUnit: '40', unitPrice: '126.50' }, '253.00', 0],
  ['service', { item: '防疫', amount: '300.00' }, '300.00', 0],
  ['premium', { amount: '1000.00' }, '1000.00', 0],
  ['claim', { amount: '5000.00', payTo: 'household' }, '5000.00', 0],
  ['claim', { amount: '5000.00', payTo: 'cooperative' }, '5000.00', 0],
  ['sale', { channel: '集市', heads: heads('lamb', 10), price: '980.10', per: 'head' }, '9801.00', 10],
  ['sale', { channel: '集市', heads: heads('lamb', 10), price: '980.10', per: 'head', collectedBy: 'household' }, '9801.00', 10],
  ['cash_in', { amount: '5000.01' }, '5000.01', 0],
  ['cash_out', { amount: '5000.01' }, '5000.01', 0],
  ['deposit_in', { amount: '77.00' }, '77.00', 0],
  ['deposit_out', { amount: '77.00' }, '77.00', 0],
  ['penalty', { amount: '200.00', reason: '迟交' }, '200.00', 0],
  ['adjustment', { amount: '-30.00', reason: '对账' }, '30.00', 0],
  ['waiver', { quantity: 5, reason: '灾' }, '0', 5],
  ['conversion', { quantity: 4, pricePerHead: '900.00', basis: '协商' }, '3600.00', 4],
  ['amendment', { terms: TERMS }, '0', 0],
  ['termination', { reason: '搬走' }, '0', 0],
  ['completion', {}, '0', 498],
  ['completion', {}, '0', 0, { title: 'retained' }],
  // Of a starred kind, whatever it takes back.
  ['reversal', { of: 'e1', reason: '重复', on: undefined }, '0', 0],
]; // prettier-ignore

const yuan = (fen: number): string =>
  fen === 0 ? '0' : `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

describe('how much an event moves', () => {
  it('is said of every kind', () => {
    expect(new Set(READ.map(([kind]) => kind))).toEqual(new Set(EVENT_KINDS.keys()));
  });

  const cases = READ.map(([kind, payload, fen, count, terms = {}]) => ({ kind, payload, fen, count, terms }));
  it.each(cases)('$kind $payload: $fen yuan, $count heads', ({ kind, payload, fen, count, terms }) => {
    const done = [{ kind: 'lamb_return', accepted: heads('lamb', 40) }];
    const feed = [
      { kind: 'feed_issue', item: '玉米', quantity: '25', unit: 'bag', kgPerUnit: '40', unitPrice: '126.50' },
    ];
    const isEnding = kind === 'completion';
    const paid = [{ kind: 'cash_in', amount: '9999.00' }];
    const before =
      terms['title'] === 'passes_on_handover'
        ? []
        : kind === 'reversal'
          ? [{ kind: 'cash_in', amount: '1.00' }]
          : [...BEFORE, ...(isEnding ? [...done, ...paid] : []), ...(kind === 'feed_return' ? feed : [])];
    const found = extent(before, { kind, ...payload }, terms);
    expect([yuan(found.fen), found.heads]).toEqual([fen, count]);
  });

  it('counts what cannot be added up exactly as over any limit', () => {
    const most = { fen: Number.MAX_SAFE_INTEGER, heads: 3 };
    expect(together(most, { fen: 5, heads: 4 })).toEqual({ fen: Number.MAX_SAFE_INTEGER, heads: 7 });
  });
});
