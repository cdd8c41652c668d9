/** Which of the two languages a reader gets: Chinese unless the reader asks for English. */

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
  let best: Locale = DEFAULT_LOCALE;
  let bestWeight = 0;
  // A header of any length is accepted by HTTP; no browser sends more than a few languages.
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const locale = localeOfTag(tag);
    const weight = weightOf(parameters);
    if (locale !== undefined && weight > bestWeight) {
      best = locale;
      bestWeight = weight;
    }
  }
  return best;
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

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find((p) => p.startsWith('q='));
  if (q === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q.slice(2)) : 0;
}
