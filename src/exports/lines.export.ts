/** The lines of statements as a table (docs/book-format.md section 2). */
import { optional } from '../common/objects';
import type { Locale } from '../i18n/locale';
import type { Reader } from '../database/tx';
import { label, labelOr } from '../i18n/messages';
import { readStatements } from '../statements/statements.queries';
import type { KnownSeason } from './known';
import type { Row, Say, Table } from './table';
import { subjectInWords } from './subject-words';

const LINE_COLUMNS = [
  'cooperative',
  'season',
  'statement',
  'contract',
  'household',
  'section',
  'subject',
  'line',
  'quantity',
  'unit',
  'status',
] as const;

/** One row a line: cooperatives by code, seasons by start, contracts by number. Codes, but words in workbooks. */
export function linesTable(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
  locale: Locale,
): Table {
  const section = LINE_COLUMNS.indexOf('section');
  const cells: Partial<Record<(typeof LINE_COLUMNS)[number], Say>> = {
    section: (code) => labelOr(locale, `section.${code}`, code),
    subject: (code) => subjectInWords(locale, code),
    line: (code, row) => labelOr(locale, `line.${String(row[section])}.${code}`, code),
    unit: (code) => labelOr(locale, `unit.${code}`, code),
    status: (code) => labelOr(locale, `status.${code}`, code),
  };
  return {
    columns: LINE_COLUMNS.map((key) => ({
      key,
      header: key,
      type: key === 'quantity' ? 'decimal' : 'code',
      inSheets: {
        header: label(locale, key === 'subject' ? 'column.lineSubject' : `column.${key}`),
        ...optional('say', cells[key] ?? null),
      },
    })),
    totals: 'sum',
    pages: () => linePages(reader, selected, asKnown),
  };
}

/** A page is a statement. */
async function* linePages(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
): AsyncGenerator<Row[]> {
  for (const { cooperative, season } of selected) {
    for await (const { lines, status } of readStatements(reader, cooperative, season, asKnown))
      yield lines.map((line) => LINE_COLUMNS.map((key) => (key === 'status' ? status : line[key])));
  }
}
