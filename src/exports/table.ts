/** A table that is exported: typed columns and pages of rows in a stream. CSV and XLSX are for people (words in their language), JSON Lines for programs. */
import type { Locale } from '../i18n/locale';
import { formatMoney } from '../domain/quantity/money';
import { formatGrams } from '../domain/quantity/quantity';
import { labelOr } from '../i18n/messages';
import { csvField, csvRecord, typedField } from './csv-text';
import { CHUNK } from './text';

/**
 * What stands in a column. `text` is what somebody typed; `code` comes from a list or obeys a form; `words` are codes that people read as
 * words (`ewe`, or several: `ewe+ram`), and `truth` is `true` or `false`, read as words too; `count` are whole numbers, `money` fen,
 * `weight` grams, and `decimal` a number written out.
 */
export type CellType = 'text' | 'code' | 'words' | 'truth' | 'date' | 'count' | 'money' | 'weight' | 'decimal';

/** Text, a number of the column's smallest unit, or nothing. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** The words for a code; the row says what it stands for. */
export type Say = (code: string, row: Row) => string;

export interface Column {
  /** The name in JSON Lines. */
  readonly key: string;
  /** The heading that people read. */
  readonly header: string;
  readonly type: CellType;
  /** For `words` and `truth`: their labels are `<words>.<code>`. */
  readonly words?: string;
  /** How people read the codes of the column, where `words` does not tell. */
  readonly say?: Say;
  /** What a workbook shows instead of heading and code, where CSV is for programs too. */
  readonly inSheets?: { readonly header: string; readonly say?: Say };
  /** The sheet adds it up. */
  readonly total?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  /** `sides`: what is positive and what is negative are added up apart, since balances are never netted. */
  readonly totals: 'sum' | 'sides';
  /** Pages of rows, since waiting for each row by itself would take most of the time; each call reads anew. */
  pages(): AsyncIterable<readonly Row[]>;
}

const PAGE = 100;

/** Rows that come one by one, as pages. */
export async function* inPages(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let page: Row[] = [];
  for await (const row of rows) {
    page.push(row);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** CSV with headings, in chunks; what a spreadsheet would take for a formula is disarmed in typed text, and only there. */
export function tableCsv(table: Table, locale: Locale, bom: boolean): AsyncGenerator<string> {
  const fields = table.columns.map((column) => remembering(csvWriter(column, locale)));
  return written(table, `${bom ? '\uFEFF' : ''}${csvRecord(table.columns.map((c) => c.header))}`, (row) => {
    let record = '';
    for (let i = 0; i < fields.length; i++) record += (i === 0 ? '' : ',') + (fields[i] as CellWriter)(row[i] ?? null);
    return `${record}\r\n`;
  });
}

/** JSON Lines, in chunks: an object a row; cells without a value are left out, counts are numbers, what is true or false is so, money and weights are texts. */
export function tableJsonl(table: Table): AsyncGenerator<string> {
  const members = table.columns.map((column) => remembering(jsonWriter(column)));
  return written(table, '', (row) => {
    let object = '';
    for (let i = 0; i < members.length; i++) {
      const member = (members[i] as CellWriter)(row[i] ?? null);
      if (member !== '') object += (object === '' ? '' : ',') + member;
    }
    return `{${object}}\n`;
  });
}

async function* written(table: Table, top: string, write: (row: Row) => string): AsyncGenerator<string> {
  let text = top;
  for await (const page of table.pages()) {
    for (const row of page) {
      text += write(row);
      if (text.length < CHUNK) continue;
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

type CellWriter = (cell: Cell) => string;
type Writer = (cell: string | number) => string;

/** Nothing for an empty cell; and what was written last time while the cell stays the same, as most do from row to row. */
function remembering(write: Writer): CellWriter {
  let last: Cell = null;
  let text = '';
  return (cell) => {
    if (cell === last) return text;
    last = cell;
    return (text = cell === null ? '' : write(cell));
  };
}

/** How the cells of a column are written; numbers and dates never need quotes. */
function csvWriter(column: Column, locale: Locale): Writer {
  const { say } = column;
  if (say) return (cell) => typedField(say(String(cell), []));
  switch (column.type) {
    case 'text':
      return (cell) => typedField(cellText(column, cell));
    case 'words':
    case 'truth':
      // A word that is in no list is one that somebody typed.
      return (cell) => typedField(inWords(column, String(cell), locale));
    case 'code':
      return (cell) => csvField(cellText(column, cell));
    default:
      return (cell) => cellText(column, cell);
  }
}

function jsonWriter(column: Column): Writer {
  const key = `${JSON.stringify(column.key)}:`;
  if (column.type === 'truth') return (cell) => key + String(cell);
  return (cell) => key + JSON.stringify(column.type === 'count' ? cell : cellText(column, cell));
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
