/**
 * What a text may hold, and how it is brought into one spelling: the only place where texts are normalised.
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

/** What is refused everywhere: a line break is so in one line, and not in a note. */
const REFUSED = refused('');
const REFUSED_IN_NOTES = refused('\\n\\t');
/** Something that can be seen. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * Characters that nobody sees, or that make others look like something else: controls (of terminals, of lines), formats (that turn the direction of
 * writing, a byte order mark, soft hyphens, tags), and halves of characters. Mongolian and other scripts need their joiners and variation selectors.
 */
function refused(unless: string): RegExp {
  const needed = String.raw`\u200c\u200d\u180b-\u180f${unless}`;
  return new RegExp(String.raw`(?![${needed}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`, 'u');
}

/**
 * The first character of a text that no text may hold, as people look it up.
 *
 * @param isLong whether line feeds and tabs belong to it
 * @example refusedCharacter('王\ufeff燕', false) // 'U+FEFF'
 */
export function refusedCharacter(text: string, isLong: boolean): string | undefined {
  const found = (isLong ? REFUSED_IN_NOTES : REFUSED).exec(text)?.[0];
  return found === undefined ? undefined : codePoint(found);
}

/** @example codePoint('羊') // 'U+7F8A' */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whether there is something to be seen in a text. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

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

/** What was typed for a number, a date or a code, with full-width digits, letters and signs made plain; what is too long to be one stays as it is. */
export function plainTyped(text: string): string {
  return text.length > MOST_TYPED || hasTooManyMarks(text) ? text : text.normalize('NFKC');
}

/** What is searched for, small letters and all; of a text longer than any name, its beginning, which is in no name either. */
export function soughtText(text: string | undefined): string {
  const sought = (text ?? '').trim().slice(0, MOST_TYPED);
  return hasTooManyMarks(sought) ? sought : sought.normalize('NFC').toLowerCase();
}
