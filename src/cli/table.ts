/** Tables for the terminal: columns aligned by what is seen, numbers to the right. */
import { printable } from './printable';
import { textWidth } from './text-width';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

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
