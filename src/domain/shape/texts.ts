/**
 * Which characters a text may contain, and how it is normalised: no other file normalises texts.
 *
 * Sorting combining marks takes time quadratic in their number, so that one request with a megabyte of them would stop the server for minutes.
 * Therefore the length and the marks of a text are checked before it is normalised.
 */

/** The most UTF-16 units that compose to one character of NFC: a letter with three marks, or two characters of two units. */
const UNITS_A_CHARACTER = 4;
/** More combining marks in a row than any script uses. */
export const MARKS_MAX = 30;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MARKS_MAX + 1}}`, 'u');
/** The longest input taken for a number, a date or a search: longer than any name. */
const TYPED_MAX = 200;

/** Refused in one line of text; notes may also have line feeds and tabs. */
const REFUSED = refused('');
const REFUSED_IN_NOTES = refused('\\n\\t');
/** A visible character. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * Invisible characters, and those that disguise others: controls, formats (direction marks, byte order mark, soft hyphen, tags) and lone
 * surrogates. Joiners and variation selectors are allowed, since Mongolian and other scripts need them.
 */
function refused(unless: string): RegExp {
  const needed = String.raw`\u200c\u200d\u180b-\u180f${unless}`;
  return new RegExp(String.raw`(?![${needed}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`, 'u');
}

/**
 * The first forbidden character in a text, by its code point.
 *
 * @param isLong whether line feeds and tabs are allowed
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

/** Whether a text has any visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Whether a text has too many combining marks in a row. */
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
 * @param max the most characters it may have in NFC
 * @returns undefined for a text that is too long or has more than thirty combining marks in a row, which is not normalised at all
 * @example composed('e\u0301', 1) // 'é'
 */
export function composed(text: string, max: number): string | undefined {
  if (text.length > max * UNITS_A_CHARACTER || hasTooManyMarks(text)) return undefined;
  const normal = text.normalize('NFC');
  return isWithin(normal, max) && !hasTooManyMarks(normal) ? normal : undefined;
}

/** An accepted text in Unicode NFC. */
export function normalText(accepted: string): string {
  return accepted.normalize('NFC');
}

/** Input for a number, a date or a code, with full-width characters made plain (NFKC); unchanged if it is too long to be one. */
export function plainTyped(text: string): string {
  return text.length > TYPED_MAX || hasTooManyMarks(text) ? text : text.normalize('NFKC');
}

/** A search text in NFC and lower case, cut to the length of the longest name. */
export function soughtText(text: string | undefined): string {
  const sought = (text ?? '').trim().slice(0, TYPED_MAX);
  return hasTooManyMarks(sought) ? sought : sought.normalize('NFC').toLowerCase();
}
