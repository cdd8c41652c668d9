/** Tables for the terminal: columns aligned by what is seen, numbers to the right. */
import { textWidth } from './text-width';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

// eslint-disable-next-line no-control-regex -- a name from a file must not steer the terminal
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const GAP = '  ';

/** The text as it may be printed: control characters, which could steer the terminal, are shown as �. */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(CONTROLS, '\ufffd');
}

/**
 * A table with a ruled head, each line ended by LF.
 *
 * @example renderTable([{ title: '类别' }, { title: '只', align: 'right' }], [['母羊', '95'], ['种公羊', '5']])
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [
    columns.map((c) => c.title),
    ...rows.map((row) => columns.map((_, i) => printable(String(row[i] ?? '')))),
  ];
  const widths = columns.map((_, i) => cells.reduce((widest, row) => Math.max(widest, textWidth(row[i] ?? '')), 0));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.align === 'right'))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)].map((text) => `${text}\n`).join('');
}

function pad(cell: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(width - textWidth(cell));
  return isRight ? blanks + cell : cell + blanks;
}
