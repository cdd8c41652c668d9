import { DomainError, DomainErrors } from '../errors';
import { readShape } from '../shape/read';
import { checkAmendment, checkTerms, type Term } from './check-terms';
import { Terms } from './terms';

const TERM: Term = { from: '2022-07-01', to: '2025-06-30' };
const HANDOUT = [{ class: 'ewe', count: 60 }, { class: 'ram', count: 40 }]; // prettier-ignore
const agree = (obligations: object[], more: object = {}): Terms =>
  readShape(Terms, { handout: HANDOUT, obligations, ...more });
const lambs = (schedule: object, more: object = {}): object => ({ id: 'l', rule: 'fixed_total', class: 'lamb', quantity: 180, schedule, ...more }); // prettier-ignore
const perHead = (rate: string, ...parts: [on: string, quantity: number][]): object => ({ id: 'h', rule: 'per_head', class: 'lamb', rate, base: ['ewe'], schedule: inParts(...parts) }); // prettier-ignore
const rent = (amount: string, ...parts: [on: string, amount: string][]): object => ({ id: 'r', rule: 'cash', amount, schedule: { kind: 'tranches', tranches: parts.map(([on, part]) => ({ on, amount: part })) } }); // prettier-ignore
const inParts = (...parts: [on: string, quantity: number][]): object => ({ kind: 'tranches', tranches: parts.map(([on, quantity]) => ({ on, quantity })) }); // prettier-ignore
const same = (id: string, classes?: string[]): object => ({ id, rule: 'return_same', ...(classes ? { classes } : {}) });
const year = { id: 'y', rule: 'per_year', class: 'lamb', quantity: 30 };

function faultsOf(work: () => void): string[] {
  try {
    work();
    return [];
  } catch (error) {
    const errors = error instanceof DomainErrors ? error.errors : [error as DomainError];
    return errors.map((e) => `${e.code} ${e.field}`);
  }
}

