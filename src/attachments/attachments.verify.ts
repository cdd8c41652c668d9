/** Finds files that are missing or altered, and rows that differ from the audit trail. */
import { auditEntriesOf } from '../audit/audit.queries';
import type { Run } from '../common/progress';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { attachmentTrail, contractFiles, type ContractFile } from './attachments.queries';
import type { FileStore } from './file-store';
import { fileTypeOf } from './file-types';

/** What the trail says of a new file. Older rows have no names and events. */
interface Addition {
  readonly sha256?: string;
  readonly nameSha256?: string;
}

/** Files and their rows. */
export const filesCheck = firstFault('files', ['attachment'], filesFault);

async function filesFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { files: store, run }: { readonly files: FileStore; readonly run: Run },
): Promise<VerifyFault | undefined> {
  const rows = await contractFiles(reader, cooperative.id, { head: cooperative.head_seq });
  const wrong = (what: string): VerifyFault => ({ seq: cooperative.head_seq, code: 'attachment_damaged', what });
  const audited = await additionsOf(reader, cooperative);
  for (const row of rows) {
    run.signal.throwIfAborted();
    const about = `${row.name} (${row.sha256})`;
    const key = keyOf(row.contract, row.sha256, row.added_at, row.added_by);
    const entry = audited.get(key);
    if (!audited.delete(key) || !entry) return wrong(`${about} is not with ${row.contract} as it was added`);
    if (entry.nameSha256 !== undefined && canonicalJson(entry) !== canonicalJson(attachmentTrail(row)))
      return wrong(`${about} was added under another name, or to another event`);
    const what = await faultOf(store, row);
    if (what !== undefined) return wrong(`${about} ${what}`);
  }
  const [left] = audited.keys();
  return left === undefined ? undefined : wrong(`the row of a file that was added is missing: ${left}`);
}

/** The files added according to the trail, by key. */
async function additionsOf(reader: Reader, { id }: CooperativeRow): Promise<Map<string, Addition>> {
  const additions = new Map<string, Addition>();
  for await (const { subject, at, actor, ...audited } of auditEntriesOf(reader, id, ['attachment_added'])) {
    const entry = audited.said as Addition;
    additions.set(keyOf(subject, entry.sha256 ?? '?', at, actor), entry);
  }
  return additions;
}

const keyOf = (contract: string, sha256: string, at: string, by: string): string =>
  [contract, sha256, at, by].join(' ');

async function faultOf(store: FileStore, { sha256, bytes, type }: ContractFile): Promise<string | undefined> {
  try {
    const found = await store.read(sha256);
    if (found.length !== bytes) return `has ${found.length} bytes, not ${bytes}`;
    return fileTypeOf(found)?.type === type ? undefined : `is not of type ${type}`;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'attachment_damaged') return String(error.details['reason']);
    throw error;
  }
}
