/** Animals that a book says are there below zero: that cannot be, so something is missing in it, and people are told what. */
import { isYoung } from '../domain/animals';
import { closingIndex, type SubjectLines } from '../domain/statement/statement';
import { subjectWords } from './debt-names';
import { heads } from './format';
import type { Speaker } from './speaker';

/** What is missing when there are fewer than none of a class. */
export function whyBelowZero(speaker: Speaker, cls: string): string {
  return speaker.t(isYoung(cls) ? 'books.unexplained' : 'books.unexplainedGrown');
}

/**
 * A sentence for each stock of a statement that closes below zero.
 *
 * @example unexplainedStock(en, subjects) // ['own · ram lambs −1 head. Below zero: some births were not recorded.']
 */
export function unexplainedStock(speaker: Speaker, subjects: readonly SubjectLines[]): string[] {
  return subjects.flatMap(({ section, subject, commodity, values }) => {
    const closing = section === 'stock' ? (values[closingIndex('stock')] ?? 0) : 0;
    if (closing >= 0) return [];
    const [name, count] = [subjectWords(speaker, 'stock', subject, []), heads(speaker.locale, closing)];
    return [speaker.t('books.unexplainedStock', { name, heads: count, why: whyBelowZero(speaker, commodity) })];
  });
}