const O = 'terms.obligations';
const CASES: [name: string, faults: string[], obligations: object[], term?: Term, more?: object][] = [
  ['nothing owed at all', [], []],
  ['an end before the beginning', ['contract_dates to'], [], { from: '2022-07-01', to: '2022-06-30' }],
  ['a contract of one day', [], [lambs({ kind: 'yearly' })], { from: '2022-07-01', to: '2022-07-01' }],
  ['due at the end, without one', [`terms_needs_to ${O}[0].schedule`], [lambs({ kind: 'at_end' })], { from: '2022-07-01' }],
  ['yearly without an end', [`terms_needs_to ${O}[0].schedule`], [lambs({ kind: 'yearly' })], { from: '2022-07-01' }],
  ['the same back without an end', [`terms_needs_to ${O}[0].rule`], [same('s')], { from: '2022-07-01' }],
  ['accruing debts without an end', [], [year, { id: 's', rule: 'share_of_births', class: 'lamb', share: '1/3' }], { from: '2022-07-01' }],
  ['parts without an end', [], [lambs(inParts(['2022-07-01', 100], ['2030-01-01', 80]))], { from: '2022-07-01' }],
  ['parts on the first and the last day', [], [lambs(inParts(['2022-07-01', 100], ['2025-06-30', 80]))]],
  ['a part before the first day', [`terms_tranches ${O}[0].schedule.tranches[0].on`], [lambs(inParts(['2022-06-30', 100], ['2025-06-30', 80]))]],
  ['a part after the last day', [`terms_tranches ${O}[0].schedule.tranches[1].on`], [lambs(inParts(['2022-07-01', 100], ['2025-07-01', 80]))]],
  ['parts that are too little', [`terms_tranches ${O}[0].schedule`], [lambs(inParts(['2022-07-01', 179]))]],
  ['parts that are too much', [`terms_tranches ${O}[0].schedule`], [lambs(inParts(['2022-07-01', 181]))]],
  ['parts of a rate', [], [perHead('3', ['2023-06-30', 180])]],
  ['parts of a rate of which no whole heads come', [`terms_tranches ${O}[0].schedule`], [perHead('10/7', ['2023-06-30', 85])]],
  ['parts of rent, to the fen', [], [rent('100.01', ['2023-06-30', '50'], ['2024-06-30', '50.01'])]],
  ['parts of rent that are a fen short', [`terms_tranches ${O}[0].schedule`], [rent('100.01', ['2023-06-30', '50'], ['2024-06-30', '50.00'])]],
  ['parts without their kind', [`terms_schedule ${O}[0].schedule`], [lambs({ kind: 'at_end', tranches: [{ on: '2023-01-01', quantity: 180 }] })]],
  ['the kind without its parts', [`terms_schedule ${O}[0].schedule`], [lambs({ kind: 'tranches' })]],
  ['a class in two returns', [`terms_class_repeated ${O}[1].classes`], [same('a', ['ewe']), same('b', ['ram', 'ewe'])]],
  ['a class in two returns, once by default', [`terms_class_repeated ${O}[1].classes`], [same('a'), same('b', ['ram'])]],
  ['classes of their own', [], [same('a', ['ewe']), same('b', ['ram', 'wether'])]],
  ['a charge without a price', ['terms_loss_price terms.losses[1].price'], [], TERM, { losses: [{ causes: ['*'], effect: 'none' }, { causes: ['*'], effect: 'charge' }] }],
  ['a price without a charge', ['terms_loss_price terms.losses[0].price'], [], TERM, { losses: [{ causes: ['*'], effect: 'reduce', price: '5' }] }],
  ['cash for arrears without a price', ['terms_loss_price terms.shortfall.pricePerHead'], [], TERM, { shortfall: { action: 'cash' } }],
  ['carried arrears with a price', ['terms_loss_price terms.shortfall.pricePerHead'], [], TERM, { shortfall: { action: 'carry', pricePerHead: '5' } }],
  ['everything wrong at once', ['contract_dates to', `terms_schedule ${O}[0].schedule`, `terms_class_repeated ${O}[2].classes`],
    [lambs({ kind: 'tranches' }), same('a'), same('b', ['ewe'])], { from: '2022-07-01', to: '2022-01-01' }],
]; // prettier-ignore

describe('terms that contradict themselves or the days of their contract', () => {
  it.each(CASES)('%s: %j', (_name, faults, obligations, term = TERM, more = {}) =>
    expect(faultsOf(() => checkTerms(agree(obligations, more), term))).toEqual(faults),
  );
});

const AFTER: [name: string, isKept: boolean, before: object[], after: object[], handout?: object[]][] = [
  ['another quantity, schedule and rounding', true, [lambs({ kind: 'at_end' })], [lambs({ kind: 'yearly' }, { quantity: 170, rounding: 'up' })]],
  ['one more, in whichever place', true, [year], [lambs({ kind: 'at_end' }), year]],
  ['one less', false, [year, lambs({ kind: 'at_end' })], [year]],
  ['another id', false, [year], [{ ...year, id: 'z' }]],
  ['another rule', false, [year], [lambs({ kind: 'at_end' }, { id: 'y' })]],
  ['another class', false, [year], [{ ...year, class: 'kid' }]],
  ['the same classes, otherwise written', true, [same('s')], [same('s', ['ram', 'ewe'])]],
  ['one class less to return', false, [same('s')], [same('s', ['ewe'])]],
  ['another handout where a return names no classes', false, [same('s')], [same('s')], [{ class: 'ewe', count: 60 }]],
  ['other numbers in the handout', true, [same('s')], [same('s')], [{ class: 'ram', count: 1 }, { class: 'ewe', count: 9 }]],
]; // prettier-ignore

describe('an amendment keeps every obligation, with its rule and class', () => {
  it.each(AFTER)('%s: %s', (_name, isKept, before, after, handout = HANDOUT) => {
    const faults = faultsOf(() => checkAmendment(agree(before), agree(after, { handout })));
    expect(faults).toEqual(isKept ? [] : [`amendment_changes_obligation ${O}`]);
  });
});
