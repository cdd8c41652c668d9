/** What may be written to a terminal of a text that somebody else wrote. */

/** Controls, which could steer the terminal, formats that turn what stands beside them, and halves of characters; but joiners, without which scripts fall apart. */
const STEERING = /(?!\u200c|\u200d|[\u180b-\u180f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text on one line: line breaks are spaces, and what could steer the terminal is shown as �.
 *
 * @example printable('王\u001b[2J燕') // '王�[2J燕'
 */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(STEERING, '\ufffd');
}
