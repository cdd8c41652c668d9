/** Texts in the XML of workbooks. */

/** What XML 1.0 cannot hold, and an underscore that a spreadsheet would take for such an escape: each becomes `_x0041_`. */
const UNREADABLE = /[^\t\n\u0020-\ufffd\u{10000}-\u{10ffff}]|[\ud800-\udfff]|_(?=x[0-9a-fA-F]{4}_)/gu;
const PLAIN = /^[\u0020!#-%'-;=?-^`-\ud7ff]*$/;

/** Text for an element or an attribute. */
export function escapeXml(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(UNREADABLE, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}

/** A cell holds no more: a spreadsheet would call the whole file damaged. */
const CHARACTERS_MAX = 32_767;

/** A text as long as a cell may be; no character is cut in two. */
export function cellLong(text: string): string {
  if (text.length <= CHARACTERS_MAX) return text;
  return `${text.slice(0, CHARACTERS_MAX - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
