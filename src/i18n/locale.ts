/** Which of the two languages a reader gets: Chinese unless the reader asks for English. */
import Negotiator from 'negotiator';

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
/** Pages speak one more; what is not said in it is said in the default. */
export type ReaderLocale = Locale | 'mn';
export const DEFAULT_LOCALE: Locale = 'zh-CN';

/**
 * The language of an Accept-Language header: the wanted one with the highest weight; the first of equals.
 *
 * @example localeOfHeader('mn, en-GB;q=0.8, zh;q=0.5') // 'en'
 */
export function localeOfHeader(acceptLanguage: string | undefined): Locale {
  // A header of any length is accepted by HTTP; no browser sends more than a few languages.
  const header = (acceptLanguage ?? '').slice(0, 500);
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).languages().map(localeOfTag);
  return wanted.find((locale) => locale !== undefined) ?? DEFAULT_LOCALE;
}

/**
 * The language of a terminal, from its locale name; `C` and other languages give the default.
 *
 * @example localeOfTerminal('en_US.UTF-8') // 'en'
 */
export function localeOfTerminal(name: string | undefined): Locale {
  return localeOfTag((name ?? '').replace(/[.@].*$/, '').replace('_', '-')) ?? DEFAULT_LOCALE;
}

function localeOfTag(tag: string): Locale | undefined {
  const language = tag.toLowerCase().split('-')[0];
  if (language === 'en') return 'en';
  return language === 'zh' || tag === '*' ? 'zh-CN' : undefined;
}
