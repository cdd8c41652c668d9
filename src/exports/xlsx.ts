/** Writes tables as an XLSX workbook in a stream: typed cells, frozen headings, totals as formulas with their values; memory does not grow with the rows. */
import type { Locale } from '../i18n/locale';
import { daysBetween } from '../domain/calendar';
import { DomainError } from '../domain/errors';
import { formatMoney, sumFen } from '../domain/quantity/money';
import { label, type LabelKey } from '../i18n/messages';
import { cellText, inWords, type Cell, type Column, type Row, type Say, type Table } from './table';
import { CHUNK, inChunks } from './text';
import { partsAround, STYLE } from './xlsx-parts';
import { cellLong, escapeXml } from './xml-text';
import { zipped } from './zip';

/** One sheet: its lines of heading stand above the table. */
export interface Sheet {
  readonly name: string;
  readonly heading: readonly string[];
  readonly table: Table;
}

const ROWS_MAX = 1_048_576;
/** The first instant that a ZIP knows: the parts of a workbook carry no time of their own. */
const NO_TIME = '1980-01-01T00:00:00Z';
const LEVEL = 3;
/** Day 0 of spreadsheets. */
const DAY_ZERO = '1899-12-30';
const SIDES: readonly { readonly label: LabelKey; readonly condition: string; readonly sign: 1 | -1 }[] = [
  { label: 'total.positive', condition: '>0', sign: 1 },
  { label: 'total.negative', condition: '<0', sign: -1 },
];
const BEGIN =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>';
const PAGE_SETUP = '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>';
/** The parts of a page's head and foot: a spreadsheet takes no more than 255 characters of all of them. */
const PAPER_WIDTH_MAX = 110;

/**
 * The bytes of the workbook; `at` is the only time in it.
 *
 * @throws DomainError too_many_rows when a sheet cannot hold them
 */
export function workbook(sheets: readonly Sheet[], locale: Locale, at: string): AsyncGenerator<Buffer> {
  const parts = [
    ...partsAround(
      sheets.map((s) => ({ name: s.name, headerRow: headerRow(s) })),
      at,
    ),
    ...sheets.map((sheet, i) => ({
      path: `xl/worksheets/sheet${i + 1}.xml`,
      content: () => inChunks(sheetXml(sheet, locale)),
    })),
  ];
  return zipped(NO_TIME, parts, undefined, LEVEL);
}

function headerRow(sheet: Sheet): number {
  return sheet.heading.length + 1;
}

async function* sheetXml(sheet: Sheet, locale: Locale): AsyncGenerator<string> {
  const { columns, totals } = sheet.table;
  const cells = columns.map((column, i) => cellWriter(column, columnName(i), locale));
  const sums = new Sums(columns);
  const top = headerRow(sheet);
  yield `${BEGIN}${view(top)}${widths(columns)}<sheetData>`;
  for (const [i, line] of sheet.heading.entries()) yield rowXml(i + 1, textCell(`A${i + 1}`, STYLE.title, line));
  const headers = columns.map((c, i) =>
    textCell(`${columnName(i)}${top}`, STYLE.header, c.inSheets?.header ?? c.header),
  );
  yield `<row r="${top}" ht="32" customHeight="1">${headers.join('')}</row>`;
  let n = top;
  let text = '';
  for await (const page of sheet.table.pages()) {
    if (n + page.length > ROWS_MAX - SIDES.length) throw new DomainError('too_many_rows', { most: ROWS_MAX });
    for (const row of page) {
      n += 1;
      let xml = `<row r="${n}">`;
      for (let i = 0; i < cells.length; i++) xml += cells[i]?.(row[i] ?? null, n, row) ?? '';
      text += `${xml}</row>`;
      sums.add(row);
      if (text.length < CHUNK) continue;
      yield text;
      text = '';
    }
  }
  yield text;
  if (n > top) yield* totalRows(sums, totals === 'sides' ? SIDES : [undefined], top + 1, n, locale);
  yield `</sheetData><autoFilter ref="A${top}:${columnName(columns.length - 1)}${n}"/>${PAGE_SETUP}${onPaper(sheet)}</worksheet>`;
}

/** What is added up while the rows go by: the values that stand beside the formulas. */
class Sums {
  private readonly positive: number[];
  private readonly negative: number[];
  private readonly at: readonly number[];

  constructor(readonly columns: readonly Column[]) {
    this.at = columns.flatMap((c, i) => (c.total ? [i] : []));
    this.positive = columns.map(() => 0);
    this.negative = columns.map(() => 0);
  }

  get isEmpty(): boolean {
    return this.at.length === 0;
  }

  add(row: Row): void {
    for (const i of this.at) {
      const value = row[i];
      if (typeof value !== 'number') continue;
      const side = value < 0 ? this.negative : this.positive;
      side[i] = sumFen([side[i] as number, value]);
    }
  }

  of(column: number, sign: 1 | -1 | undefined): number {
    const [up, down] = [this.positive[column] as number, this.negative[column] as number];
    return sign === undefined ? up + down : sign > 0 ? up : down;
  }
}

