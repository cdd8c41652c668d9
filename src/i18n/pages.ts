/** What the pages say, in the three languages of the pages; words of the trade come from the catalogues of `messages.ts`. */
import { IntlMessageFormat } from 'intl-messageformat';
import { DEFAULT_LOCALE, localeOfHeader, type Locale } from './locale';
import { labelOr, type Params } from './messages';
import en from './pages/en.json';
import mongolianScript from './pages/mn-Mong.json';
import mn from './pages/mn.json';
import zhCN from './pages/zh-CN.json';

/** `mn` is Cyrillic and awaits a native reader; the pages say so. */
export const PAGE_LOCALES = ['zh-CN', 'en', 'mn'] as const;
export type PageLocale = (typeof PAGE_LOCALES)[number];

/** Mongolian with the labels of a herder's page in the traditional script, written downwards. */
export const VERTICAL = 'mn-Mong';

export type PageKey = keyof typeof zhCN;

export const PAGE_CATALOGUES: Readonly<Record<PageLocale, typeof zhCN>> = { 'zh-CN': zhCN, en, mn };

const compiled = new Map<string, IntlMessageFormat>();

/**
 * A text of a page.
 *
 * @example pageText('en', 'list.found', { count: 2 }) // '2 found'
 */
export function pageText(locale: PageLocale, key: PageKey, params: Params = {}): string {
  const id = `${locale} ${key}`;
  let format = compiled.get(id);
  if (!format) {
    format = new IntlMessageFormat(PAGE_CATALOGUES[locale][key], locale, undefined, { ignoreTag: true });
    compiled.set(id, format);
  }
  return String(format.format(params));
}

/** A text whose key is made of data (`field.count`); `otherwise` when there is none. */
export function pageTextOr(locale: PageLocale, key: string, otherwise: string): string {
  return Object.hasOwn(PAGE_CATALOGUES[locale], key) ? pageText(locale, key as PageKey) : otherwise;
}

/** A word of the trade: `pageWord('mn', 'class.ewe')`. */
export function pageWord(locale: PageLocale, key: string, otherwise = key): string {
  return labelOr(locale, key, otherwise);
}

/** A label in the traditional script, where its spelling is known well enough to be shown to a native reader; else undefined. */
export function verticalWord(key: string): string | undefined {
  const words: Readonly<Record<string, string>> = mongolianScript;
  return words[key];
}

/** The language of files that are made for a reader of pages. */
export function fileLocale(locale: PageLocale): Locale {
  return locale === 'mn' ? DEFAULT_LOCALE : locale;
}

/** The language of a page: chosen, kept, the user's own, else the browser's. */
export function pageLocale(wishes: readonly (string | undefined)[], acceptLanguage: string | undefined): PageLocale {
  const wished = wishes.find((wish) => wish === VERTICAL || PAGE_LOCALES.some((locale) => locale === wish));
  if (wished !== undefined) return wished === VERTICAL ? 'mn' : (wished as PageLocale);
  return /^\s*mn\b/i.test(acceptLanguage ?? '') ? 'mn' : localeOfHeader(acceptLanguage);
}
