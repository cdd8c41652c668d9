/** The photos and papers of a pack: those of its season, and of the contracts themselves. */
import { contractFiles, type ContractFile } from '../../attachments/attachments.queries';
import type { FileStore } from '../../attachments/file-store';
import { extensionOf } from '../../attachments/file-types';
import type { Reader } from '../../database/tx';
import { DomainError } from '../../domain/errors';
import { isHash } from '../../domain/shape/check';
import type { KnownState } from '../known-state';
import type { PackedFile } from '../zip';

/** A line of `attachments.jsonl`. */
export interface PackedAttachment {
  readonly contract: string;
  readonly sha256: string;
  /** The records of the season that name it. */
  readonly named?: readonly number[];
  /** Where it stands in the pack; without it, why not: it was never put in here, or what was put in is gone or another. */
  readonly file?: string;
  readonly absent?: string;
  readonly event?: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly name?: string;
  readonly addedAt?: string;
  readonly addedBy?: string;
}

const keyOf = (contract: string, sha256: string): string => `${contract} ${sha256}`;

/**
 * Every file that the season's events, steps and signatures name or that was added to one of its events, and those that belong to a contract
 * as a whole; by contract and hash. Each is read, so that none is promised that is not there.
 *
 * @param asKnown everything that is there when absent
 */
export async function packedAttachments(
  reader: Reader,
  store: FileStore,
  state: KnownState,
  asKnown: string | undefined,
): Promise<PackedAttachment[]> {
  const { cooperative, season, head } = state;
  const named = await namedIn(reader, state);
  const files = await contractFiles(reader, cooperative.id, { head: head.seq, asKnown });
  const rows: PackedAttachment[] = [];
  for (const file of files) {
    const key = keyOf(file.contract, file.sha256);
    const seqs = named.get(key);
    named.delete(key);
    if (seqs === undefined && !isOfAny(file, season.id)) continue;
    rows.push({
      contract: file.contract,
      sha256: file.sha256,
      ...(seqs === undefined ? {} : { named: seqs }),
      ...(await placeOf(store, file)),
      ...(file.event_id === null ? {} : { event: file.event_id }),
      type: file.type,
      bytes: file.bytes,
      name: file.name,
      addedAt: file.added_at,
      addedBy: file.added_by,
    });
  }
  for (const [key, seqs] of named) {
    const [contract = '', sha256 = ''] = key.split(' ');
    rows.push({ contract, sha256, named: seqs, absent: 'unknown' });
  }
  const order = (row: PackedAttachment): string => keyOf(row.contract, row.sha256);
  return rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Each once, whichever contracts it is kept with. Photos are packed as they are: they do not get smaller. */
export function attachmentFiles(store: FileStore, rows: readonly PackedAttachment[]): PackedFile[] {
  const files = new Map(rows.flatMap(({ file, sha256 }) => (file === undefined ? [] : [[file, sha256] as const])));
  return [...files].map(([path, sha256]) => ({ path, isStored: true, content: () => readOne(store, sha256) }));
}

async function* readOne(store: FileStore, sha256: string): AsyncGenerator<Uint8Array> {
  yield await store.read(sha256);
}

/** What is of another season is in the pack of that one. */
function isOfAny({ event_season }: ContractFile, seasonId: number): boolean {
  return event_season === null || event_season === seasonId;
}

async function placeOf(
  store: FileStore,
  { sha256, type }: ContractFile,
): Promise<Pick<PackedAttachment, 'file' | 'absent'>> {
  try {
    await store.read(sha256);
    return { file: `attachments/${sha256}.${extensionOf(type)}` };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'attachment_damaged')
      return { absent: String(error.details['reason']) };
    throw error;
  }
}

/** The files that records of the season name, with the records. */
async function namedIn(reader: Reader, { cooperative, season, head }: KnownState): Promise<Map<string, number[]>> {
  const named = new Map<string, number[]>();
  const sql = `select seq, line from book_record where cooperative_id = ? and season_id = ? and seq <= ?
    and type in ('event', 'statement', 'signature') and (line like '%"evidence":%' or line like '%"attachment":%') order by seq`;
  for await (const row of reader.iterate<{ seq: number; line: string }>(sql, [cooperative.id, season.id, head.seq])) {
    const {
      contract,
      evidence = [],
      attachment,
    } = JSON.parse(row.line) as {
      readonly contract: string;
      readonly evidence?: readonly string[];
      readonly attachment?: string;
    };
    for (const hash of [...evidence, attachment ?? '']) {
      // Evidence may also be any other name.
      if (!isHash(hash)) continue;
      const key = keyOf(contract, hash);
      named.set(key, [...(named.get(key) ?? []), row.seq]);
    }
  }
  return named;
}
