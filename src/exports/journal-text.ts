/** Texts in journals: what a sign means to hledger, ledger or beancount is said with another, or escaped. */

/**
 * A commodity for hledger and ledger. Symbols of letters alone stand bare; all others are quoted. A semicolon would begin a comment even there, and a
 * backslash is ledger's escape: their wide forms stand for them. What breaks a line is a space.
 *
 * @example symbol('feed:a;b\\c') // '"feed:a；b＼c"'
 */
export function symbol(commodity: string): string {
  return /^[A-Za-z]+$/.test(commodity) ? commodity : `"${oneLine(commodity).replaceAll(';', '；').replaceAll('\\', '＼').replaceAll('"', '＂')}"`; // prettier-ignore
}

/** A text of a comment: what would end its line is a space. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cs}]+/gu, ' ');
}

/** A string of beancount. */
export function beancountString(text: string): string {
  return `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
