/** A table that is exported: typed columns and rows in a stream. CSV and XLSX are for people (words in their language), JSON Lines for programs. */
import type { Locale } from '../common/locale';
import { formatMoney } from '../domain/quantity/money';
import { formatGrams } from '../domain/quantity/quantity';
import { labelOr } from '../i18n/messages';
import { csvRecord } from './text';

/**
 * What stands in a column. `text` is what somebody typed; `code` comes from a list or obeys a form; `words` are codes that people read as
 * words (`ewe`, or several: `ewe+ram`); `count` are whole numbers, `money` fen, `weight` grams, and `decimal` a number written out.
 */
export type CellType = 'text' | 'code' | 'words' | 'date' | 'count' | 'money' | 'weight' | 'decimal';

/** Text, a number of the column's smallest unit, or nothing. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

export interface Column {
  /** The name in JSON Lines. */
  readonly key: string;
  /** The heading that people read. */
  readonly header: string;
  readonly type: CellType;
  /** For `words`: their labels are `<words>.<code>`. */
  readonly words?: string;
  /** The sheet adds it up. */
  readonly total?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  /** `sides`: what is positive and what is negative are added up apart, since balances are never netted. */
  readonly totals: 'sum' | 'sides';
  /** Each call reads anew. */
  rows(): AsyncIterable<Row>;
}

/** CSV with headings; what a spreadsheet would take for a formula is disarmed in typed text, and only there. */
export async function* tableCsv(table: Table, locale: Locale, bom: boolean): AsyncGenerator<string> {
  if (bom) yield '\uFEFF';
  yield csvRecord(table.columns.map((c) => c.header));
  for await (const row of table.rows()) {
    yield csvRecord(table.columns.map((column, i) => csvCell(column, row[i] ?? null, locale)));
  }
}

/** JSON Lines: an object a row; cells without a value are left out, counts are numbers, money and weights texts. */
export async function* tableJsonl(table: Table): AsyncGenerator<string> {
  for await (const row of table.rows()) {
    const cells = table.columns.flatMap((column, i) => {
      const cell = row[i] ?? null;
      return cell === null ? [] : [[column.key, column.type === 'count' ? cell : cellText(column, cell)] as const];
    });
    yield `${JSON.stringify(Object.fromEntries(cells))}\n`;
  }
}

function csvCell(column: Column, cell: Cell, locale: Locale): string {
  if (cell === null) return '';
  const text = column.type === 'words' ? inWords(column, String(cell), locale) : cellText(column, cell);
  return column.type === 'text' ? disarmed(text) : text;
}

/** A cell as plain text: yuan with two decimals, kilograms with three. */
export function cellText(column: Column, cell: string | number): string {
  if (typeof cell === 'string') return cell;
  switch (column.type) {
    case 'money':
      return formatMoney(cell);
    case 'weight':
      return formatGrams(cell);
    default:
      return String(cell);
  }
}

/** Codes as the reader's words; a code without a word stands as it is. */
export function inWords(column: Column, codes: string, locale: Locale): string {
  return codes
    .split('+')
    .map((code) => labelOr(locale, `${column.words}.${code}`, code))
    .join('+');
}

function disarmed(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
