/** Reads the versions of a cooperative's posting mapping. */
import { JsonSchema } from '../domain/shape/spec';
import type { Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { CooperativeRow } from '../parties/cooperatives';
import { mappingChanges, type MappingChange } from './changes';
import { chainedMapping, PostingMapping } from './mapping.chain';
import { MappedAccount, MappingRule, type MappingContent } from './mapping';
import { PROPOSALS } from './proposals';
import { Shown, type Refer } from '../domain/shape/view';

interface Row {
  readonly version: number;
  readonly after_seq: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
  readonly hash: string;
}

/** At least one version, since the program's proposal always exists. */
export type Mappings = readonly [PostingMapping, ...PostingMapping[]];

/** All versions, oldest first. */
export async function listMappings(reader: Reader, cooperative: CooperativeRow): Promise<Mappings> {
  const rows = await reader.all<Row>(
    'select version, after_seq, made_at, made_by, content, hash from posting_mapping where cooperative_id = ? order by version',
    [cooperative.id],
  );
  const { code, accounting } = cooperative;
  return [
    chainedMapping(code, undefined, { version: 0, afterSeq: 0, content: PROPOSALS[accounting] }),
    ...rows.map((r) => ({
      version: r.version,
      afterSeq: r.after_seq,
      madeAt: r.made_at,
      madeBy: r.made_by,
      content: JSON.parse(r.content) as MappingContent,
      hash: r.hash,
    })),
  ];
}

/** The versions known at an instant: made by then, or before a record that was made by then. */
export function knownMappings(all: Mappings, asKnown: string, headSeq: number): Mappings {
  const [proposal, ...made] = all;
  return [proposal, ...made.filter((m) => (m.madeAt as string) <= asKnown || m.afterSeq < headSeq)];
}

/** The version for a season: if closed, the last one made before the close; otherwise the latest. */
export function mappingInForce(known: Mappings, { closedSeq }: Pick<Season, 'closedSeq'>): PostingMapping {
  return known.filter((m) => closedSeq === null || m.afterSeq < closedSeq).at(-1) ?? known[0];
}

/** The codes of the closed seasons that use each version. */
export function frozenBy(all: Mappings, seasons: readonly Season[]): ReadonlyMap<number, readonly string[]> {
  const frozen = new Map<number, string[]>();
  for (const season of seasons) {
    if (season.closedSeq === null) continue;
    const { version } = mappingInForce(all, season);
    frozen.set(version, [...(frozen.get(version) ?? []), season.code]);
  }
  return frozen;
}

const CHANGES = (refer: Refer): JsonSchema => ({
  type: 'array',
  items: {
    type: 'object',
    required: ['what'],
    properties: {
      what: { type: 'string' },
      ...beforeAndAfter({ oneOf: [{ type: 'string' }, refer(MappedAccount), refer(MappingRule)] }),
    },
    additionalProperties: false,
  },
});
const beforeAndAfter = (schema: JsonSchema): JsonSchema => ({ before: schema, after: schema });

/** A version with its changes from the previous one. */
export class ChangedMapping extends PostingMapping {
  @Shown(CHANGES) readonly changes: readonly MappingChange[];
}

/**
 * @param version as given in the address
 * @throws DomainError mapping_unknown
 */
export function requireMapping(all: Mappings, version: string): ChangedMapping {
  const mapping = all.find((m) => String(m.version) === version);
  if (!mapping) throw new DomainError('mapping_unknown', { version: version.slice(0, 20) }, 'version');
  return withChanges(all, mapping);
}

export function withChanges(all: Mappings, mapping: PostingMapping): ChangedMapping {
  const before = all.find((m) => m.version === mapping.version - 1);
  return { ...mapping, changes: before ? mappingChanges(before.content, mapping.content) : [] };
}
