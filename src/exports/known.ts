/** What the book was at an instant: who was in it, which seasons, and the head of its chain. */
import { listSeasons, seasonUnknown, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { listCooperatives, type CooperativeRow } from '../parties/cooperatives';
import { theOnly } from './only-cooperative';

/** What is exported, and as known when: as now when absent. */
export interface Selection {
  readonly cooperative?: string;
  readonly season?: string;
  readonly asKnown?: string;
}

/** The last record of a cooperative's chain. */
export interface KnownHead {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** A cooperative as it was known: its chain up to the instant. */
export interface KnownCooperative {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly head: KnownHead;
}

/** Days of a cooperative's book. */
export interface Period {
  readonly cooperative: KnownCooperative;
  readonly from: string;
  readonly to: string;
}

/** A season of a cooperative. */
export interface KnownSeason extends Period {
  readonly season: Season;
}

/**
 * The cooperatives that were in the book, by code.
 *
 * @throws DomainError cooperative_unknown
 */
export async function knownCooperatives(reader: Reader, which: Selection): Promise<KnownCooperative[]> {
  const known: KnownCooperative[] = [];
  for (const row of await listCooperatives(reader, which.cooperative)) {
    const head = await knownHead(reader, row, which.asKnown);
    if (head) known.push({ id: row.id, code: row.code, name: row.name, head });
  }
  if (which.cooperative !== undefined && known.length === 0)
    throw new DomainError('cooperative_unknown', { cooperative: which.cooperative }, 'cooperative');
  return known;
}

/** @throws DomainError cooperative_unknown, book_empty, several_cooperatives */
export async function onlyCooperative(reader: Reader, which: Selection): Promise<KnownCooperative> {
  return theOnly(await knownCooperatives(reader, which), which.asKnown);
}

/** Undefined when nothing was recorded by then. */
export async function knownHead(
  reader: Reader,
  row: CooperativeRow,
  asKnown: string | undefined,
): Promise<KnownHead | undefined> {
  if (asKnown === undefined)
    return row.head_at === null ? undefined : { seq: row.head_seq, hash: row.head_hash, at: row.head_at };
  return reader.get(
    `select seq, hash, recorded_at as at from book_record
     where cooperative_id = ? and seq = (select max(seq) from book_record where cooperative_id = ? and recorded_at <= ?)`,
    [row.id, row.id, asKnown],
  );
}

/** The seasons there were, in order; one that was closed only later was open, and nothing says when it was closed. */
export async function knownSeasons(
  reader: Reader,
  cooperative: { readonly id: number },
  asKnown?: string,
): Promise<Season[]> {
  const seasons = await listSeasons(reader, cooperative.id);
  if (asKnown === undefined) return seasons;
  const recorded = await reader.get<{ n: number }>(
    `select count(*) as n from book_record where cooperative_id = ? and type = 'season' and recorded_at <= ?`,
    [cooperative.id, asKnown],
  );
  return seasons
    .slice(0, recorded?.n ?? 0)
    .map((s) =>
      s.closedAt !== null && s.closedAt > asKnown ? { ...s, closed: false, closedSeq: null, closedAt: null } : s,
    );
}

/**
 * The season named, of every cooperative that has it; all closed seasons when none is named. By cooperative and start.
 *
 * @throws DomainError cooperative_unknown, season_unknown
 */
export async function selectedSeasons(reader: Reader, which: Selection): Promise<KnownSeason[]> {
  const selected: KnownSeason[] = [];
  const all: Season[] = [];
  for (const cooperative of await knownCooperatives(reader, which)) {
    const seasons = await knownSeasons(reader, cooperative, which.asKnown);
    all.push(...seasons);
    const wanted = seasons.filter((s) => (which.season === undefined ? s.closed : s.code === which.season));
    selected.push(...wanted.map((season) => inPeriod(cooperative, season)));
  }
  if (which.season !== undefined && selected.length === 0) throw seasonUnknown(which.season, all);
  return selected;
}

/**
 * One season of each cooperative: the one named, else its last closed one, else its first.
 *
 * @throws DomainError cooperative_unknown, season_unknown
 */
export async function latestSeasons(reader: Reader, which: Selection): Promise<KnownSeason[]> {
  if (which.season !== undefined) return selectedSeasons(reader, which);
  const latest: KnownSeason[] = [];
  for (const cooperative of await knownCooperatives(reader, which)) {
    const seasons = await knownSeasons(reader, cooperative, which.asKnown);
    const season = seasons.filter((s) => s.closed).at(-1) ?? seasons[0];
    if (season) latest.push(inPeriod(cooperative, season));
  }
  return latest;
}

/**
 * The season named, or all days from the first season to the last.
 *
 * @throws DomainError cooperative_unknown, season_unknown
 */
export async function selectedPeriods(reader: Reader, which: Selection): Promise<Period[]> {
  if (which.season !== undefined) return selectedSeasons(reader, which);
  const periods: Period[] = [];
  for (const cooperative of await knownCooperatives(reader, which)) {
    const seasons = await knownSeasons(reader, cooperative, which.asKnown);
    const [first, last] = [seasons[0], seasons.at(-1)];
    if (first && last) periods.push({ cooperative, from: first.from, to: last.to });
  }
  return periods;
}

function inPeriod(cooperative: KnownCooperative, season: Season): KnownSeason {
  return { cooperative, season, from: season.from, to: season.to };
}
