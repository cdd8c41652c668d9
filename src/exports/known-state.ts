/** What an audit pack shows: one season of one cooperative, as everything was known at one instant. */
import { listSeasons, requireSeason, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { CooperativeRow } from '../parties/cooperatives';
import type { PostingMapping } from '../mapping/mapping.chain';
import { knownMappings, listMappings, mappingInForce, type Mappings } from '../mapping/mappings.queries';

/** The head of the chain at the instant. */
export interface KnownStateHead {
  readonly seq: number;
  readonly hash: string;
  readonly recordedAt: string;
}

export interface KnownState {
  readonly cooperative: CooperativeRow;
  /** Open when it was closed only later. */
  readonly season: Season;
  readonly head: KnownStateHead;
  /** The versions of the posting mapping that were known, and the one that the season is booked with. */
  readonly mappings: Mappings;
  readonly mapping: PostingMapping;
  /** The last moment, up to the one asked for, at which anything of this changed: until the next change it stays the same. */
  readonly instant: string;
}

/**
 * @param asKnown the present state when absent
 * @throws DomainError cooperative_unknown or season_unknown when it was not recorded by then
 */
export async function knownState(
  reader: Reader,
  cooperative: CooperativeRow,
  seasonCode: string,
  asKnown?: string,
): Promise<KnownState> {
  const head = await headAt(reader, cooperative, asKnown);
  const season = requireSeason(await knownSeasons(reader, cooperative, head), seasonCode);
  const all = await listMappings(reader, cooperative);
  const mappings = asKnown === undefined ? all : knownMappings(all, asKnown, head.seq);
  const { madeAt = '' } = mappings.at(-1) ?? {};
  const instant = madeAt > head.recordedAt ? madeAt : head.recordedAt;
  return { cooperative, season, head, mappings, mapping: mappingInForce(mappings, season), instant };
}

async function headAt(reader: Reader, cooperative: CooperativeRow, asKnown?: string): Promise<KnownStateHead> {
  const row = await reader.get<{ seq: number; hash: string; recorded_at: string }>(
    `select seq, hash, recorded_at from book_record where cooperative_id = ? ${asKnown === undefined ? '' : 'and recorded_at <= ?'}
     order by seq desc limit 1`,
    [cooperative.id, ...(asKnown === undefined ? [] : [asKnown])],
  );
  if (!row) throw new DomainError('cooperative_unknown', { cooperative: cooperative.code }, 'cooperative');
  return { seq: row.seq, hash: row.hash, recordedAt: row.recorded_at };
}

async function knownSeasons(reader: Reader, cooperative: CooperativeRow, head: KnownStateHead): Promise<Season[]> {
  const rows = await reader.all<{ line: string }>(
    `select line from book_record where cooperative_id = ? and type = 'season' and seq <= ?`,
    [cooperative.id, head.seq],
  );
  const known = new Set(rows.map((r) => (JSON.parse(r.line) as { code: string }).code));
  return (await listSeasons(reader, cooperative.id))
    .filter((s) => known.has(s.code))
    .map((s) =>
      s.closedSeq !== null && s.closedSeq > head.seq ? { ...s, closed: false, closedSeq: null, closedAt: null } : s,
    );
}
