import { expectNoneMissing } from '../../../test/support/missing';
import { readEvent } from '../book/lines';
import { DomainError } from '../errors';
import { formatRatio } from '../quantity/ratio';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import type { Effect } from './effect';
import type { EventHead, EventKind, Happened } from './kind';
import { EVENT_KINDS } from './registry';

const HANDOUT = [{ class: 'ewe', count: 95 }, { class: 'ram', count: 5 }]; // prettier-ignore
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 180, schedule: { kind: 'at_end' } };
const SAME = { id: 'same', rule: 'return_same' };
const YOUNG = { id: 'young', rule: 'return_same', classes: ['lamb'] };
const SHARE = { id: 'share', rule: 'share_of_births', class: 'lamb', share: '1/3' };
const FIRST = '2023-01-01';

/** One effect in short: `cash feed 221375`, `own lamb returned -3`, `lambs returned 40/3`. */
function short(e: Effect): string {
  switch (e.effect) {
    case 'cash':
    case 'subsidy':
    case 'deposit':
      return `${e.effect} ${e.line} ${e.fen}`;
    case 'stock':
      return `${e.book} ${e.class} ${e.line} ${e.heads}`;
    case 'settled':
      return `${e.subject} ${e.line} ${formatRatio(e.quantity)}`;
    case 'loss':
      return `loss ${e.class} ${e.heads}${e.reduces ? ' reduces' : ''}`;
    case 'leased_change':
      return `${e.from}>${e.to} ${e.heads}`;
    case 'birth':
      return `birth ${e.obligation} ${formatRatio(e.owed)}`;
    case 'count':
      return `counted ${e.book} ${e.class} ${e.heads}`;
    case 'feed':
      return `feed ${e.item} ${e.grams}`;
    case 'status':
      return `${e.status}${e.titlePasses ? ' title passes' : ''}`;
    case 'handed_over_on':
      return `handed over on ${e.on}`;
  }
}

/** What an event does under terms, or the code and field it is refused with. */
function effectsOf(kind: string, payload: object, agreed: object = {}, on = '2023-03-01'): string[] {
  const terms = readShape(Terms, { handout: HANDOUT, obligations: [LAMBS], ...agreed });
  try {
    const event = readEvent({ id: 'e', kind, on, ...payload }) as Happened<EventHead>;
    const found = EVENT_KINDS.get(kind);
    found?.check?.(event);
    const valuation = { terms, obligations: terms.obligations, firstHandoverOn: FIRST, recording: true };
    return (found?.effects(event, valuation) ?? []).map(short);
  } catch (error) {
    if (error instanceof DomainError) return [`${error.code} ${error.field ?? ''}`];
    throw error;
  }
}

const ewes = (count: number): object => ({ heads: [{ class: 'ewe', count }] });
const feed = (more: object): object => ({ item: 'hay', quantity: '25', unit: 'kg', unitPrice: '126.50', ...more });
const sale = (more: object): object => ({ channel: 'market', heads: [{ class: 'ram_lamb', count: 22 }], price: '760', per: 'head', ...more }); // prettier-ignore
const accepted = (cls: string, count: number, more: object = {}): object => ({ accepted: [{ class: cls, count }], ...more }); // prettier-ignore
const HOGGETS = { substitutions: [{ class: 'ewe_hogget', countsAs: '4/3' }] };
const losses = [
  { causes: ['disease'], withinDays: 7, effect: 'replace' },
  { causes: ['disaster', 'wolf'], effect: 'reduce' },
  { causes: ['theft'], effect: 'charge', price: '1100.50' },
  { causes: ['*'], effect: 'none' },
];
const death = (cause: string, more: object = {}): object => ({ ...ewes(3), cause, ...more });

type Row = [name: string, kind: string, payload: object, effects: string[], terms?: object, on?: string];

