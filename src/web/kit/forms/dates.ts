/** Days as people write them: as spreadsheets do, and in short for a day not long ago. */
import { addDays, isCivilDate } from '../../../domain/calendar';
import { plainTyped } from '../../../domain/shape/texts';

const WORDS: Readonly<Record<string, number>> = {
  今天: 0, 今日: 0, 昨天: -1, 昨日: -1, 前天: -2, today: 0, yesterday: -1, өнөөдөр: 0, өчигдөр: -1,
}; // prettier-ignore
/** A short form names a day of the last year, so that the 29th of February needs the most steps. */
const DAYS_BACK_MAX = 8 * 366;

/**
 * A whole date as spreadsheets write it; with `today` also a word, days back, a day of a month, or a day alone, which mean the last such day up to
 * today. Anything else is left for the shape to refuse.
 *
 * @example dateTyped('2026/3/1') // '2026-03-01'
 * @example dateTyped('3-15', '2026-11-24') // '2026-03-15', and '12-30' is '2025-12-30', '30' is '2026-10-30', '昨天' and '-1' are '2026-11-23'
 */
export function dateTyped(text: string, today?: string): string {
  const plain = plainTyped(text).trim().toLowerCase();
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (parts) {
    const [, year = '', month = '', day = ''] = parts;
    return `${year}-${two(month)}-${two(day)}`;
  }
  return (today === undefined ? undefined : shortDate(plain, today)) ?? text;
}

function shortDate(plain: string, today: string): string | undefined {
  const word = WORDS[plain];
  if (word !== undefined) return addDays(today, word);
  const back = /^-(\d{1,3})$/.exec(plain);
  if (back) return addDays(today, -Number(back[1]));
  const [, month, day = ''] = /^(?:(\d{1,2})[-/.月])?(\d{1,2})日?$/.exec(plain) ?? [];
  if (day === '') return undefined;
  const end = `${month === undefined ? '' : `-${two(month)}`}-${two(day)}`;
  for (let back = 0; back <= DAYS_BACK_MAX; back++) {
    const date = addDays(today, -back);
    if (date.endsWith(end)) return date;
  }
  return undefined;
}

/** Whether a field for dates can show the text: browsers show nothing for what is no date. */
export function canBeShown(text: string): boolean {
  return text === '' || isCivilDate(text);
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}
