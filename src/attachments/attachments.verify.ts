/** Reads every file that a book names, and says which is missing or was altered. */
import type { Run } from '../common/progress';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { Fault } from '../journal/chain.verify';
import type { CooperativeRow } from '../parties/cooperatives';
import type { FileStore } from './file-store';

export async function filesFault(
  reader: Reader,
  cooperative: CooperativeRow,
  store: FileStore,
  run: Run,
): Promise<Fault | undefined> {
  const rows = await reader.all<{ sha256: string; bytes: number; name: string }>(
    'select distinct sha256, bytes, name from attachment where cooperative_id = ? order by sha256',
    [cooperative.id],
  );
  for (const { sha256, bytes, name } of rows) {
    run.signal.throwIfAborted();
    const what = await faultOf(store, sha256, bytes);
    if (what !== undefined)
      return { seq: cooperative.head_seq, code: 'attachment_damaged', what: `${name} (${sha256}) ${what}` };
  }
  return undefined;
}

async function faultOf(store: FileStore, sha256: string, bytes: number): Promise<string | undefined> {
  try {
    const found = await store.read(sha256);
    return found.length === bytes ? undefined : `has ${found.length} bytes, not ${bytes}`;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'attachment_damaged') return String(error.details['reason']);
    throw error;
  }
}
