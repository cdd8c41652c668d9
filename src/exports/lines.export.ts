/** The lines of statements as a table (book-format.md section 2). */
import type { Reader } from '../database/tx';
import { readStatements } from '../settlement/statements.queries';
import type { KnownSeason } from './known';
import type { Row, Table } from './table';

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

/** One row a line: cooperatives by code, seasons by start, contracts by number. */
export function linesTable(reader: Reader, selected: readonly KnownSeason[], asKnown: string | undefined): Table {
  return {
    columns: LINE_COLUMNS.map((key) => ({ key, header: key, type: key === 'quantity' ? 'decimal' : 'code' })),
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
