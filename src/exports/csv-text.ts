/** Fields of CSV: RFC 4180, and nothing that somebody typed becomes a formula, however the file is cut into cells. */

/** One RFC 4180 record: quotes only where needed, CRLF at the end. */
export function csvRecord(fields: readonly string[]): string {
  let record = '';
  for (let i = 0; i < fields.length; i++) record += (i === 0 ? '' : ',') + csvField(fields[i] as string);
  return `${record}\r\n`;
}

/** One field, in quotes where needed. */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? quoted(field) : field;
}

/**
 * What may stand before the sign of a formula: the beginning of the field, or what spreadsheets take for the border of a cell when they are told
 * another separator than the comma, with blanks and quotes after it.
 */
const AT_BEGINNING = /((?:^|[;|\t\r\n])[\s"]*)(?=[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−⩵⩶﬩])/gu;
/** What a spreadsheet may take for the border of a cell. */
const BORDER = /[";|,\t\r\n]|^\s|\s$/;

/**
 * A field of what somebody typed: in quotes wherever a spreadsheet could cut it, and with `'` before what it would take for a formula, at its
 * beginning and behind every such border. Of the wide signs of Chinese input some spreadsheets make narrow ones.
 *
 * @example typedField('x;=1+1') // '"x;\'=1+1"'
 */
export function typedField(text: string): string {
  const inner = text.replace(AT_BEGINNING, "$1'");
  const disarmed = /^[\t\r]/.test(inner) ? `'${inner}` : inner;
  return BORDER.test(disarmed) ? quoted(disarmed) : disarmed;
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
