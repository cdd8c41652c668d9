/** Checks the versions of a cooperative's posting mapping: their chain, the audit trail, and anchors from outside. */
import { auditEntriesOf } from '../audit/audit.queries';
import type { Reader } from '../database/tx';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { chainedMapping, type PostingMapping } from './mapping.chain';
import { listMappings, type Mappings } from './mappings.queries';
import { MAPPING_CHANGED } from './mapping.service';

/** A version known from outside: from the manifest of an older pack, or from the audit trail. */
export interface MappingAnchor {
  readonly version: number;
  readonly hash: string;
}

/** Versions of the posting mapping. */
export const mappingCheck = firstFault('mapping', ['posting_mapping'], mappingFault);

async function mappingFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { anchors }: { readonly anchors: readonly { readonly mapping?: MappingAnchor }[] },
): Promise<VerifyFault | undefined> {
  const versions = await listMappings(reader, cooperative);
  const what =
    brokenIn(cooperative, versions) ??
    missingIn(
      versions,
      anchors.flatMap(({ mapping }) => mapping ?? []),
      'the anchor',
    ) ??
    notInTrail(versions, await trailOf(reader, cooperative));
  return what === undefined ? undefined : { seq: cooperative.head_seq, code: 'chain_broken', what };
}

function brokenIn({ code, head_seq: headSeq }: CooperativeRow, versions: Mappings): string | undefined {
  let last: PostingMapping = versions[0];
  for (const m of versions.slice(1)) {
    const which = `posting mapping, version ${last.version + 1}`;
    if (m.version !== last.version + 1) return `${which} is missing`;
    if (chainedMapping(code, last.hash, m).hash !== m.hash) return `${which} was changed, or does not follow the one before`;
    if (m.afterSeq < last.afterSeq || (m.madeAt as string) < (last.madeAt ?? '')) return `${which} was made before the one before it`;
    if (m.afterSeq > headSeq) return `${which} was made after a record that is missing`;
    last = m;
  } // prettier-ignore
  return undefined;
}

function missingIn(versions: Mappings, anchors: readonly MappingAnchor[], whose: string): string | undefined {
  const wrong = anchors.find((a) => versions.find((m) => m.version === a.version)?.hash !== a.hash);
  return wrong && `posting mapping, version ${wrong.version} is not the one that ${whose} names`;
}

/** The trail has a row for every version, so that cutting off or adding one requires forging the trail too. */
function notInTrail(versions: Mappings, trail: readonly MappingAnchor[]): string | undefined {
  const named = new Map(trail.map((a) => [a.version, a.hash]));
  const unnamed = versions.slice(1).find((m) => named.get(m.version) !== m.hash);
  if (unnamed) return `posting mapping, version ${unnamed.version} is not in the audit trail`;
  return missingIn(versions, trail, 'the audit trail');
}

async function trailOf(reader: Reader, { id }: CooperativeRow): Promise<MappingAnchor[]> {
  const changes: MappingAnchor[] = [];
  for await (const { said } of auditEntriesOf(reader, id, [MAPPING_CHANGED])) changes.push(said as MappingAnchor);
  return changes;
}
