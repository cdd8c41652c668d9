/** Random contracts and random things that happen under them; the rules decide which of them are accepted. */
import fc from 'fast-check';
import { addDays } from '../../src/domain/calendar';
import { checkTerms } from '../../src/domain/terms/check-terms';
import { Terms } from '../../src/domain/terms/terms';
import { readShape } from '../../src/domain/shape/read';
import { TERM, type BookTerm, type EventInput } from './domain-book';

export const SEASONS = [
  { from: '2023-01-01', to: '2023-06-30' },
  { from: '2023-07-01', to: '2023-12-31' },
  { from: '2024-01-01', to: '2024-06-30' },
];
const FIRST_DAY = '2023-01-01';
const DAYS = 546;

const rounding = fc.constantFrom(undefined, 'down', 'half_up', 'up');
const optional = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined, freq: 2 });
const ratio = fc.constantFrom('1/3', '1.5', '9/5', '2', '0.4');
const percent = fc.constantFrom('0', '2.5', '30', '70', '100', '33.333');

/** Drops what is undefined: an absent key is not null. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const obligations = fc.record({
  fixed: optional(fc.record({ id: fc.constant('fixed'), rule: fc.constant('fixed_total'), class: fc.constant('lamb'), quantity: fc.integer({ min: 1, max: 60 }), rounding,
    schedule: fc.constantFrom({ kind: 'at_end' }, { kind: 'yearly' }) })),
  parts: optional(fc.integer({ min: 2, max: 40 }).map((n) => ({ id: 'parts', rule: 'fixed_total', class: 'kid', quantity: n + 3,
    schedule: { kind: 'tranches', tranches: [{ on: '2023-05-01', quantity: n }, { on: '2024-02-29', quantity: 3 }] } }))),
  head: optional(fc.record({ id: fc.constant('head'), rule: fc.constant('per_head'), class: fc.constant('ram_lamb'), rate: ratio, base: fc.constant(['ewe']), rounding,
    schedule: fc.constantFrom({ kind: 'at_end' }, { kind: 'yearly' }) })),
  year: optional(fc.record({ id: fc.constant('year'), rule: fc.constant('per_year'), class: fc.constant('ewe_hogget'), quantity: fc.integer({ min: 1, max: 9 }) })),
  same: optional(fc.constant({ id: 'same', rule: 'return_same' })),
  share: optional(fc.record({ id: fc.constant('share'), rule: fc.constant('share_of_births'), class: fc.constant('lamb'), share: fc.constantFrom('1/3', '0.5', '1'), rounding,
    afterDays: optional(fc.integer({ min: 0, max: 90 })) })),
  rent: optional(fc.record({ id: fc.constant('rent'), rule: fc.constant('cash'), amount: fc.constantFrom('1000.00', '0.01', '777.77'), schedule: fc.constantFrom({ kind: 'yearly' }, { kind: 'at_end' }) })),
}); // prettier-ignore

const losses = fc.array(
  fc.constantFrom(
    { causes: ['disease'], withinDays: 30, effect: 'replace' },
    { causes: ['disaster'], effect: 'reduce' },
    { causes: ['theft'], effect: 'charge', price: '1100.00' },
    { causes: ['*'], withinDays: 200, effect: 'reduce' },
    { causes: ['*'], effect: 'none' },
  ),
  { maxLength: 3 },
);

export const terms: fc.Arbitrary<Terms> = fc
  .record({
    title: fc.constantFrom(undefined, 'retained', 'passes_on_handover', 'passes_on_completion'),
    offspring: fc.constantFrom(undefined, 'household', 'cooperative'),
    ewes: fc.integer({ min: 3, max: 40 }),
    rams: fc.integer({ min: 1, max: 3 }),
    obligations,
    losses: optional(losses),
    substitutions: optional(
      fc.constant([
        { class: 'ewe_hogget', countsAs: '4/3' },
        { class: 'wether', countsAs: '0.75' },
      ]),
    ),
    feed: optional(fc.record({ householdShare: percent, creditLimit: optional(fc.constantFrom('50.00', '1000.00')) })),
    services: optional(fc.record({ householdShare: percent })),
    sales: optional(fc.record({ commission: percent })),
  })
  .map(({ ewes, rams, obligations: chosen, ...rest }) => {
    const handout = [{ class: 'ewe', count: ewes }, { class: 'ram', count: rams }]; // prettier-ignore
    return readShape(
      Terms,
      plain({ ...rest, handout, obligations: Object.values(chosen).filter((o) => o !== undefined) }),
    );
  })
  .filter((t) => {
    checkTerms(t, TERM);
    return true;
  });

const TERMS: readonly BookTerm[] = [
  TERM,
  { from: '2022-06-15', to: '2024-03-31' },
  { from: '2023-02-10', to: '2024-02-29' },
  { from: '2022-09-01', to: '2023-11-30' },
  { from: '2023-05-20' },
  { from: '2023-03-01', to: '2024-05-31', bookedFrom: '2023-07-01' },
  { from: '2020-02-29', to: '2024-02-28', bookedFrom: '2023-07-01' },
];

/** Terms with the days of their contract, such that they go together; TERM more often than others. */
export const contract: fc.Arbitrary<readonly [Terms, BookTerm]> = fc
  .tuple(terms, fc.constantFrom(...TERMS))
  .map(([agreed, term]) => [agreed, goTogether(agreed, term) ? term : TERM]);

