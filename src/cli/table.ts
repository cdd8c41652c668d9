/** Tables for the terminal: columns aligned by what is seen, numbers to the right. */
import stringWidth from 'string-width';
import { printable } from './printable';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A text, and how many columns of a terminal it takes: Chinese characters take two. */
interface Cell {
  readonly text: string;
  readonly width: number;
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
  const sized = cells.map((row) => row.map((text) => ({ text, width: stringWidth(text) })));
  const widths = columns.map((_, i) => sized.reduce((widest, row) => Math.max(widest, row[i]?.width ?? 0), 0));
  const line = (row: readonly Cell[]): string =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.align === 'right'))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  const [head = [], ...body] = sized;
  return [line(head), rule, ...body.map(line)].map((text) => `${text}\n`).join('');
}

function pad({ text, width }: Cell, most: number, isRight: boolean): string {
  const blanks = ' '.repeat(most - width);
  return isRight ? blanks + text : text + blanks;
}
