/** Exports statement lines as CSV or JSON Lines (book-format.md section 2). */
import { listSeasons, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import type { StatementLine } from '../domain/settlement/statement-lines';
import { listCooperatives, type CooperativeRow } from '../parties/cooperatives';
import { requireSeason } from '../calendar/seasons';
import { readStatements } from '../settlement/statements.queries';
import { DomainError } from '../domain/errors';
import { csvRecord } from './text';

const COLUMNS = [
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
export interface LinesOptions {
  readonly cooperative?: string;
  readonly season?: string;
  readonly asKnown?: string;
  readonly bom?: boolean;
}

/** CSV: header, then a record a line. */
export async function* linesCsv(reader: Reader, options: LinesOptions): AsyncGenerator<string> {
  if (options.bom) yield '\uFEFF';
  yield csvRecord(COLUMNS);
  for await (const { line, status } of lines(reader, options)) {
    yield csvRecord(COLUMNS.map((c) => (c === 'status' ? status : line[c])));
  }
}

/** JSON Lines: an object a line, with the columns of the CSV as keys. */
export async function* linesJsonl(reader: Reader, options: LinesOptions): AsyncGenerator<string> {
  for await (const { line, status } of lines(reader, options)) yield `${JSON.stringify({ ...line, status })}\n`;
}

/** Cooperatives by code, seasons by start, contracts by number; without a season all closed ones. */
async function* lines(reader: Reader, options: LinesOptions): AsyncGenerator<{ line: StatementLine; status: string }> {
  let found = false;
  const cooperatives = await listCooperatives(reader, options.cooperative);
  if (options.cooperative !== undefined && cooperatives.length === 0)
    throw new DomainError('cooperative_unknown', { cooperative: options.cooperative });
  for (const cooperative of cooperatives) {
    for (const season of await seasonsOf(reader, cooperative, options)) {
      found = true;
      for await (const statement of readStatements(reader, cooperative, season, options.asKnown)) {
        for (const line of statement.lines) yield { line, status: statement.status };
      }
    }
  }
  if (!found && options.season !== undefined)
    throw new DomainError('season_unknown', { season: options.season }, 'season');
}

async function seasonsOf(reader: Reader, cooperative: CooperativeRow, options: LinesOptions): Promise<Season[]> {
  const seasons = (await listSeasons(reader, cooperative.id)).map((s) => asKnownAt(s, options.asKnown));
  if (options.season === undefined) return seasons.filter((s) => s.closed);
  if (options.cooperative !== undefined) return [requireSeason(seasons, options.season)];
  return seasons.filter((s) => s.code === options.season);
}

/** A season that was closed only after the instant was open then. */
function asKnownAt(season: Season, asKnown: string | undefined): Season {
  return asKnown !== undefined && season.closedAt !== null && season.closedAt > asKnown
    ? { ...season, closed: false }
    : season;
}