const STOCK: Row[] = [
  ['leased', 'handover', ewes(95), ['handed over on 2023-03-01', 'leased ewe handed_over 95']],
  ['own at once', 'handover', ewes(9), ['handed over on 2023-03-01', 'own ewe handed_over 9'], { title: 'passes_on_handover' }],
  ['of a class nobody must return', 'take_back', ewes(4), ['leased ewe taken_back -4']],
  ['of what must go back', 'take_back', ewes(4), ['leased ewe taken_back -4', 'same:ewe returned 4'], { obligations: [SAME] }],
  ['named by its subject', 'take_back', { ...ewes(4), obligation: 'same:ewe' }, ['leased ewe taken_back -4', 'same:ewe returned 4'], { obligations: [SAME] }],
  ['named wrongly', 'take_back', { ...ewes(4), obligation: 'same:ram' }, ['obligation_mismatch obligation'], { obligations: [SAME] }],
  ['named, of either sex for the young', 'take_back', { heads: [{ class: 'ewe_lamb', count: 2 }], obligation: 'young' }, ['leased ewe_lamb taken_back -2', 'young:lamb returned 2'], { obligations: [YOUNG] }],
  ['not named, in no return', 'take_back', { heads: [{ class: 'ewe_lamb', count: 2 }] }, ['leased ewe_lamb taken_back -2'], { obligations: [YOUNG] }],
  ['named, by a substitution', 'take_back', { heads: [{ class: 'ewe_hogget', count: 3 }], obligation: 'young' }, ['leased ewe_hogget taken_back -3', 'young:lamb returned 4'], { obligations: [YOUNG], ...HOGGETS }],
  ['named, but worth nothing', 'take_back', { ...ewes(4), obligation: 'young' }, ['leased ewe taken_back -4'], { obligations: [YOUNG] }],
  ['named as lambs', 'take_back', { ...ewes(4), obligation: 'lambs' }, ['obligation_mismatch obligation'], { obligations: [SAME, LAMBS] }],
  ['the household’s', 'lambing', { live: 2, heads: [{ class: 'lamb', count: 2 }] }, ['own lamb born 2']],
  ['the cooperative’s', 'lambing', { live: 2, total: 3, heads: [{ class: 'lamb', count: 2 }] }, ['leased lamb born 2'], { offspring: 'cooperative' }],
  ['with a share of either sex, not of kids', 'lambing', { live: 9, heads: [{ class: 'ewe_lamb', count: 4 }, { class: 'ram_lamb', count: 3 }, { class: 'kid', count: 2 }] },
    ['own ewe_lamb born 4', 'own ram_lamb born 3', 'own kid born 2', 'birth share 7/3'], { obligations: [SHARE] }],
  ['whose heads do not add up', 'lambing', { live: 3, heads: [{ class: 'lamb', count: 2 }] }, ['heads_sum heads']],
  ['fewer in all than live', 'lambing', { live: 2, total: 1, heads: [{ class: 'lamb', count: 2 }] }, ['heads_sum total']],
  ['own', 'class_change', { from: 'ewe_lamb', to: 'ewe_hogget', count: 6 }, ['own ewe_lamb changed -6', 'own ewe_hogget changed 6']],
  ['leased', 'class_change', { from: 'ewe', to: 'ram', count: 1, book: 'leased' }, ['leased ewe changed -1', 'leased ram changed 1', 'ewe>ram 1']],
  ['into itself', 'class_change', { from: 'ewe', to: 'ewe', count: 1 }, ['nothing_done to']],
  ['moves nothing', 'count', { heads: [{ book: 'own', class: 'lamb', count: 0 }] }, ['counted own lamb 0']],
]; // prettier-ignore

const LOSSES: Row[] = [
  ['no rule', 'death', death('age'), ['leased ewe died -3']],
  ['of own animals', 'death', death('disaster', { from: 'own' }), ['own ewe died -3'], { losses }],
  ['in time', 'death', death('disease'), ['leased ewe died -3', 'loss ewe 3'], { losses }, '2023-01-08'],
  ['too late', 'death', death('disease'), ['leased ewe died -3'], { losses }, '2023-01-09'],
  ['by its second cause', 'death', death('wolf'), ['leased ewe died -3', 'loss ewe 3 reduces'], { losses }],
  ['charged', 'death', death('theft', { means: 'disaster' }), ['leased ewe died -3', 'loss ewe 3', 'cash losses 330150'], { losses }],
]; // prettier-ignore

