import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import { readEvent, readLine } from '../book/lines';
import { DomainErrors } from '../errors';
import { parseRatio } from '../quantity/ratio';
import { Terms } from '../terms/terms';
import { readShape } from './read';

/** `code at path` of everything that is wrong. */
function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainErrors) return error.errors.map((e) => `${e.code} at ${e.field ?? '-'}`);
    throw error;
  }
  return [];
}

const HEADS = [{ class: 'ewe', count: 1 }];
const event = (kind: string, payload: object): object => ({ id: 'e1', kind, on: '2023-01-01', ...payload });
const feed = (payload: object): object =>
  event('feed_issue', { item: 'hay', quantity: '1', unit: 'kg', unitPrice: '1', ...payload });
const lambs = { id: 'l', rule: 'fixed_total', class: 'lamb', quantity: 9, schedule: { kind: 'at_end' } };
const amended = (terms: object): object =>
  event('amendment', { terms: { handout: HEADS, obligations: [lambs], ...terms } });

describe('what an event may not say', () => {
  it.each<[string, unknown]>([
    ['object_invalid at -', null],
    ['object_invalid at -', []],
    ['object_invalid at -', 'event'],
    ['field_required at kind', {}],
    ['kind_unknown at kind', event('gift', {})],
    ['kind_unknown at kind', { ...event('cash_in', { amount: '1' }), kind: 7 }],
    ['field_required at id', { kind: 'cash_in', on: '2023-01-01', amount: '1' }],
    ['code_invalid at id', { ...event('cash_in', { amount: '1' }), id: '-a' }],
    ['code_invalid at id', { ...event('cash_in', { amount: '1' }), id: 'a:b' }],
    ['code_invalid at id', { ...event('cash_in', { amount: '1' }), id: 'x'.repeat(65) }],
    ['field_required at on', { id: 'a', kind: 'cash_in', amount: '1' }],
    ['date_invalid at on', { ...event('cash_in', { amount: '1' }), on: '2023-02-29' }],
    ['date_invalid at on', { ...event('cash_in', { amount: '1' }), on: '２０２３-01-01' }],
    ['date_invalid at on', { ...event('cash_in', { amount: '1' }), on: null }],
    ['money_invalid at amount', event('cash_in', { amount: 1 })],
    ['money_invalid at amount', event('cash_in', { amount: '0' })],
    ['money_invalid at amount', event('cash_in', { amount: '-1' })],
    ['money_invalid at amount', event('cash_in', { amount: '1e400' })],
    ['money_invalid at amount', event('cash_in', { amount: 'NaN' })],
    ['money_invalid at amount', event('cash_in', { amount: '１' })],
    ['money_invalid at amount', event('cash_in', { amount: '1.001' })],
    ['money_invalid at amount', event('adjustment', { amount: '0.00', reason: 'r' })],
    ['text_invalid at reason', event('penalty', { amount: '1', reason: '  ' })],
    ['text_invalid at reason', event('penalty', { amount: '1', reason: 'a\u0000b' })],
    ['text_invalid at note', event('completion', { note: 'x'.repeat(10_001) })],
    ['text_invalid at by', event('completion', { by: 'a\nb' })],
    ['text_invalid at by', event('completion', { by: '\ud800' })],
    ['list_invalid at evidence', event('completion', { evidence: 'a.jpg' })],
    ['list_duplicate at evidence[1]', event('completion', { evidence: ['a.jpg', 'a.jpg'] })],
    ['list_duplicate at evidence[1]', event('completion', { evidence: ['\u00e9', 'e\u0301'] })],
    ['key_unknown at colour', event('completion', { colour: 'red' })],
    ['key_unknown at __proto__', JSON.parse('{"id":"a","kind":"completion","on":"2023-01-01","__proto__":{}}')],
    ['list_invalid at heads', event('handover', { heads: [] })],
    ['object_invalid at heads[0]', event('handover', { heads: [null] })],
    ['choice_invalid at heads[0].class', event('handover', { heads: [{ class: 'Ewe', count: 1 }] })],
    ['count_invalid at heads[0].count', event('handover', { heads: [{ class: 'ewe', count: 0 }] })],
    ['count_invalid at heads[0].count', event('handover', { heads: [{ class: 'ewe', count: 1.5 }] })],
    ['count_invalid at heads[0].count', event('handover', { heads: [{ class: 'ewe', count: '1' }] })],
    ['count_invalid at heads[0].count', event('handover', { heads: [{ class: 'ewe', count: 1_000_001 }] })],
    ['count_invalid at heads[0].count', event('handover', { heads: [{ class: 'ewe', count: Number.NaN }] })],
    ['key_unknown at heads[0].weight', event('handover', { heads: [{ class: 'ewe', count: 1, weight: '2' }] })],
    ['list_duplicate at heads[1]', event('handover', { heads: [...HEADS, ...HEADS] })],
    ['count_invalid at live', event('lambing', { live: -0, heads: [] })],
    ['count_invalid at total', event('lambing', { live: 0, total: 0, heads: [] })],
    ['text_invalid at item', feed({ item: 'a "b"' })],
    ['text_invalid at item', feed({ item: 'x'.repeat(61) })],
    ['quantity_invalid at quantity', feed({ quantity: '0' })],
    ['quantity_invalid at quantity', feed({ quantity: '1.0001' })],
    ['choice_invalid at unit', feed({ unit: 'lb' })],
    ['percent_invalid at householdShare', feed({ householdShare: '100.1' })],
    ['money_invalid at unitPrice', feed({ unitPrice: '-0' })],
  ])('%s: %j', (fault, input) => expect(faultsOf(() => readEvent(input))).toEqual([fault]));

  it.each<[string, object]>([
    ['field_required at terms.handout', { handout: undefined }],
    ['rule_unknown at terms.obligations[0].rule', { obligations: [{ id: 'l', rule: 'gift' }] }],
    ['field_required at terms.obligations[0].rule', { obligations: [{ id: 'l' }] }],
    ['code_invalid at terms.obligations[0].id', { obligations: [{ ...lambs, id: 'a:b' }] }],
    ['list_duplicate at terms.obligations[1]', { obligations: [lambs, lambs] }],
    ['list_duplicate at terms.obligations[1]', { obligations: [{ ...lambs, id: '\u00e9' }, { ...lambs, id: 'e\u0301' }] }],
    ['choice_invalid at terms.obligations[0].schedule.kind', { obligations: [{ ...lambs, schedule: { kind: 'never' } }] }],
    ['key_unknown at terms.obligations[0].schedule.on', { obligations: [{ ...lambs, schedule: { kind: 'at_end', on: '2023-01-01' } }] }],
    ['ratio_invalid at terms.substitutions[0].countsAs', { substitutions: [{ class: 'wether', countsAs: '1/0' }] }],
    ['ratio_invalid at terms.substitutions[0].countsAs', { substitutions: [{ class: 'wether', countsAs: '0' }] }],
    ['ratio_invalid at terms.substitutions[0].countsAs', { substitutions: [{ class: 'wether', countsAs: '1000000.1' }] }],
    ['ratio_invalid at terms.obligations[0].rate', { obligations: [{ id: 'h', rule: 'per_head', class: 'lamb', rate: '1000000.1', base: ['ewe'], schedule: { kind: 'at_end' } }] }],
    ['ratio_invalid at terms.obligations[0].share', { obligations: [{ id: 's', rule: 'share_of_births', class: 'lamb', share: '4/3' }] }],
    ['list_duplicate at terms.handout[1]', { handout: [...HEADS, ...HEADS] }],
    ['list_invalid at terms.losses[0].causes', { losses: [{ causes: [], effect: 'none' }] }],
    ['boolean_invalid at terms.deliverable.tagged', { deliverable: { tagged: 'yes' } }],
    ['object_invalid at terms.feed', { feed: [] }],
  ])('in its terms: %s', (fault, terms) => expect(faultsOf(() => readEvent(amended(terms)))).toEqual([fault])); // prettier-ignore

  it('all wrong fields are named at once', () =>
    expect(faultsOf(() => readEvent({ id: '', kind: 'cash_in', on: 'x', amount: '1', z: 1 }))).toEqual([
      'code_invalid at id',
      'date_invalid at on',
      'key_unknown at z',
    ]));

  it('of a flood of unknown keys, no more than anybody reads', () => {
    const flood = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n]));
    const faults = faultsOf(() => readEvent({ id: '', kind: 'completion', on: '2023-01-01', ...flood }));
    expect([faults.length, faults[0], faults.at(-1)]).toEqual([21, 'code_invalid at id', 'key_unknown at k19']);
  });

  it('a line of a type that is not known', () => {
    expect(faultsOf(() => readLine({ type: 'gift' }))).toEqual(['type_unknown at type']);
    expect(faultsOf(() => readLine({}))).toEqual(['field_required at type']);
  });
});