function goTogether(agreed: Terms, term: BookTerm): boolean {
  try {
    checkTerms(agreed, term);
    return true;
  } catch {
    return false;
  }
}

const heads = (classes: readonly string[], max: number): fc.Arbitrary<object[]> =>
  fc.uniqueArray(fc.record({ class: fc.constantFrom(...classes), count: fc.integer({ min: 1, max }) }), {
    minLength: 1,
    maxLength: 2,
    selector: (h) => h.class,
  });
const money = fc
  .integer({ min: 1, max: 2_000_00 })
  .map((fen) => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)));
/** Mostly the name of an obligation of the contract, by its place in the terms. */
const subject = fc.oneof(
  { weight: 6, arbitrary: fc.nat(5) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('fixed', 'same', 'same:ewe', 'rent', 'added') },
);
const OWN = ['lamb', 'ewe_lamb', 'ram_lamb', 'ewe_hogget', 'wether', 'kid', 'ewe'];
const LEASED = ['ewe', 'ram', 'ewe_lamb'];

/** Absent most of the time. */
const seldom = <T>(times: number, arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: times, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: arb });

type Payload = fc.Arbitrary<Record<string, unknown>>;
const of = (kind: string, fields: Record<string, fc.Arbitrary<unknown>> = {}): Payload =>
  fc.record({ kind: fc.constant(kind), ...fields });

const PAYLOADS: readonly { weight: number; arbitrary: Payload }[] = [
  { weight: 4, arbitrary: of('handover', { heads: heads(['ewe', 'ram'], 30), replaces: seldom(5, fc.nat(40)) }) },
  { weight: 2, arbitrary: of('take_back', { heads: heads(LEASED, 6), obligation: fc.constantFrom(undefined, undefined, undefined, 'same', 'same:ewe') }) },
  { weight: 3, arbitrary: heads(['lamb', 'ewe_lamb', 'ram_lamb', 'kid'], 12).map((h) => ({ kind: 'lambing', heads: h, live: h.reduce((sum, x) => sum + (x as { count: number }).count, 0) })) },
  { weight: 3, arbitrary: of('death', { heads: heads(LEASED, 3), from: fc.constantFrom(undefined, 'leased', 'own'), cause: fc.constantFrom('disease', 'disaster', 'theft', 'age') }) },
  { weight: 2, arbitrary: fc.constantFrom<Record<string, unknown>>({ kind: 'class_change', from: 'ewe', to: 'ram', count: 1, book: 'leased' }, { kind: 'class_change', from: 'ewe_lamb', to: 'ewe_hogget', count: 2 }) },
  { weight: 1, arbitrary: of('count', { heads: fc.constantFrom([{ book: 'leased', class: 'ewe', count: 9 }], [{ book: 'own', class: 'lamb', count: 0 }]) }) },
  { weight: 5, arbitrary: of('lamb_return', { obligation: subject, accepted: heads(OWN, 9), fits: seldom(1, fc.constant(true)) }) },
  { weight: 3, arbitrary: of('feed_issue', { item: fc.constantFrom('玉米', 'hay'), quantity: fc.constantFrom('1', '0.333', '12.5'), unit: fc.constantFrom('kg', 'jin', 't'), unitPrice: money, householdShare: optional(percent) }) },
  { weight: 1, arbitrary: of('feed_return', { item: fc.constant('hay'), quantity: fc.constant('0.5'), unit: fc.constant('kg'), unitPrice: money }) },
  { weight: 1, arbitrary: of('service', { item: fc.constant('疫苗'), amount: money, householdShare: optional(percent) }) },
  { weight: 1, arbitrary: of('premium', { amount: money }) },
  { weight: 1, arbitrary: of('claim', { amount: money, payTo: fc.constantFrom('household', 'cooperative') }) },
  { weight: 2, arbitrary: of('sale', { channel: fc.constant('市场'), heads: heads(OWN, 5), price: money, per: fc.constantFrom('head', 'kg', 'jin'), weightKg: fc.constant('371.25'), collectedBy: fc.constantFrom(undefined, 'household') }) },
  { weight: 3, arbitrary: of('cash_in', { amount: money }) },
  { weight: 1, arbitrary: of('cash_out', { amount: money }) },
  { weight: 1, arbitrary: of('deposit_in', { amount: money }) },
  { weight: 1, arbitrary: of('deposit_out', { amount: money }) },
  { weight: 1, arbitrary: of('penalty', { amount: money, reason: fc.constant('r') }) },
  { weight: 1, arbitrary: money.map((m) => ({ kind: 'adjustment', amount: `-${m}`, reason: 'r' })) },
  { weight: 2, arbitrary: of('waiver', { obligation: subject, quantity: fc.integer({ min: 1, max: 9 }), reason: fc.constant('r') }) },
  { weight: 2, arbitrary: of('conversion', { obligation: subject, quantity: fc.integer({ min: 1, max: 9 }), pricePerHead: money, basis: fc.constant('b') }) },
  { weight: 1, arbitrary: of('termination', { reason: fc.constant('r') }) },
  { weight: 1, arbitrary: of('completion', { settles: seldom(1, fc.constant(true)) }) },
  { weight: 3, arbitrary: of('amendment', { change: fc.record({ commission: percent, losses: optional(losses), title: fc.constantFrom(undefined, 'retained', 'passes_on_completion'), adds: fc.boolean(), substitutes: seldom(3, fc.constantFrom([{ class: 'ram_lamb', countsAs: '1/2' }], [{ class: 'lamb', countsAs: '2' }, { class: 'kid', countsAs: '0.4' }, { class: 'ewe_lamb', countsAs: '1' }])), quantity: fc.integer({ min: 1, max: 50 }) }) }) },
]; // prettier-ignore

