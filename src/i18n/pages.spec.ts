import { IntlMessageFormat } from 'intl-messageformat';
import { EVENT_SHAPES } from '../domain/book/lines';
import { expectNoneMissing } from '../../test/support/missing';
import { OBLIGATION_RULES } from '../domain/obligations/registry';
import { fieldsOf, type FieldSpec, type Shape } from '../domain/shape/spec';
import { OFFERS } from '../exports/list';
import { CATALOGUES, message, MONGOLIAN, parametersOf } from './messages';
import { PAGE_CATALOGUES, PAGE_LOCALES, pageLocale, pageText, pageWord, type PageKey } from './pages';

const KEYS = Object.keys(PAGE_CATALOGUES['zh-CN']) as PageKey[];

const parameters = (source: string): string[] => {
  const { plain, selected } = parametersOf(
    new IntlMessageFormat(source, 'en', undefined, { ignoreTag: true }).getAst(),
  );
  return [...plain, ...selected].sort();
};

/** The words of the trade that pages say; what the command line and printed papers say beside has languages of its own. */
const ON_PAGES = /^(?:section|line|book|class|kind|rule|title|unit|status)\./;

describe('the three languages of the pages say the same things', () => {
  it.each(PAGE_LOCALES)('%s has every text, none empty, with the same parameters', (locale) => {
    expect(Object.keys(PAGE_CATALOGUES[locale])).toEqual(KEYS);
    for (const key of KEYS) {
      expect(PAGE_CATALOGUES[locale][key].trim()).not.toBe('');
      // A language that says nothing in the plural, or leaves a count out, still needs nothing that is not given.
      const known = parameters(PAGE_CATALOGUES['zh-CN'][key]);
      const extra = parameters(PAGE_CATALOGUES[locale][key]).filter((p) => !known.includes(p) && p !== 'count');
      expect([key, extra]).toEqual([key, []]);
    }
  });

  it('has a Mongolian word for everything of the trade', () => {
    const words = Object.keys(CATALOGUES['zh-CN'].labels).filter((key) => ON_PAGES.test(key));
    expectNoneMissing(words.filter((key) => MONGOLIAN.labels[key] === undefined), 'a word in src/i18n/pages/mn-words.json'); // prettier-ignore
    expect(pageWord('mn', 'class.ewe')).toBe('Эм хонь');
  });

  it('tells herders in Mongolian why something is refused, and the rest in Chinese', () => {
    const chinese: Record<string, string> = CATALOGUES['zh-CN'].errors;
    for (const [code, told] of Object.entries(MONGOLIAN.errors)) {
      expect([code, parameters(told)]).toEqual([code, parameters(chinese[code] ?? '')]);
      expect(told).not.toMatch(/\p{Script=Han}/u);
    }
    expect(message('mn', 'sign_in_blocked', { minutes: 5 })).toMatch(/^Хэт олон.* 5 минут/);
    expect(message('mn', 'over_settled', { owed: 3, settled: 4 })).toBe('超过了应还的数：共应还 3，这样会变成已还 4');
  });

  it('puts no space between the unit of a value, or a Chinese word, and what follows it in Chinese', () => {
    const spaced = KEYS.filter((key) => /\{(?:heads|quantity|price|amount|kind|class|own)\} \p{Script=Han}/u.test(PAGE_CATALOGUES['zh-CN'][key])); // prettier-ignore
    expect(spaced).toEqual([]);
  });

  it('puts numbers into sentences', () => {
    expect(pageText('en', 'due.overdue', { days: 1 })).toBe('1 day overdue');
    expect(pageText('zh-CN', 'due.overdue', { days: 12 })).toBe('逾期 12 天');
  });
});

describe('every field of every kind of event has a name', () => {
  const paths = (shape: Shape, at = ''): string[] =>
    [...fieldsOf(shape)].flatMap(([name, spec]) => {
      const inner: FieldSpec = spec.is === 'list' ? spec.item : spec;
      const path = at === '' ? name : `${at}.${name}`;
      return inner.is === 'object' && name !== 'terms' ? [path, ...paths(inner.shape(), path)] : [path];
    });

  it.each([...EVENT_SHAPES.keys()])('%s', (kind) => {
    const nameless = paths(EVENT_SHAPES.get(kind) as Shape).filter(
      (path) => !KEYS.some((key) => key === `field.${path}` || key === `field.${path.split('.').at(-1)}`),
    );
    expectNoneMissing(nameless.map((path) => `field.${path}`), 'a text in src/i18n/pages/{zh-CN,en,mn}.json'); // prettier-ignore
  });
});

describe('what follows from a list has its texts', () => {
  it.each(PAGE_LOCALES)('every export and every rule of obligations, in %s', (locale) => {
    const has = (key: string): boolean => Object.hasOwn(PAGE_CATALOGUES[locale], key);
    const exports = OFFERS.map(({ what, formats }) => `export.${what}${formats[0] === 'pdf' ? '.pdf' : ''}`);
    const rules = [...OBLIGATION_RULES.keys()].map((rule) => `terms.${rule}`);
    expectNoneMissing([...exports, ...rules].filter((key) => !has(key)), `a text in src/i18n/pages/${locale}.json`); // prettier-ignore
  });

  it('a sentence of a rule names fields that the rule has', () => {
    const unknown = [...OBLIGATION_RULES.values()].flatMap(({ rule, terms }) => {
      const known = [...fieldsOf(terms).keys(), ...(fieldsOf(terms).has('schedule') ? ['when'] : [])];
      return PAGE_LOCALES.flatMap((locale) => parameters(PAGE_CATALOGUES[locale][`terms.${rule}` as PageKey] ?? ''))
        .filter((name) => !known.includes(name)); // prettier-ignore
    });
    expect(unknown).toEqual([]);
  });
});

describe('the language of a page', () => {
  it.each([
    [['en', undefined, 'mn'], undefined, 'en'],
    [[undefined, 'mn', 'en'], undefined, 'mn'],
    [['mn-Mong'], 'en', 'mn'],
    [['xx', undefined, 'en'], 'zh', 'en'],
    [[undefined], 'mn-MN,en;q=0.5', 'mn'],
    [[undefined], 'en-GB', 'en'],
    [['fr'], 'fr', 'zh-CN'],
  ])('of the wishes %j and the browser %s is %s', (wishes, header, locale) => {
    expect(pageLocale(wishes, header)).toBe(locale);
  });
});