describe('normal form', () => {
  it('money, quantities, ratios and texts', () => {
    const input = event('feed_issue', { item: 'e\u0301', quantity: '1500.50', unit: 'jin', unitPrice: '1.4', householdShare: '70.0' }); // prettier-ignore
    expect(readEvent(input)).toEqual(
      event('feed_issue', {
        item: '\u00e9',
        quantity: '1500.5',
        unit: 'jin',
        unitPrice: '1.40',
        householdShare: '70',
      }),
    );
    const terms = readShape(Terms, { handout: HEADS, obligations: [], substitutions: [{ class: 'wether', countsAs: '1.80' }], deposit: '5' }); // prettier-ignore
    expect(terms).toEqual({ handout: HEADS, obligations: [], substitutions: [{ class: 'wether', countsAs: '9/5' }], deposit: '5.00' }); // prettier-ignore
  });

  it('is its own normal form, whatever is accepted', () => {
    const digits = (max: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
    const whole = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String);
    const ratioText = fc.oneof(
      fc.tuple(whole, digits(17)).map(([a, b]) => `${a}.${b}`),
      fc.tuple(fc.nat(100), digits(17)).map(([a, b]) => `${a}.${b}`),
      fc.tuple(whole, whole).map(([a, b]) => `${a}/${b}`),
      fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => `${a}/${b}`),
    );
    const read = (countsAs: string): Terms =>
      readShape(Terms, { handout: HEADS, obligations: [], substitutions: [{ class: 'wether', countsAs }] });
    let accepted = 0;
    fc.assert(
      fc.property(ratioText, (text) => {
        if (faultsOf(() => read(text)).length > 0) return;
        accepted += 1;
        const once = read(text);
        expect(readShape(Terms, once)).toEqual(once);
        expect(parseRatio(once.substitutions?.[0]?.countsAs ?? '')).toEqual(parseRatio(text));
      }),
      { numRuns: runs(1000) },
    );
    expect(accepted).toBeGreaterThan(runs(1000) / 4);
  });
});
