/** Reads every file that a book names, and says which is missing or was altered; and which row is not as the trail tells that it was made. */
import type { Run } from '../common/progress';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { Fault } from '../journal/chain.verify';
import type { CooperativeRow } from '../parties/cooperatives';
import type { FileStore } from './file-store';
import { fileTypeOf } from './file-types';

/** Also out of a trail that somebody changed. */
const SHA256 = /"sha256":"([0-9a-f]{64})"/;

interface Row {
  readonly contract: string;
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
  readonly name: string;
  readonly added_at: string;
  readonly added_by: string;
}

export async function filesFault(
  reader: Reader,
  cooperative: CooperativeRow,
  store: FileStore,
  run: Run,
): Promise<Fault | undefined> {
  const rows = await reader.all<Row>(
    `select c.number as contract, a.sha256, a.type, a.bytes, a.name, a.added_at, a.added_by from attachment a
     join contract c on c.cooperative_id = a.cooperative_id and c.id = a.contract_id
     where a.cooperative_id = ? order by a.sha256`,
    [cooperative.id],
  );
  const wrong = (what: string): Fault => ({ seq: cooperative.head_seq, code: 'attachment_damaged', what });
  const told = await toldOf(reader, cooperative);
  for (const row of rows) {
    run.signal.throwIfAborted();
    const about = `${row.name} (${row.sha256})`;
    if (!told.delete(keyOf(row.contract, row.sha256, row.added_at, row.added_by)))
      return wrong(`${about} is not with ${row.contract} as it was added`);
    const what = await faultOf(store, row);
    if (what !== undefined) return wrong(`${about} ${what}`);
  }
  const [left] = told;
  return left === undefined ? undefined : wrong(`the row of a file that was added is missing: ${left}`);
}

/** The additions that the trail knows. */
async function toldOf(reader: Reader, { id }: CooperativeRow): Promise<Set<string>> {
  const told = await reader.all<{ subject: string; after: string | null; at: string; actor: string }>(
    `select subject, after, at, actor from audit_event where cooperative_id = ? and action = 'attachment_added'`,
    [id],
  );
  return new Set(
    told.map(({ subject, after, at, actor }) => keyOf(subject, SHA256.exec(after ?? '')?.[1] ?? '?', at, actor)),
  );
}

const keyOf = (contract: string, sha256: string, at: string, by: string): string =>
  [contract, sha256, at, by].join(' ');

async function faultOf(store: FileStore, { sha256, bytes, type }: Row): Promise<string | undefined> {
  try {
    const found = await store.read(sha256);
    if (found.length !== bytes) return `has ${found.length} bytes, not ${bytes}`;
    return fileTypeOf(found)?.type === type ? undefined : `is not of type ${type}`;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'attachment_damaged') return String(error.details['reason']);
    throw error;
  }
}
