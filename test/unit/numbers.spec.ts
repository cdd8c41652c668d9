/** Sentences made of numbers: right for one, none and many, and never saying the opposite of their sign. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { SubjectLines } from '../../src/domain/statement/statement';
import { CLASSES } from '../../src/domain/animals';
import { outstandingIn } from '../../src/exports/pdf/statement.data';
import { cashWords, depositWords, herderCashWords } from '../../src/web/kit/parts';
import type { Frame } from '../../src/web/kit/frame';
import { CATALOGUES, countedWord, message, text, type TextKey } from '../../src/i18n/messages';
import type { AnyCode } from '../../src/common/error-table';
import { heads, quantity } from '../../src/i18n/format';
import { PAGE_CATALOGUES, PAGE_LOCALES, pageText, type PageKey } from '../../src/i18n/pages';
import { speakerOf } from '../../src/i18n/speaker';

type Ast = ReturnType<IntlMessageFormat['getAst']>;
const [LITERAL, ARGUMENT, PLURAL] = [0, 1, 6];

const astOf = (source: string): Ast => new IntlMessageFormat(source, 'en', undefined, { ignoreTag: true }).getAst();
const ENGLISH: readonly (readonly [key: string, source: string])[] = [
  ...Object.entries(CATALOGUES.en.errors),
  ...Object.entries(CATALOGUES.en.texts),
  ...Object.entries(PAGE_CATALOGUES.en),
];

/** Parameters that hold a name, a code, a day or words, and no number. A new one that holds a number does not belong here. */
const TEXTS = new Set([
  'account', 'address', 'asKnown', 'at', 'bookedOn', 'by', 'class', 'classes', 'code', 'command', 'contract', 'cooperative', 'event', 'file',
  'from', 'household', 'kind', 'login', 'name', 'number', 'on', 'receipt', 'season', 'stage', 'to', 'version', 'what', 'who',
]); // prettier-ignore
/** Words that end like a plural and are none. */
const NO_PLURALS = new Set([
  'is',
  'was',
  'has',
  'as',
  'this',
  'its',
  'yes',
  'stays',
  'waits',
  'names',
  'stands',
  'lies',
  'comes',
]);

/** Words of more than one that stand right behind a number whatever it is. */
function bareNouns(elements: Ast, found: string[] = []): string[] {
  for (const [i, element] of elements.entries()) {
    if ('options' in element)
      for (const option of Object.values(element.options))
        if (Number(element.type) !== PLURAL) bareNouns(option.value, found);
    const next = elements[i + 1];
    if (Number(element.type) !== ARGUMENT || !('value' in element) || TEXTS.has(element.value)) continue;
    const behind =
      next && Number(next.type) === LITERAL && 'value' in next
        ? /^ (?:more )?([a-z]+s)\b/.exec(next.value)?.[1]
        : undefined;
    if (behind !== undefined && !NO_PLURALS.has(behind)) found.push(`{${element.value}} ${behind}`);
  }
  return found;
}

/** The parameters a sentence chooses its words by. */
function pluralsOf(elements: Ast): string[] {
  return elements.flatMap((element) => {
    if (!('options' in element)) return [];
    const inner = Object.values(element.options).flatMap((option) => pluralsOf(option.value));
    return Number(element.type) === PLURAL ? [element.value, ...inner] : inner;
  });
}

describe('an English sentence with a number', () => {
  it('puts no bare number before a noun in the plural', () => {
    const found = ENGLISH.flatMap(([key, source]) => bareNouns(astOf(source)).map((noun) => `${key}: ${noun}`));
    expect(found).toEqual([]);
  });

  it('would be found if it did', () => {
    expect(bareNouns(astOf('{shoes} shoes were lost'))).toEqual(['{shoes} shoes']);
    expect(bareNouns(astOf('{a, select, none {} other {{a} more goats}}'))).toEqual(['{a} goats']);
    expect(bareNouns(astOf('{shoes, plural, one {# shoe} other {# shoes}}'))).toEqual([]);
  });

  const counted = ENGLISH.filter(([, source]) => pluralsOf(astOf(source)).length > 0);
  it.each(counted)('%s is right for none, one and many, given as numbers or as texts', (_, source) => {
    const format = new IntlMessageFormat(source, 'en', undefined, { ignoreTag: true });
    const names = pluralsOf(format.getAst());
    const said = (n: number | string): string =>
      String(format.format(new Proxy({}, { has: () => true, get: (__, name) => (names.includes(String(name)) ? n : 'none'), ownKeys: () => names }))); // prettier-ignore
    for (const n of [-1, 0, 1, 2, 1000]) {
      const told = said(n);
      expect(told).not.toMatch(/NaN|undefined/);
      expect(told).toBe(said(String(n)));
      if (n === 1) expect(told.match(/\b1 [a-z]+s\b/g)?.filter((w) => !NO_PLURALS.has(w.slice(2))) ?? []).toEqual([]);
    }
    expect(said(2).replaceAll('2', '1')).not.toBe(said(1));
  });

  it('keeps its numbers as they are where they are read by programs too', () => {
    expect(message('en', 'sign_in_blocked', { minutes: 1 })).toMatch(/in 1 minute$/);
    expect(message('en', 'sign_in_blocked', { minutes: 1500 })).toMatch(/in 1500 minutes$/);
    expect(message('en', 'sign_in_blocked')).toMatch(/in … minutes$/);
    expect(text('en', 'pdf_households', { count: '1' })).toBe('1 contract');
  });
});