const RETURNS: Row[] = [
  ['one for one', 'lamb_return', accepted('ram_lamb', 10), ['own ram_lamb returned -10', 'lambs returned 10']],
  ['ten hoggets are 40/3 lambs', 'lamb_return', accepted('ewe_hogget', 10), ['own ewe_hogget returned -10', 'lambs returned 40/3'], HOGGETS],
  ['without a substitution', 'lamb_return', accepted('ewe_hogget', 10), ['obligation_mismatch accepted']],
  ['only rejected ones', 'lamb_return', { accepted: [], rejected: [{ count: 2, reason: 'thin' }] }, []],
  ['nothing at all', 'lamb_return', { accepted: [] }, ['nothing_done accepted']],
  ['the same animals only when named', 'lamb_return', accepted('ewe', 1), ['obligation_mismatch accepted'], { obligations: [SAME] }],
  ['the same animals, named', 'lamb_return', accepted('ewe', 1, { obligation: 'same' }), ['own ewe returned -1', 'same:ewe returned 1'], { obligations: [SAME] }],
  ['of the only one that fits', 'waiver', { quantity: 5, reason: 'r' }, ['lambs waived 5']],
  ['of one of two classes', 'waiver', { quantity: 5, reason: 'r' }, ['obligation_ambiguous obligation'], { obligations: [SAME] }],
  ['of a subject', 'waiver', { quantity: 5, reason: 'r', obligation: 'same:ram' }, ['same:ram waived 5'], { obligations: [SAME] }],
  ['with nothing in kind', 'waiver', { quantity: 5, reason: 'r' }, ['obligation_mismatch obligation'], { obligations: [] }],
  ['at a price', 'conversion', { quantity: 3, pricePerHead: '650.01', basis: 'b' }, ['lambs converted 3', 'cash conversions 195003']],
]; // prettier-ignore

const MONEY: Row[] = [
  ['all of it', 'feed_issue', feed({}), ['cash feed 316250', 'subsidy feed 0', 'feed hay 25000']],
  ['its share, the rest subsidy', 'feed_issue', feed({ unit: 'bag', kgPerUnit: '40' }), ['cash feed 221375', 'subsidy feed 94875', 'feed hay 1000000'], { feed: { householdShare: '70' } }],
  ['the share of the slip first', 'feed_issue', feed({ householdShare: '33.333' }), ['cash feed 105416', 'subsidy feed 210834', 'feed hay 25000'], { feed: { householdShare: '70' } }],
  ['priced by the jin, weighed at half a kilogram', 'feed_issue', feed({ unit: 'jin', quantity: '1500', unitPrice: '1.4' }), ['cash feed 210000', 'subsidy feed 0', 'feed hay 750000']],
  ['the amount rounded half away from zero first', 'feed_issue', feed({ quantity: '0.005', unitPrice: '1', householdShare: '50' }), ['cash feed 1', 'subsidy feed 0', 'feed hay 5']],
  ['by the tonne', 'feed_issue', feed({ unit: 't', quantity: '3.2', unitPrice: '0' }), ['cash feed 0', 'subsidy feed 0', 'feed hay 3200000']],
  ['a bale without its weight', 'feed_issue', feed({ unit: 'bale' }), ['field_required kgPerUnit']],
  ['a kilogram with a weight', 'feed_issue', feed({ kgPerUnit: '1' }), ['field_not_allowed kgPerUnit']],
  ['the opposite', 'feed_return', feed({}), ['cash feed -221375', 'subsidy feed -94875', 'feed hay -25000'], { feed: { householdShare: '70' } }],
  ['free unless agreed', 'service', { item: 'v', amount: '310.50' }, ['cash services 0', 'subsidy services 31050']],
  ['half', 'service', { item: 'v', amount: '310.55' }, ['cash services 15528', 'subsidy services 15527'], { services: { householdShare: '50' } }],
  ['paid in full unless agreed', 'premium', { amount: '8' }, ['cash insurance 800', 'subsidy insurance 0']],
  ['a fifth', 'premium', { amount: '8' }, ['cash insurance 160', 'subsidy insurance 640'], { insurance: { householdShare: '20' } }],
  ['to the household', 'claim', { amount: '8', payTo: 'household' }, ['cash claims -800']],
  ['to the cooperative', 'claim', { amount: '8', payTo: 'cooperative' }, []],
  ['per head', 'sale', sale({}), ['own ram_lamb sold -22', 'cash sales -1672000', 'cash commission 0']],
  ['with commission', 'sale', sale({}), ['own ram_lamb sold -22', 'cash sales -1672000', 'cash commission 33440'], { sales: { commission: '2' } }],
  ['collected by the household', 'sale', sale({ collectedBy: 'household' }), ['own ram_lamb sold -22', 'cash commission 33440'], { sales: { commission: '2' } }],
  ['per kilogram', 'sale', sale({ per: 'kg', price: '26.40', weightKg: '371.25' }), ['own ram_lamb sold -22', 'cash sales -980100', 'cash commission 0']],
  ['per jin, two to the kilogram', 'sale', sale({ per: 'jin', price: '13.20', weightKg: '371.25' }), ['own ram_lamb sold -22', 'cash sales -980100', 'cash commission 0']],
  ['per jin without a weight', 'sale', sale({ per: 'jin' }), ['field_required weightKg']],
  ['received', 'cash_in', { amount: '5' }, ['cash received -500']],
  ['paid', 'cash_out', { amount: '5' }, ['cash paid 500']],
  ['left', 'deposit_in', { amount: '5' }, ['deposit in 500']],
  ['given back', 'deposit_out', { amount: '5' }, ['deposit out -500']],
  ['owed', 'penalty', { amount: '5', reason: 'r' }, ['cash penalties 500']],
  ['either way', 'adjustment', { amount: '-5', reason: 'r' }, ['cash adjustments -500']],
  ['due', 'termination', { reason: 'r' }, ['terminated']],
  ['with title', 'completion', {}, ['completed title passes']],
  ['dams go back', 'completion', {}, ['completed'], { title: 'retained' }],
  ['nothing by itself', 'reversal', { of: 'x', reason: 'r' }, []],
  ['nothing by itself', 'amendment', { terms: { handout: HANDOUT, obligations: [LAMBS] } }, []],
]; // prettier-ignore

