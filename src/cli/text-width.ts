/** How many columns of a terminal a text takes: Chinese characters take two. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NARROW_ONLY = /^[\u0020-\u007e]*$/;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
// eslint-disable-next-line no-control-regex -- terminal colours begin with the escape character
const COLOURS = /\u001b\[[\d;]*m/g;

/**
 * The columns of `text`.
 *
 * @example textWidth('母羊 95') // 7
 */
export function textWidth(text: string): number {
  if (NARROW_ONLY.test(text)) return text.length;
  let width = 0;
  for (const char of text.replace(COLOURS, '')) width += WIDE.test(char) ? 2 : NO_WIDTH.test(char) ? 0 : 1;
  return width;
}
