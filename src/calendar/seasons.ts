/** Seasons: named, consecutive, without gap or overlap. They are closed in order, which locks them. */
import { optional } from '../common/objects';
import type { SeasonLine } from '../domain/book/lines';
import { addDays, contractYearEnd } from '../domain/calendar';
import { DomainError } from '../domain/errors';
import type { SeasonSpan } from '../domain/recording/booking';
import type { Reader } from '../database/tx';
import type { BookTransaction } from '../journal/transaction';
import { isSameLine, listCooperatives, type CooperativeRow, type Written } from '../parties/cooperatives';

/** A season with everything the calendar knows of it. */
export interface Season extends SeasonSpan {
  readonly name: string | null;
  readonly closedSeq: number | null;
  readonly closedAt: string | null;
}

interface SeasonRow {
  readonly id: number;
  readonly code: string;
  readonly name: string | null;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly closed_seq: number | null;
  readonly closed_at: string | null;
}

/** The longest season: one entered much too long could never be undone. */
const YEARS_MAX = 3;

/** All seasons of a cooperative, in order. */
export async function listSeasons(reader: Reader, cooperativeId: number): Promise<Season[]> {
  const rows = await reader.all<SeasonRow>('select * from season where cooperative_id = ? order by id', [
    cooperativeId,
  ]);
  return rows.map((r) => ({
    id: r.id,
    code: r.code,
    name: r.name,
    from: r.starts_on,
    to: r.ends_on,
    closed: r.closed_seq !== null,
    closedSeq: r.closed_seq,
    closedAt: r.closed_at,
  }));
}

/** @throws DomainError season_unknown */
export function requireSeason(seasons: readonly Season[], code: string): Season {
  const season = seasons.find((s) => s.code === code);
  if (!season) throw seasonUnknown(code, seasons);
  return season;
}

/** The refusal of an unknown season, which lists the known codes, each once. */
export function seasonUnknown(code: string, seasons: readonly Pick<Season, 'code'>[]): DomainError {
  const known = [...new Set(seasons.map((s) => s.code))].join(', ');
  return new DomainError('season_unknown', { season: code, ...(known === '' ? {} : { known }) }, 'season');
}

/**
 * The cooperatives that have a season with this code.
 *
 * @throws DomainError season_unknown when there is none
 */
export async function cooperativesWithSeason(reader: Reader, code: string): Promise<CooperativeRow[]> {
  const found: CooperativeRow[] = [];
  const all: Season[] = [];
  for (const cooperative of await listCooperatives(reader)) {
    const seasons = await listSeasons(reader, cooperative.id);
    all.push(...seasons);
    if (seasons.some((s) => s.code === code)) found.push(cooperative);
  }
  if (found.length === 0) throw seasonUnknown(code, all);
  return found;
}

/**
 * Adds the next season, or accepts a repetition with the same content.
 *
 * @throws DomainError season_order (ends before it begins), season_too_long, season_gap, season_overlap, line_conflict
 */
export async function addSeason(unit: BookTransaction, line: SeasonLine): Promise<Written> {
  const seasons = await listSeasons(unit.tx, unit.cooperative.id);
  const known = seasons.find((s) => s.code === line.code);
  if (known) {
    if (!isSameLine(seasonLine(unit.cooperative.code, known), line))
      throw new DomainError('line_conflict', { code: line.code }, 'code');
    return 'same';
  }
  if (line.to < line.from) throw new DomainError('season_order', { from: line.from, to: line.to }, 'to');
  const latest = contractYearEnd(line.from, YEARS_MAX);
  if (line.to > latest) throw new DomainError('season_too_long', { months: YEARS_MAX * 12, latest }, 'to');
  const last = seasons.at(-1);
  if (last && line.from <= last.to) throw new DomainError('season_overlap', { from: line.from, last: last.to }, 'from');
  if (last && line.from !== addDays(last.to, 1))
    throw new DomainError('season_gap', { from: line.from, expected: addDays(last.to, 1) }, 'from');
  await unit.tx.insertMany(
    'season',
    ['cooperative_id', 'id', 'code', 'name', 'starts_on', 'ends_on', 'closed_seq', 'closed_at'],
    [[unit.cooperative.id, (last?.id ?? 0) + 1, line.code, line.name ?? null, line.from, line.to, null, null]],
  );
  unit.batch.add({ type: 'season', line, recordedAt: unit.now, entries: [] });
  return 'new';
}

/**
 * The season with this code, if it is the next to close.
 *
 * @throws DomainError season_unknown, season_not_open (an earlier one is still open)
 */
export function requireClosable(seasons: readonly Season[], code: string): Season {
  const season = requireSeason(seasons, code);
  const earlier = seasons.find((s) => !s.closed && s.id < season.id);
  if (earlier) throw new DomainError('season_not_open', { season: code, earlier: earlier.code }, 'season');
  return season;
}

/** Locks a season: from then on the database refuses records in it. */
export async function lockSeason(unit: BookTransaction, season: Season, seq: number): Promise<void> {
  await unit.tx.run('update season set closed_seq = ?, closed_at = ? where cooperative_id = ? and id = ?', [
    seq,
    unit.now,
    unit.cooperative.id,
    season.id,
  ]);
}

/** The book line of a season. */
export function seasonLine(cooperative: string, s: Season): SeasonLine {
  return { type: 'season', cooperative, code: s.code, ...optional('name', s.name), from: s.from, to: s.to };
}
