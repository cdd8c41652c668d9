/** Exports statement lines as CSV or JSON Lines (book-format.md section 2). */
import type { Reader } from '../database/tx';
import type { StatementLine } from '../domain/settlement/statement-lines';
import { readStatements } from '../settlement/statements.queries';
import { selectedSeasons, type Selection } from './known';
import { csvRecord } from './text';

export const LINE_COLUMNS = [
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

/** Which lines. */
export interface LinesOptions extends Selection {
  readonly bom?: boolean;
}

/** CSV: header, then a record a line. */
export async function* linesCsv(reader: Reader, options: LinesOptions): AsyncGenerator<string> {
  if (options.bom) yield '\uFEFF';
  yield csvRecord(LINE_COLUMNS);
  for await (const { line, status } of lines(reader, options)) {
    yield csvRecord(LINE_COLUMNS.map((c) => (c === 'status' ? status : line[c])));
  }
}

/** JSON Lines: an object a line, with the columns of the CSV as keys. */
export async function* linesJsonl(reader: Reader, options: LinesOptions): AsyncGenerator<string> {
  for await (const { line, status } of lines(reader, options)) yield `${JSON.stringify({ ...line, status })}\n`;
}

/** Cooperatives by code, seasons by start, contracts by number; without a season all closed ones. */
async function* lines(reader: Reader, options: LinesOptions): AsyncGenerator<{ line: StatementLine; status: string }> {
  for (const { cooperative, season } of await selectedSeasons(reader, options)) {
    for await (const statement of readStatements(reader, cooperative, season, options.asKnown)) {
      for (const line of statement.lines) yield { line, status: statement.status };
    }
  }
}
