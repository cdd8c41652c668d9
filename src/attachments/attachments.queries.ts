/** Reads which files are attached to a contract. */
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { sha256 } from '../domain/ledger/chain';

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

/** What the trail records of a new file. Only a hash of its name, which may be personal data. */
export function attachmentTrail({ sha256: file, event_id: event, name }: AttachmentRow): object {
  return { sha256: file, ...(event === null ? {} : { event }), nameSha256: sha256(name) };
}

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

/** A file with its contract and the season of its event; null if it belongs to no recorded event. */
export interface ContractFile extends AttachmentRow {
  readonly contract: string;
  readonly event_season: number | null;
}

/** The files of all contracts by hash, as known at a record and, if given, an instant. */
export function contractFiles(
  reader: Reader,
  cooperativeId: number,
  { head, asKnown }: { readonly head: number; readonly asKnown?: string | undefined },
): Promise<ContractFile[]> {
  const until = asKnown === undefined ? [] : [asKnown];
  return reader.all<ContractFile>(
    `select c.number as contract, a.sha256, a.event_id, a.type, a.bytes, a.name, a.added_at, a.added_by, r.season_id as event_season
     from attachment a join contract c on c.cooperative_id = a.cooperative_id and c.id = a.contract_id
     left join book_record r on r.cooperative_id = a.cooperative_id and r.event_id = a.event_id and r.seq <= ?
     where a.cooperative_id = ? ${until.length === 0 ? '' : 'and a.added_at <= ?'} order by a.sha256`,
    [head, cooperativeId, ...until],
  );
}
