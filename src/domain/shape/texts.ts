/**
 * How a text is brought into one spelling: the only place where texts are normalised.
 *
 * Putting combining marks in order costs the square of how many stand in a row, so that one request of a megabyte of them would stop the server for
 * minutes. Therefore no text is normalised before its length and its marks have been looked at.
 */

/** One character of NFC has at most so many units before it is composed: a letter with three marks, or two characters of two units. */
const UNITS_A_CHARACTER = 4;
/** More combining marks than any script puts on one letter. */
export const MOST_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MOST_MARKS + 1}}`, 'u');
/** What is typed where a number or a date is asked for; and longer than any name that could be searched for. */
const MOST_TYPED = 200;

/** Whether a text of at most `max` characters has too many combining marks in a row. */
export function hasTooManyMarks(text: string): boolean {
  return TOO_MANY_MARKS.test(text);
}

/** Length in characters, not in UTF-16 units: 𠮷 counts once. */
export function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= max * 2 && [...text].length <= max);
}

/**
 * A text in Unicode NFC.
 *
 * @param max its most characters in NFC
 * @returns undefined for a text that is too long or has more than thirty combining marks in a row: it is not even looked at
 * @example composed('e\u0301', 1) // 'é'
 */
export function composed(text: string, max: number): string | undefined {
  if (text.length > max * UNITS_A_CHARACTER || hasTooManyMarks(text)) return undefined;
  const normal = text.normalize('NFC');
  return isWithin(normal, max) && !hasTooManyMarks(normal) ? normal : undefined;
}

/** A text that a field has accepted, in Unicode NFC. */
export function normalText(accepted: string): string {
  return accepted.normalize('NFC');
}

/** What was typed for a number or a date, with full-width digits and signs made plain; what is too long to be one stays as it is. */
export function plainTyped(text: string): string {
  return text.length > MOST_TYPED || hasTooManyMarks(text) ? text : text.normalize('NFKC');
}

/** What is searched for, small letters and all; of a text longer than any name, its beginning, which is in no name either. */
export function soughtText(text: string | undefined): string {
  const sought = (text ?? '').trim().slice(0, MOST_TYPED);
  return hasTooManyMarks(sought) ? sought : sought.normalize('NFC').toLowerCase();
}
