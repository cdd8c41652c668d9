/** Files that must be refused, with what is said of each: `line: field: code`. They are imported into the book of `BASE`. */

const TERMS = {
  handout: [{ class: 'ewe', count: 10 }],
  obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 5, schedule: { kind: 'at_end' } }],
  feed: { householdShare: '100', creditLimit: '100.00' },
};

const HEADER = '{"type":"book","format":1}';
const line = (value: object): string => JSON.stringify(value);

const season = (code: string, from: string, to: string): string =>
  line({ type: 'season', cooperative: 'W', code, from, to });
const contract = (number: string, more: object = {}): string =>
  line({
    type: 'contract',
    cooperative: 'W',
    number,
    household: 'H1',
    from: '2022-07-01',
    to: '2023-06-30',
    terms: TERMS,
    ...more,
  });
const terms = (number: string, more: object): string => contract(number, { terms: { ...TERMS, ...more } });
const obligation = (more: object): string => terms('K9', { obligations: [{ ...TERMS.obligations[0], ...more }] });
const event = (kind: string, payload: object, head: object = {}): string =>
  line({ type: 'event', cooperative: 'W', contract: 'K1', id: 'x1', kind, on: '2022-08-01', ...payload, ...head });
const cash = (amount: unknown, head: object = {}): string => event('cash_in', { amount }, head);
const feed = (unitPrice: string, head: object = {}): string =>
  event('feed_issue', { item: '玉米', quantity: '1', unit: 'kg', unitPrice }, head);

export const BASE: readonly string[] = [
  HEADER,
  line({ type: 'cooperative', code: 'W', name: '合作社', accounting: 'CN-COOP-2021' }),
  season('S1', '2022-01-01', '2022-06-30'),
  season('S2', '2022-07-01', '2022-12-31'),
  season('S3', '2023-01-01', '2023-06-30'),
  line({ type: 'household', cooperative: 'W', code: 'H1', name: '王燕' }),
  line({ type: 'cooperative', code: 'V', name: '别的合作社', accounting: 'CN-COOP-2021' }),
  line({ type: 'household', cooperative: 'V', code: 'HV', name: '李四' }),
  contract('K1', { from: '2022-01-01' }),
  event('handover', { heads: [{ class: 'ewe', count: 10 }] }, { id: 'e1', on: '2022-01-05' }),
  cash('5.00', { id: 'e2', on: '2022-03-01' }),
  line({ type: 'close', cooperative: 'W', season: 'S1' }),
  cash('6.00', { id: 'e3', on: '2022-07-10' }),
  event('reversal', { of: 'e3', reason: '误' }, { id: 'e4', on: '2022-07-11' }),
];

type Case = readonly [name: string, lines: readonly (string | Buffer)[], errors: readonly string[]];
const one = (name: string, bad: string | Buffer, ...errors: string[]): Case => [name, [HEADER, bad], errors];

