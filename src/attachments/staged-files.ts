/** Files on disk while a unit of work decides about them: their rows are written first; they get their names when everything else has succeeded. */
import { auditIn, type Origin } from '../audit/audit';
import type { ContractRow } from '../contracts/contracts';
import type { Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { attachmentTrail, findAttachment, type AttachmentRow } from './attachments.queries';
import type { StagedFile } from './file-store';

/** Photos and papers of one event. */
export const MAX_FILES_AN_EVENT = 10;

/** A staged file with the content of its row. */
export interface Entry extends Pick<AttachmentRow, 'type' | 'bytes' | 'name'> {
  readonly file: StagedFile;
}

/** The result for a file: `same` existed already, perhaps with another name or event. */
export interface KeptFile {
  readonly written: Written;
  readonly row: AttachmentRow;
}

export class StagedFiles {
  constructor(private readonly entries: readonly Entry[]) {}

  /** Each file once, in the order of the upload. */
  get hashes(): readonly string[] {
    return [...new Set(this.entries.map(({ file }) => file.sha256))];
  }

  /**
   * Writes the rows of the files, under a contract.
   *
   * @throws DomainError attachment_limit at `files`
   */
  async enter(unit: BookTransaction, contract: ContractRow, origin: Origin, event?: string): Promise<KeptFile[]> {
    const kept: KeptFile[] = [];
    for (const entry of this.entries) kept.push(await enterOne(unit, contract, origin, event, entry));
    return kept;
  }

  /** Gives the files their names: the last thing to do in the transaction that has written their rows. */
  async settle(): Promise<void> {
    for (const { file } of this.entries) await file.keep();
  }
}

async function enterOne(
  unit: BookTransaction,
  contract: ContractRow,
  origin: Origin,
  event: string | undefined,
  { file: { sha256 }, type, bytes, name }: Entry,
): Promise<KeptFile> {
  const { tx, cooperative, now } = unit;
  const known = await findAttachment(tx, cooperative.id, contract.id, sha256);
  if (known) return { written: 'same', row: known };
  const key = { cooperative_id: cooperative.id, contract_id: contract.id };
  if (event !== undefined) await requireRoom(tx, key, event);
  const row: AttachmentRow = {
    sha256,
    event_id: event ?? null,
    type,
    bytes,
    name,
    added_at: now,
    added_by: origin.actor,
  };
  const values = [...Object.values(key), ...(Object.values(row) as (string | number | null)[])];
  await tx.insertMany('attachment', [...Object.keys(key), ...Object.keys(row)], [values]);
  const after = attachmentTrail(row);
  await auditIn(unit, origin, { action: 'attachment_added', subject: contract.number, after });
  return { written: 'new', row };
}

async function requireRoom(
  tx: Tx,
  key: { readonly cooperative_id: number; readonly contract_id: number },
  event: string,
): Promise<void> {
  const count = await tx.get<{ n: number }>(
    'select count(*) as n from attachment where cooperative_id = ? and contract_id = ? and event_id = ?',
    [key.cooperative_id, key.contract_id, event],
  );
  if (count && count.n >= MAX_FILES_AN_EVENT)
    throw new DomainError('attachment_limit', { max: MAX_FILES_AN_EVENT }, 'files');
}
