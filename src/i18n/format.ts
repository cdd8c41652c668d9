/** Dates, numbers and units as people read them; done on the server, since not every browser knows every language. */
import { shanghaiDate } from '../common/clock';
import type { Fen } from '../domain/quantity/money';
import { formatMoney } from '../domain/quantity/money';
import { countedWord } from './messages';
import { pageText, type PageLocale } from './pages';

const numbers = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: PageLocale, fractions: number): Intl.NumberFormat {
  const id = `${locale} ${fractions}`;
  let format = numbers.get(id);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: fractions, maximumFractionDigits: 3 });
    numbers.set(id, format);
  }
  return format;
}

/** A whole number, grouped: `1,025`. */
export function wholeNumber(locale: PageLocale, value: number): string {
  return numberFormat(locale, 0).format(value).replace('-', '−');
}

/**
 * Heads with their unit.
 *
 * @example heads('zh-CN', 1025) // '1,025 只'
 */
export function heads(locale: PageLocale, value: number): string {
  return pageText(locale, 'format.heads', { number: wholeNumber(locale, value) });
}

const SIZES = ['kB', 'MB', 'GB'] as const;

/**
 * The size of a file, rounded up: `12 kB`.
 *
 * @example fileSize('en', 1_200_001) // '2 MB'
 */
export function fileSize(locale: PageLocale, bytes: number): string {
  let size = Math.ceil(bytes / 1000);
  let unit = 0;
  for (; size >= 1000 && unit < SIZES.length - 1; unit += 1) size = Math.ceil(size / 1000);
  return `${wholeNumber(locale, size)} ${SIZES[unit] ?? ''}`;
}

/** Yuan, exact to the fen: `1,234.50`. */
export function amount(locale: PageLocale, fen: Fen): string {
  // Intl takes decimal texts exactly; a number of yuan would not be.
  return numberFormat(locale, 2)
    .format(formatMoney(fen) as unknown as number)
    .replace('-', '−');
}

/** Yuan with their unit: `1,234.50 元`. */
export function money(locale: PageLocale, fen: Fen): string {
  return pageText(locale, 'format.money', { number: amount(locale, fen) });
}

/** A quantity that is text already, with its unit: `1,500 斤`. */
export function quantity(locale: PageLocale, value: string, unit: string): string {
  const number = numberFormat(locale, 0).format(value as unknown as number);
  return pageText(locale, 'format.quantity', { number, unit: countedWord(locale, `unit.${unit}`, value) });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A civil date in a sentence; tables show it as it is.
 *
 * @example longDate('zh-CN', '2026-03-01') // '2026年3月1日'
 */
export function longDate(locale: PageLocale, date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  switch (locale) {
    case 'zh-CN':
      return `${year}年${Number(month)}月${Number(day)}日`;
    case 'en':
      return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
    case 'mn':
      return `${year}.${month}.${day}`;
  }
}

const SHANGHAI_AHEAD_HOURS = 8;

/** An instant where the herders live: `2026-03-01 08:12`. */
export function moment(instant: string): string {
  const hour = (Number(instant.slice(11, 13)) + SHANGHAI_AHEAD_HOURS) % 24;
  return `${shanghaiDate(instant)} ${String(hour).padStart(2, '0')}${instant.slice(13, 16)}`;
}

/**
 * Somebody by name and login: names are free, and anybody can call themselves like somebody else.
 *
 * @example personWords({ name: '王燕', login: 'wangyan' }) // '王燕 (wangyan)'
 */
export function personWords({ name, login }: { readonly name: string; readonly login: string }): string {
  return name === login ? login : `${name} (${login})`;
}
