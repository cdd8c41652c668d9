/** What stands behind a figure, in words. */
import type { Locale } from '../i18n/locale';
import { labelOr } from '../i18n/messages';

/**
 * Ids of obligations stand as they were agreed.
 *
 * @example subjectInWords('zh-CN', 'leased:ewe') // '代养 · 母羊'
 */
export function subjectInWords(locale: Locale, subject: string): string {
  const words = (code: string): string =>
    ['book', 'class', 'unit'].map((list) => labelOr(locale, `${list}.${code}`, '')).find((word) => word !== '') ?? code;
  return subject.split(':').map(words).join(' · ');
}
