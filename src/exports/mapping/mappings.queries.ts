/** Reads the versions of a cooperative's posting mapping. */
import type { Season } from '../../calendar/seasons';
import type { Reader } from '../../database/tx';
import type { CooperativeRow } from '../../parties/cooperatives';
import type { MappingContent } from './mapping';
import { PROPOSALS } from './proposals';

/** One version. The program's own proposal is version 0, which nobody made. */
export interface PostingMapping {
  readonly version: number;
  /** The chain's last record when it was made. */
  readonly afterSeq: number;
  readonly madeAt?: string;
  readonly madeBy?: string;
  readonly content: MappingContent;
}

interface Row {
  readonly version: number;
  readonly after_seq: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
}

/** All versions, oldest first. */
export async function listMappings(reader: Reader, cooperative: CooperativeRow): Promise<PostingMapping[]> {
  const rows = await reader.all<Row>(
    'select version, after_seq, made_at, made_by, content from posting_mapping where cooperative_id = ? order by version',
    [cooperative.id],
  );
  return [
    { version: 0, afterSeq: 0, content: PROPOSALS[cooperative.accounting] },
    ...rows.map((r) => ({
      version: r.version,
      afterSeq: r.after_seq,
      madeAt: r.made_at,
      madeBy: r.made_by,
      content: JSON.parse(r.content) as MappingContent,
    })),
  ];
}

/** The version that a season is booked with: closed, the last one made before it was closed; open, the last one. */
export async function mappingInForce(
  reader: Reader,
  cooperative: CooperativeRow,
  { closedSeq }: Pick<Season, 'closedSeq'>,
  asKnown?: string,
): Promise<PostingMapping> {
  const inForce = (await listMappings(reader, cooperative)).filter((m) =>
    closedSeq !== null
      ? m.afterSeq < closedSeq
      : m.madeAt === undefined || asKnown === undefined || m.madeAt <= asKnown,
  );
  return inForce.at(-1) as PostingMapping;
}
