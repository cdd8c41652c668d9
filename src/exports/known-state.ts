/** What an audit pack shows: one season of one cooperative, as everything was known at one instant. */
import { requireSeason, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { CooperativeRow } from '../parties/cooperatives';
import { knownHead, knownSeasons, type KnownHead } from './known';
import type { PostingMapping } from '../mapping/mapping.chain';
import { knownMappings, listMappings, mappingInForce, type Mappings } from '../mapping/mappings.queries';

export interface KnownState {
  readonly cooperative: CooperativeRow;
  /** Open when it was closed only later. */
  readonly season: Season;
  readonly head: KnownHead;
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
  const head = await knownHead(reader, cooperative, asKnown);
  if (!head) throw new DomainError('cooperative_unknown', { cooperative: cooperative.code }, 'cooperative');
  const season = requireSeason(await knownSeasons(reader, cooperative, asKnown), seasonCode);
  const all = await listMappings(reader, cooperative);
  const mappings = asKnown === undefined ? all : knownMappings(all, asKnown, head.seq);
  const { madeAt = '' } = mappings.at(-1) ?? {};
  const instant = madeAt > head.at ? madeAt : head.at;
  return { cooperative, season, head, mappings, mapping: mappingInForce(mappings, season), instant };
}
