/** The header that names a file to be saved. */

/**
 * A name for every browser: in full as RFC 5987 wants it, and in plain letters for those that do not know that.
 *
 * @example dispositionOf('表.csv') // "attachment; filename=\"_.csv\"; filename*=UTF-8''%E8%A1%A8.csv"
 */
export function dispositionOf(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/gu, '_')}"; filename*=UTF-8''${encodeName(name)}`;
}

/** Half a character has no bytes of its own: the mark for what is missing stands for it. */
function encodeName(name: string): string {
  const whole = name.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURIComponent(whole).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
