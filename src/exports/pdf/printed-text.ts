/** Texts on paper: what the archival form of PDF refuses, a recorded text may still hold. */

/** Nothing is seen of these, or only what they do to others. Joiners and variation selectors belong to their letters. */
const UNSEEN = /(?!\u200c|\u200d|[\u180b-\u180f])[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;
/** Controls but tab and line feed, and halves of characters, of which no font has a shape. */
const SHAPELESS = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;

/**
 * A text as it is printed: what nobody sees is left out, and of what cannot be shown the number is, as of characters that no font has.
 *
 * @example printedText('王\ufeff燕\u0007') // '王燕〔U+7〕'
 */
export function printedText(text: string): string {
  return text.replace(UNSEEN, '').replace(SHAPELESS, (c) => `〔U+${c.charCodeAt(0).toString(16).toUpperCase()}〕`);
}

/** What a template is given, as JSON. */
export function printedJson(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? printedText(value) : value));
}