function* totalRows(
  sums: Sums,
  sides: readonly ((typeof SIDES)[number] | undefined)[],
  first: number,
  last: number,
  locale: Locale,
): Generator<string> {
  if (sums.isEmpty) return;
  for (const [i, side] of sides.entries()) {
    const n = last + 1 + i;
    const cells = sums.columns.map((column, c) => {
      const name = columnName(c);
      if (c === 0) return textCell(`A${n}`, STYLE.totalText, label(locale, side?.label ?? 'total.all'));
      if (!column.total) return `<c r="${name}${n}" s="${STYLE.totalText}"/>`;
      const range = `${name}${first}:${name}${last}`;
      const sum = side ? `SUMIF(${range},"${side.condition}")` : `SUM(${range})`;
      const { style, decimals } = NUMBERS[column.type as keyof typeof NUMBERS];
      const value = cellText(column, sums.of(c, side?.sign));
      // Added in binary fractions the fen would drift: the formula says to which decimal it holds.
      return `<c r="${name}${n}" s="${style}"><f>${escapeXml(`ROUND(${sum},${decimals})`)}</f><v>${value}</v></c>`;
    });
    yield rowXml(n, cells.join(''));
  }
}

const NUMBERS = {
  count: { style: STYLE.totalCount, decimals: 0 },
  money: { style: STYLE.totalMoney, decimals: 2 },
  weight: { style: STYLE.totalWeight, decimals: 3 },
} as const;

type CellWriter = (cell: Cell, row: number, whole: Row) => string;

/** How the cells of a column are written; nothing for an empty one. */
function cellWriter(column: Column, name: string, locale: Locale): CellWriter {
  const number =
    (style: number, text: (cell: number) => string): CellWriter =>
    (cell, n) =>
      typeof cell === 'number' ? `<c r="${name}${n}" s="${style}"><v>${text(cell)}</v></c>` : '';
  const text =
    (words: Say): CellWriter =>
    (cell, n, row) =>
      cell === null || cell === '' ? '' : textCell(`${name}${n}`, STYLE.text, words(String(cell), row));
  const say = column.inSheets?.say ?? column.say;
  if (say) return text(say);
  switch (column.type) {
    case 'count':
      return number(STYLE.count, String);
    case 'money':
      return number(STYLE.money, formatMoney);
    case 'weight':
      return number(STYLE.weight, (grams) => cellText(column, grams));
    case 'date':
      return (cell, n) =>
        cell === null ? '' : `<c r="${name}${n}" s="${STYLE.date}"><v>${daysBetween(DAY_ZERO, String(cell))}</v></c>`;
    case 'decimal':
      return (cell, n) =>
        cell === null
          ? ''
          : `<c r="${name}${n}" s="${String(cell).includes('.') ? STYLE.money : STYLE.count}"><v>${cell}</v></c>`;
    case 'words':
    case 'truth':
      return text((codes) => inWords(column, codes, locale));
    default:
      return text((value) => value);
  }
}

/** Stored as text, so that nothing in it is ever taken for a formula. */
function textCell(ref: string, style: number, whole: string): string {
  return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cellLong(whole))}</t></is></c>`;
}

/** Head and foot of every printed page: what it is and of which days, the head of the chain, the page. */
function onPaper({ heading: [title = '', period = '', chain = ''] }: Sheet): string {
  // The space keeps digits from being read as a size of letters.
  const part = (side: string, line: string): string =>
    `&${side} ${[...line].slice(0, PAPER_WIDTH_MAX).join('').replaceAll('&', '&&')}`;
  const head = escapeXml(part('L', title) + part('R', period));
  const foot = escapeXml(`${part('L', chain)}&R&P / &N`);
  return `<headerFooter><oddHeader>${head}</oddHeader><oddFooter>${foot}</oddFooter></headerFooter>`;
}

function rowXml(n: number, cells: string): string {
  return `<row r="${n}">${cells}</row>`;
}

function view(top: number): string {
  return `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${top}" topLeftCell="A${top + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`;
}

/** Narrow, since headings wrap and the sheet is printed on A4; what needs more has its own. */
const WIDTHS = {
  text: 20,
  code: 13,
  words: 11,
  truth: 11,
  date: 11,
  count: 9,
  money: 12,
  weight: 12,
  decimal: 12,
} as const;
const WIDTHS_OF: Readonly<Record<string, number>> = {
  household: 9,
  contract: 15,
  householdName: 12,
  statement: 26,
  status: 16,
  account: 34,
  recordedAt: 25,
  sha256: 20,
};

function widths(columns: readonly Column[]): string {
  const cols = columns.map((c, i) => {
    const width = WIDTHS_OF[c.key] ?? WIDTHS[c.type];
    return `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`;
  });
  return `<cols>${cols.join('')}</cols>`;
}

/** 0 -> A, 25 -> Z, 26 -> AA. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
