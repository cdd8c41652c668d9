/** Reads which files are kept with a contract. */
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';

/** A row of `attachment`. */
export interface AttachmentRow {
  readonly sha256: string;
  readonly event_id: string | null;
  readonly type: string;
  readonly bytes: number;
  readonly name: string;
  readonly added_at: string;
  readonly added_by: string;
}

const COLUMNS = 'sha256, event_id, type, bytes, name, added_at, added_by';

/** The files of a contract, oldest first. */
export async function listAttachments(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
): Promise<AttachmentRow[]> {
  return reader.all<AttachmentRow>(
    `select ${COLUMNS} from attachment where cooperative_id = ? and contract_id = ? order by added_at, sha256`,
    [cooperativeId, contractId],
  );
}

export async function findAttachment(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  sha256: string,
): Promise<AttachmentRow | undefined> {
  return reader.get<AttachmentRow>(
    `select ${COLUMNS} from attachment where cooperative_id = ? and contract_id = ? and sha256 = ?`,
    [cooperativeId, contractId, sha256],
  );
}

/** @throws DomainError attachment_unknown at `attachment` */
export async function requireAttachment(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  sha256: string,
): Promise<AttachmentRow> {
  const row = await findAttachment(reader, cooperativeId, contractId, sha256);
  if (!row) throw new DomainError('attachment_unknown', {}, 'attachment');
  return row;
}
