import { IntlMessageFormat } from 'intl-messageformat';
import { EDGE_CODES, kindOf, type AnyCode } from '../common/error-table';
import { LOCALES } from './locale';
import { expectNoneMissing } from '../../test/support/missing';
import { STAGES } from '../common/progress';
import { CLASSES } from '../domain/animals';
import { ERROR_KINDS } from '../domain/errors';
import { BOOKS } from '../domain/events/effect';
import { EVENT_KINDS } from '../domain/events/registry';
import { OBLIGATION_RULES } from '../domain/obligations/registry';
import { FEED_UNITS } from '../domain/quantity/quantity';
import { SECTION_LINES, SECTIONS } from '../domain/statement/statement';
import { TITLES } from '../domain/terms/terms';
import { CATALOGUES, label, message, parametersOf, text, type LabelKey, type TextKey } from './messages';

const CODES = [...Object.keys(ERROR_KINDS), ...EDGE_CODES] as AnyCode[];
const PARTS = ['errors', 'labels', 'texts'] as const;

const params = (source: string): string[] => {
  const { plain, selected } = parametersOf(
    new IntlMessageFormat(source, 'en', undefined, { ignoreTag: true }).getAst(),
  );
  return [...[...plain].sort(), ...[...selected].sort().map((p) => `${p}?`)];
};

describe('both languages say the same things', () => {
  it.each(PARTS)('%s have the same keys, none empty', (part) => {
    const [first, second] = LOCALES.map((locale) => CATALOGUES[locale][part]);
    expect(Object.keys(first as object)).toEqual(Object.keys(second as object));
    for (const locale of LOCALES)
      for (const words of Object.values(CATALOGUES[locale][part])) expect(words.trim()).toBe(words);
  });

  it('has a message for every code of a refusal, and no other', () => {
    expect(Object.keys(CATALOGUES['zh-CN'].errors).sort()).toEqual([...CODES].sort());
  });

  it.each(['errors', 'texts'] as const)('%s have the same parameters', (part) => {
    const chinese: Record<string, string> = CATALOGUES['zh-CN'][part];
    const english: Record<string, string> = CATALOGUES.en[part];
    for (const key of Object.keys(chinese))
      expect([key, params(english[key] ?? '')]).toEqual([key, params(chinese[key] ?? '')]);
  });

  it.each(LOCALES)('every message can be shown without any parameter in %s', (locale) => {
    for (const code of CODES) {
      expect(message(locale, code)).not.toMatch(/undefined|none|^\s*$/);
      expect(message(locale, code)).not.toBe(code);
    }
    for (const key of Object.keys(CATALOGUES.en.texts) as TextKey[]) expect(text(locale, key)).not.toBe('');
  });

  it('has a title for every kind of refusal and a name for every stage', () => {
    for (const code of CODES) expect(label('en', `error.${kindOf(code)}` as LabelKey)).toBeTruthy();
    for (const stage of STAGES) expect(label('zh-CN', `stage.${stage}`)).toBeTruthy();
  });
});

describe('everything of the trade has a name', () => {
  const labels = (prefix: string): string[] =>
    Object.keys(CATALOGUES.en.labels)
      .filter((key) => key.startsWith(`${prefix}.`))
      .map((key) => key.slice(prefix.length + 1));

  it.each([
    ['class', CLASSES],
    // What the postings of a closing are of, in entries and vouchers.
    ['kind', [...EVENT_KINDS.keys(), 'close']],
    ['rule', [...OBLIGATION_RULES.keys()]],
    ['title', TITLES],
    ['book', BOOKS],
    ['section', SECTIONS],
    ['unit', ['head', 'CNY', ...FEED_UNITS]],
    ['line', SECTIONS.flatMap((section) => SECTION_LINES[section].map((line) => `${section}.${line}`))],
  ])('every %s, and nothing else', (prefix, names) => {
    const there = labels(prefix);
    expectNoneMissing(names.filter((name) => !there.includes(name)).map((name) => `${prefix}.${name}`), 'a label in src/i18n/{zh-CN,en}.json'); // prettier-ignore
    expect(there.filter((label) => !names.includes(label))).toEqual([]);
  });
});

describe('a refusal is told in plain words', () => {
  it('with its numbers, ungrouped', () => {
    expect(message('en', 'over_settled', { owed: 180000, settled: 181000 })).toBe(
      'More than is owed: 180000 in all, and this would make 181000 settled',
    );
    expect(message('zh-CN', 'over_settled', { owed: 180, settled: 181, on: '2023-01-01' })).toBe(
      '超过了应还的数：共应还 180，这样会变成已还 181（2023-01-01）',
    );
  });

  it('with classes and kinds in words', () => {
    expect(message('zh-CN', 'stock_negative', { class: 'ewe', missing: 3 })).toBe('代养的母羊不够，还差 3 只');
    expect(message('en', 'stock_negative', { class: 'ewe', missing: 3, on: '2023-01-01' })).toBe(
      'Not enough leased ewes: 3 too few on 2023-01-01',
    );
    expect(message('zh-CN', 'stock_negative')).toBe('代养的牲畜不够，还差 … 只');
  });

  it('with the reason behind it', () => {
    expect(message('en', 'amendment_breaks_event', { reason: 'already_terminated' })).toMatch(
      /: The contract is terminated already$/,
    );
    expect(message('en', 'file_unreadable', { file: 'a.jsonl', reason: 'EISDIR' })).toMatch(/: a\.jsonl \(EISDIR\)$/);
  });

  it('leaving braces and tags in a value alone', () => {
    expect(message('en', 'contract_unknown', { contract: '<b>{x}</b>' })).toBe('There is no such contract: <b>{x}</b>');
    expect(message('en', 'book_header_missing')).toContain('{"type":"book","format":1}');
  });
});