/** Whole files: the first line is the header, or what stands in its place. */
export const BAD_FILES: readonly Case[] = [
  ['an empty file', [], ['1: : book_header_missing']],
  ['no header', [season('S4', '2023-07-01', '2023-12-31')], ['1: type: book_header_missing']],
  ['format 2', ['{"type":"book","format":2}'], ['1: format: format_unsupported']],
  ['format "1"', ['{"type":"book","format":"1"}'], ['1: format: format_unsupported']],
  ['a key in the header', ['{"type":"book","format":1,"by":"x"}'], ['1: by: key_unknown']],
  ['a header that is not JSON', ['{"type":"book",'], ['1: : json_invalid']],
  one('half a line', '{"type":"event","coop', '2: : json_invalid'),
  one('a list', '[]', '2: : object_invalid'),
  one('a number', '12', '2: : object_invalid'),
  one('a bare NaN', event('cash_in', {}).replace('}', ',"amount":NaN}'), '2: : json_invalid'),
  one('lone single quotes', "{'type':'event'}", '2: : json_invalid'),
  one('a duplicate key', cash('1.00').replace('{', '{"id":"y",'), '2: id: json_duplicate_key'),
  one('a duplicate key deep inside', contract('K9').replace('"creditLimit":"100.00"', '"creditLimit":"100.00","creditLimit":"1.00"'), '2: terms.feed.creditLimit: json_duplicate_key'),
  one('nesting without end', `${'['.repeat(60)}${']'.repeat(60)}`, '2: : json_invalid'),
  one('invalid UTF-8', Buffer.concat([Buffer.from('{"type":"event","note":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]), '2: : utf8_invalid'),
  one('half a character', Buffer.concat([Buffer.from('{"note":"'), Buffer.from('王').subarray(0, 2), Buffer.from('"}')]), '2: : utf8_invalid'),
  one('a NUL byte', Buffer.from('{"type":"event"\u0000}'), '2: : utf8_invalid'),
  one('a line of 50 MB', Buffer.alloc(50 * 2 ** 20, 0x20 + 0x41), '2: : line_too_long'),
  one('an unknown type', line({ type: 'loan', cooperative: 'W' }), '2: type: type_unknown'),
  one('no type', line({ cooperative: 'W' }), '2: type: field_required'),
  one('a second header', HEADER, '2: type: type_unknown'),
  one('an unknown kind', event('gift', {}), '2: kind: kind_unknown'),
  one('no kind', event('x', {}, { kind: undefined }), '2: kind: field_required'),
  one('an unknown key', cash('1.00', { amnt: '2.00' }), '2: amnt: key_unknown'),
  one('a key __proto__', cash('1.00').replace('{', '{"__proto__":1,'), '2: __proto__: key_unknown'),
  one('an unknown key in the terms', terms('K9', { bonus: 1 }), '2: terms.bonus: key_unknown'),
  one('an unknown rule', obligation({ rule: 'per_moon' }), '2: terms.obligations[0].rule: rule_unknown'),
  one('no amount', event('cash_in', {}), '2: amount: field_required'),
  one('null', cash(null), '2: amount: money_invalid'),
  one('1e400', event('cash_in', {}).replace('}', ',"amount":1e400}'), '2: amount: money_invalid'),
  one('1e400 heads', event('handover', { heads: [{ class: 'ewe', count: 7 }] }).replace('7', '1e400'), '2: heads[0].count: count_invalid'),
  one('NaN as text', cash('NaN'), '2: amount: money_invalid'),
  one('full-width digits', cash('１００'), '2: amount: money_invalid'),
  one('three decimals', cash('1.005'), '2: amount: money_invalid'),
  one('a plus', cash('+1.00'), '2: amount: money_invalid'),
  one('a leading zero', cash('007.00'), '2: amount: money_invalid'),
  one('a negative amount', cash('-1.00'), '2: amount: money_invalid'),
  one('nothing', cash('0.00'), '2: amount: money_invalid'),
  one('an amount as a number', cash(5), '2: amount: money_invalid'),
  one('beyond 2^53', cash('90071992547409.92'), '2: amount: money_invalid'),
  one('a ratio 1/0', obligation({ rule: 'per_head', quantity: undefined, rate: '1/0', base: ['ewe'] }), '2: terms.obligations[0].rate: ratio_invalid'),
  one('a negative ratio', obligation({ rule: 'per_head', quantity: undefined, rate: '-9/5', base: ['ewe'] }), '2: terms.obligations[0].rate: ratio_invalid'),
  one('101 percent', terms('K9', { sales: { commission: '101' } }), '2: terms.sales.commission: percent_invalid'),
  one('no heads', event('handover', { heads: [] }), '2: heads: list_invalid'),
  one('a class twice', event('handover', { heads: [{ class: 'ewe', count: 1 }, { class: 'ewe', count: 2 }] }), '2: heads[1]: list_duplicate'),
  one('an unknown class', event('handover', { heads: [{ class: 'yak', count: 1 }] }), '2: heads[0].class: choice_invalid'),
  one('count 0', event('handover', { heads: [{ class: 'ewe', count: 0 }] }), '2: heads[0].count: count_invalid'),
  one('count 1.5', event('handover', { heads: [{ class: 'ewe', count: 1.5 }] }), '2: heads[0].count: count_invalid'),
  one('count as text', event('handover', { heads: [{ class: 'ewe', count: '1' }] }), '2: heads[0].count: count_invalid'),
  one('too many heads', event('handover', { heads: [{ class: 'ewe', count: 1_000_001 }] }), '2: heads[0].count: count_invalid'),
  one('live births that do not add up', event('lambing', { live: 3, heads: [{ class: 'ewe_lamb', count: 2 }] }), '2: heads: heads_sum'),
  one('30 February', cash('1.00', { on: '2022-02-30' }), '2: on: date_invalid'),
  one('a date with slashes', cash('1.00', { on: '2022/08/01' }), '2: on: date_invalid'),
  one('full-width digits in a date', cash('1.00', { on: '２０２２-08-01' }), '2: on: date_invalid'),
  one('an id with a colon', cash('1.00', { id: 'a:b' }), '2: id: code_invalid'),
  one('an id of 65 characters', cash('1.00', { id: 'a'.repeat(65) }), '2: id: code_invalid'),
  one('a lone surrogate', cash('1.00').replace('"1.00"', '"1.00","note":"\\ud800"'), '2: note: text_invalid'),
  one('a note that is too long', cash('1.00', { note: 'x'.repeat(10_001) }), '2: note: text_invalid'),
  one('two faults in one line', cash('x', { on: 'y' }), '2: on: date_invalid', '2: amount: money_invalid'),
  one('a date before the first season', cash('1.00', { on: '2021-12-31' }), '2: on: before_first_season'),
  one('a date after the last season', cash('1.00', { on: '2023-07-01' }), '2: on: no_season'),
  one('a gap between seasons', season('S4', '2023-07-02', '2023-12-31'), '2: from: season_gap'),
  one('seasons that overlap', season('S4', '2023-06-30', '2023-12-31'), '2: from: season_overlap'),
  one('a season of more than three years', season('S4', '2023-07-01', '2026-07-01'), '2: to: season_too_long'),
  one('a season that ends before it begins', season('S4', '2023-07-01', '2023-06-30'), '2: to: season_order'),
  one('a season closed out of order', line({ type: 'close', cooperative: 'W', season: 'S3' }), '2: season: season_not_open'),
  one('an unknown season', line({ type: 'close', cooperative: 'W', season: 'S9' }), '2: season: season_unknown'),
  one('a return above what is owed', event('lamb_return', { accepted: [{ class: 'ewe_lamb', count: 6 }] }), '2: obligation: over_settled'),
  one('leased stock below zero', event('take_back', { heads: [{ class: 'ewe', count: 11 }] }), '2: heads: stock_negative'),
  one('credit over the limit', feed('106.00', { id: 'x2' }), '2: quantity: credit_limit'),
  one('an event with the id of another', cash('5.01', { id: 'e2', on: '2022-03-01' }), '2: id: event_conflict'),
  one('an event with the id of one of another contract', cash('5.00', { id: 'e2', on: '2022-03-01', contract: 'K2' }), '2: id: event_conflict'),
  one('a household that is there otherwise', line({ type: 'household', cooperative: 'W', code: 'H1', name: '王艳' }), '2: code: line_conflict'),
  one('a season that is there otherwise', season('S3', '2023-01-01', '2023-06-29'), '2: code: line_conflict'),
  one('a cooperative that is there otherwise', line({ type: 'cooperative', code: 'W', name: '合作社', accounting: 'CN-COLLECTIVE-2023' }), '2: code: line_conflict'),
  one('a contract that is there otherwise', contract('K1', { from: '2022-01-02' }), '2: number: line_conflict'),
  one('a household of another cooperative', contract('K9', { household: 'HV' }), '2: household: household_unknown'),
  one('a keeper of another cooperative', contract('K9', { keeper: 'HV' }), '2: keeper: household_unknown'),
  one('an unknown cooperative', line({ type: 'household', cooperative: 'X', code: 'H1', name: '王燕' }), '2: cooperative: cooperative_unknown'),
  one('an unknown contract', cash('1.00', { contract: 'K8' }), '2: contract: contract_unknown'),
  one('a contract from before 1950', contract('K9', { from: '1949-12-31', to: '1990-12-31' }), '2: from: contract_too_early'),
  one('a contract of more than fifty years', contract('K9', { from: '2022-07-01', to: '2072-07-01' }), '2: to: contract_too_long'),
  one('more money than an event may move', cash('1000000000.01'), '2: amount: money_invalid'),
  one('a name with a byte order mark', cash('1.00', { note: 'a\ufeff' }), '2: note: text_invalid'),
  one('a contract that ends before it begins', contract('K9', { to: '2022-06-30' }), '2: to: contract_dates'),
  one('tranches that do not add up', obligation({ schedule: { kind: 'tranches', tranches: [{ on: '2022-12-01', quantity: 4 }] } }), '2: terms.obligations[0].schedule: terms_tranches'),
  one('an obligation twice', terms('K9', { obligations: [TERMS.obligations[0], TERMS.obligations[0]] }), '2: terms.obligations[1]: list_duplicate'),
  one('a schedule that needs an end', contract('K9', { to: undefined }), '2: terms.obligations[0].schedule: terms_needs_to'),
  one('a reversal of nothing', event('reversal', { of: 'e99', reason: '误' }), '2: of: event_unknown'),
  one('a reversal of a reversal', event('reversal', { of: 'e4', reason: '误' }), '2: of: reversal_of_reversal'),
  one('a second reversal', event('reversal', { of: 'e3', reason: '误' }), '2: of: already_reversed'),
  one('a malformed hash', cash('1.00', { seq: 99, hash: 'abc' }), '2: hash: hash_invalid'),
  ['several bad lines, in their order', [HEADER, cash('x'), cash('1.00', { id: 'ok' }), '', '{', cash('1.00', { on: '2020-01-01' }), line({ type: 'x' })], ['2: amount: money_invalid', '5: : json_invalid', '7: type: type_unknown']],
  [
    'a bad household, the contract it was to have, and that contract’s events',
    [
      HEADER,
      line({ type: 'household', cooperative: 'W', code: 'H7', name: '' }),
      contract('K7', { household: 'H7' }),
      event('handover', { heads: [{ class: 'ewe', count: 1 }] }, { contract: 'K7' }),
      event('reversal', { of: 'x1', reason: '误' }, { id: 'x2', contract: 'K7' }),
      cash('1.00', { id: 'x3', contract: 'K8' }),
    ],
    ['2: name: text_invalid', '6: contract: contract_unknown'],
  ],
  [
    'a bad handover and the return that needs it',
    [
      HEADER,
      event('handover', { heads: [{ class: 'ewe', count: 0 }] }),
      event('take_back', { heads: [{ class: 'ewe', count: 11 }] }, { id: 'x2' }),
      event('lamb_return', { accepted: [{ class: 'ewe_lamb', count: 6 }] }, { id: 'x3', on: '2021-01-01' }),
    ],
    ['2: heads[0].count: count_invalid', '4: on: before_first_season'],
  ],
  [
    'a bad season, what falls into it, and its closing',
    [HEADER, season('S4', '2023-07-01', '2023-13-31'), cash('1.00', { on: '2023-08-01' }), line({ type: 'close', cooperative: 'W', season: 'S4' })],
    ['2: to: date_invalid'],
  ],
  ['a rule broken before a line that cannot be read', [HEADER, cash('1.00', { on: '2020-01-01' }), '{"type"'], ['2: on: before_first_season', '3: : json_invalid']],
]; // prettier-ignore