describe('what every kind of event does', () => {
  const rows = [...STOCK, ...LOSSES, ...RETURNS, ...MONEY];
  it.each(rows.map((row) => [row[1], row[0], row] as const))(
    '%s: %s',
    (kind, _name, [, , payload, effects, terms, on]) => expect(effectsOf(kind, payload, terms, on)).toEqual(effects),
  );

  const kindsWith = (isMeant: (effects: readonly string[]) => boolean): EventKind[] =>
    [...EVENT_KINDS.values()].filter((kind) => rows.some((row) => row[1] === kind.kind && isMeant(row[3])));

  it('and no kind is left out', () => {
    const known = new Set(rows.map(([, kind]) => kind));
    expectNoneMissing([...EVENT_KINDS.keys()].filter((kind) => !known.has(kind)), 'a row in src/domain/events/effects.spec.ts'); // prettier-ignore
  });

  it('what is traded is in the member accounts', () => {
    const trade = kindsWith((effects) => effects.some((e) => /^(?:cash|subsidy) (?:feed|services|commission|sales) /.test(e))); // prettier-ignore
    expect(trade.length).toBeGreaterThan(3);
    expectNoneMissing(trade.filter((k) => !k.goods).map((k) => k.kind), '`goods` in its file: what members.report.ts shows of it'); // prettier-ignore
  });

  it.each([
    ['credit_limit', 'makes room for feed on credit', /^cash .* -/],
    ['stock_negative', 'brings leased animals', /^leased \w+ (?!completed)\w+ [1-9]/],
  ] as const)('an import knows what a refused event would have prevented: %s, where it %s', (code, _how, effect) => {
    const kinds = kindsWith((effects) => effects.some((e) => effect.test(e)));
    expect(kinds.length).toBeGreaterThan(1);
    expectNoneMissing(kinds.filter((k) => !k.prevents?.includes(code)).map((k) => k.kind), `'${code}' in \`prevents\` in its file`); // prettier-ignore
  });

  it('which of them need a second person', () =>
    expect([...EVENT_KINDS.values()].filter((k) => k.approval).map((k) => k.kind)).toEqual([
      'penalty', 'adjustment', 'waiver', 'conversion', 'amendment', 'termination', 'reversal',
    ])); // prettier-ignore

  it('which of them are accepted after a completion', () =>
    expect([...EVENT_KINDS.values()].filter((k) => k.afterCompletion).map((k) => k.kind)).toEqual([
      'count', 'claim', 'cash_in', 'cash_out', 'deposit_in', 'deposit_out', 'adjustment', 'reversal',
    ])); // prettier-ignore
});