/** Something that happens on a random day of the first `days` days; `reverses` asks for the reversal of an earlier one instead. */
export interface Happening {
  readonly payload: Record<string, unknown>;
  readonly day: number;
  readonly reverses?: number;
}

export const happening = (days = DAYS): fc.Arbitrary<Happening> =>
  fc.record({
    payload: fc.oneof(...PAYLOADS),
    day: fc.integer({ min: 0, max: days - 1 }),
    reverses: seldom(7, fc.nat(40)),
  });

/** The first handover, so that there is something to talk about. */
export const FIRST: EventInput = { id: 'first', kind: 'handover', on: FIRST_DAY, heads: [{ class: 'ewe', count: 20 }, { class: 'ram', count: 2 }] }; // prettier-ignore

interface Change {
  readonly commission: string;
  readonly losses?: object[];
  readonly title?: string;
  readonly adds: boolean;
  readonly substitutes?: object[];
  readonly quantity: number;
}

/** The agreed terms, changed as an amendment may change them; now and then as it may not. */
function amended(agreed: Terms, change: Change): object {
  const known = agreed.obligations.map((o) =>
    o.rule === 'fixed_total' && o.schedule.kind !== 'tranches' ? { ...o, quantity: change.quantity } : o,
  );
  const added = { id: 'added', rule: 'per_year', class: 'kid', quantity: change.quantity };
  return {
    ...agreed,
    sales: { commission: change.commission },
    losses: change.losses ?? agreed.losses,
    title: change.title ?? agreed.title,
    substitutions: [...(change.substitutes ?? []), ...(agreed.substitutions ?? [])],
    obligations: change.adds ? [added, ...known] : known,
  };
}

interface Drawn {
  readonly change?: Change;
  readonly replaces?: number;
  readonly obligation?: number | string;
  /** The heads are of the obligation's own class. */
  readonly fits?: true;
  readonly settles?: true;
}

/** Whether everything is to be settled first, so that the completion is allowed. */
export const settlesFirst = (h: Happening, event: EventInput): boolean =>
  event.kind === 'completion' && (h.payload as Drawn).settles === true;

/** The event of a happening under terms; `before` are the ids recorded so far. */
export function eventOf(agreed: Terms, h: Happening, index: number, before: readonly string[]): EventInput {
  const id = `e${index}`;
  const on = addDays(FIRST_DAY, h.day);
  const of = h.reverses === undefined ? undefined : before[h.reverses % (before.length || 1)];
  if (of !== undefined) return { id, kind: 'reversal', of, reason: 'r', ...(h.day % 2 === 0 ? { on } : {}) };
  const { change, replaces, fits, settles: _settles, ...payload } = h.payload as Drawn;
  const replaced = replaces === undefined ? undefined : before[replaces % (before.length || 1)];
  const place = typeof payload.obligation === 'number' ? payload.obligation % (agreed.obligations.length || 1) : 0;
  const meant = agreed.obligations[place];
  const head = meant && 'class' in meant ? meant.class : 'ewe';
  return plain({
    ...payload,
    obligation: typeof payload.obligation === 'number' ? meant?.id : payload.obligation,
    ...(fits ? { accepted: [{ class: head, count: (h.day % 5) + 1 }] } : {}),
    replaces: replaced,
    ...(change ? { terms: amended(agreed, change) } : {}),
    id,
    on,
  }) as EventInput;
}
