/** What is wrong with a code or a free text, as values for the message. */
import type { ErrorDetails } from '../errors';
import type { FieldSpec } from './spec';
import { codePoint, composed, hasTooManyMarks, isVisible, isWithin, MARKS_MAX, refusedCharacter } from './texts';

const CODE = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;
const QUOTES = /["“”„«»]/;
const HALF = /\p{Surrogate}/u;

/** Undefined for an accepted code. */
export function faultOfCode(value: string, max: number): ErrorDetails | undefined {
  const text = composed(value, max);
  const character = text === undefined ? undefined : refusedCharacter(text, false);
  if (character !== undefined) return { character };
  return text !== undefined && CODE.test(text) ? undefined : {};
}

/** Undefined for an accepted text; otherwise the offending character, or the limit. */
export function faultOfText(value: string, spec: Extract<FieldSpec, { is: 'text' }>): ErrorDetails | undefined {
  const text = composed(value, spec.max);
  if (text === undefined) return isWithin(value, spec.max) && hasTooManyMarks(value) ? { marks: MARKS_MAX } : { max: spec.max }; // prettier-ignore
  if (spec.secret === true) return text === '' || HALF.test(text) ? {} : undefined;
  const character = refusedCharacter(text, spec.multiline) ?? (spec.quotes ? undefined : quoteIn(text));
  if (character !== undefined) return { character };
  return !isVisible(text) || (!spec.quotes && text !== text.trim()) ? {} : undefined;
}

function quoteIn(text: string): string | undefined {
  const quote = QUOTES.exec(text)?.[0];
  return quote === undefined ? undefined : `${quote} ${codePoint(quote)}`;
}