describe('animals and units', () => {
  it('have a word for one in English', () => {
    for (const cls of CLASSES) expect(countedWord('en', `class.${cls}`, 1)).not.toMatch(/s$|ves$/);
    expect([1, 2, 0].map((n) => countedWord('en', 'class.calf', n))).toEqual(['calf', 'calves', 'calves']);
    expect(['1', '1.5'].map((n) => quantity('en', n, 'bag'))).toEqual(['1 bag', '1.5 bags']);
    expect([-1, 0, 1, 1000].map((n) => heads('zh-CN', n))).toEqual(['−1 只', '0 只', '1 只', '1,000 只']);
  });
});

describe('every language renders every text at every number', () => {
  const [FEW, MANY] = [[-1, 0, 1, 2, 1000], 'X'];
  it.each(PAGE_LOCALES)('of the pages in %s', (locale) => {
    for (const key of Object.keys(PAGE_CATALOGUES[locale]) as PageKey[])
      for (const n of FEW) {
        const params = new Proxy({}, { has: () => true, get: (_, name) => (/^(days|count|recorded|waiting|presented|others|prints|done|max)$/.test(String(name)) ? n : MANY) }); // prettier-ignore
        expect(pageText(locale, key, params)).not.toMatch(/NaN|undefined/);
      }
  });

  it('of errors and texts', () => {
    for (const locale of ['zh-CN', 'en'] as const)
      for (const n of FEW) {
        const all = Object.fromEntries(['count', 'limit', 'min', 'minutes', 'most', 'parts', 'failed', 'files', 'heads', 'missing', 'owed', 'settled'].map((p) => [p, n])); // prettier-ignore
        for (const code of Object.keys(CATALOGUES.en.errors))
          expect(message(locale, code as AnyCode, all)).not.toMatch(/NaN/);
        for (const key of Object.keys(CATALOGUES.en.texts))
          expect(text(locale, key as TextKey, all)).not.toMatch(/NaN/);
      }
  });
});

describe('what is outstanding', () => {
  const owed = (closing: number, arrears = 0): SubjectLines => ({ section: 'owed', subject: 'lambs', commodity: 'lamb', values: [0, 0, 0, 0, 0, closing, 0, 0, arrears, 0] }); // prettier-ignore
  const money = (section: 'cash' | 'deposit', fen: number): SubjectLines => ({ section, subject: 'CNY', commodity: 'CNY', values: [...Array.from({ length: section === 'cash' ? 14 : 3 }, () => 0), fen] }); // prettier-ignore
  const said = (...subjects: SubjectLines[]): string[] =>
    (['zh-CN', 'en'] as const).map((locale) => outstandingIn(locale, subjects, '2023-11-30', 'W'));

  it.each([
    [owed(0), '截至 2023-11-30，W：牲畜和款项都已结清。', 'As of 2023-11-30, W has settled everything, in animals and in cash.'],
    [owed(1, 1), '：尚欠羔羊 1 只（其中到期未还 1 只）。', 'W still owes 1 lamb (1 in arrears).'],
    [owed(2), '：尚欠羔羊 2 只。', 'W still owes 2 lambs.'],
    [owed(-1), '：多还羔羊 1 只。', 'W has returned 1 lamb too many.'],
    [owed(-1000), '：多还羔羊 1000 只。', 'W has returned 1000 lambs too many.'],
    [money('cash', 0), '：牲畜和款项都已结清。', 'W has settled everything'],
    [money('cash', 1), '：应付合作社 0.01 元。', 'W has to pay the cooperative 0.01 CNY.'],
    [money('cash', -100), '：应收合作社 1.00 元。', 'W is to receive 1.00 CNY from the cooperative.'],
    [money('deposit', 0), '：牲畜和款项都已结清。', 'W has settled everything'],
    [money('deposit', 100), '都已结清；另有押金 1.00 元存在合作社。', 'in cash; has a deposit of 1.00 CNY with the cooperative.'],
    [money('deposit', -100), '都已结清；合作社退还的押金比收取的多 1.00 元。', 'in cash; was paid back 1.00 CNY more in deposits than had been paid in.'],
  ] as const)('%j', (subject, chinese, english) => {
    const [zh, en] = said(subject);
    expect(zh).toContain(chinese);
    expect(en).toContain(english);
  }); // prettier-ignore
});

describe('who owes whom', () => {
  const frame = (locale: 'zh-CN' | 'en' | 'mn'): Frame => speakerOf(locale) as Frame;
  it.each([
    [cashWords, ['合作社欠牧户 0.01 元', '现金两清', '牧户欠合作社 0.01 元']],
    [herderCashWords, ['合作社欠您家 0.01 元', '和合作社没有欠款', '您家欠合作社 0.01 元']],
    [depositWords, ['退还的押金比收取的多 0.01 元', '押金 0.00 元', '押金 0.01 元']],
  ] as const)('%p follows the sign', (words, [less, none, more]) => {
    expect([-1, 0, 1].map((fen) => words(frame('zh-CN'), fen))).toEqual([less, none, more]);
    for (const locale of PAGE_LOCALES) {
      const [a, b, c] = [-1, 0, 1].map((fen) => words(frame(locale), fen));
      expect(new Set([a, b, c]).size).toBe(3);
      for (const said of [a, b, c]) expect(said).not.toMatch(/[-−]\d/);
    }
  });
});
