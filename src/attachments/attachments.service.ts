/** Keeps photos and papers with the contract they belong to; events and signatures name them by their SHA-256. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import type { Written } from '../parties/cooperatives';
import type { Scope } from '../parties/scope';
import { UnitService } from '../recording/unit.service';
import { findAttachment, requireAttachment, type AttachmentRow } from './attachments.queries';
import { FileStore } from './file-store';
import { fileTypeOf } from './file-types';

export const MAX_FILE_BYTES = 5 * 1_048_576;
/** Photos of one event. */
export const MAX_FILES_AN_EVENT = 10;

/** Which contract's files, and how far the asker sees. */
export interface FileAddress {
  readonly cooperative: string;
  readonly contract: string;
  readonly scope: Scope;
}

/** A file to keep. */
export interface NewFile {
  readonly bytes: Buffer;
  readonly name?: string;
  /** The event it shows; it may be recorded later. */
  readonly event?: string;
}

@Injectable()
export class AttachmentsService {
  constructor(
    private readonly units: UnitService,
    private readonly reads: ReadPool,
    private readonly store: FileStore,
  ) {}

  /**
   * The file is on disk before the book names it. The same file again is there already.
   *
   * @throws DomainError body_too_large, attachment_type, attachment_limit, contract_unknown
   */
  async add(
    address: FileAddress,
    { bytes, name, event }: NewFile,
    origin: Origin,
  ): Promise<{ written: Written; row: AttachmentRow }> {
    if (bytes.length > MAX_FILE_BYTES) throw new DomainError('body_too_large', { max: MAX_FILE_BYTES });
    const kind = fileTypeOf(bytes);
    if (!kind) throw new DomainError('attachment_type');
    await requireContract(this.reads, address.scope, address.contract);
    const sha256 = await this.store.put(bytes);
    return this.units.run(address.cooperative, async ({ tx, cooperative, now }) => {
      const contract = await requireContract(tx, address.scope, address.contract);
      const known = await findAttachment(tx, cooperative.id, contract.id, sha256);
      if (known) return { written: 'same', row: known };
      const key = { cooperative_id: cooperative.id, contract_id: contract.id };
      if (event !== undefined) {
        const count = await tx.get<{ n: number }>(
          'select count(*) as n from attachment where cooperative_id = ? and contract_id = ? and event_id = ?',
          [cooperative.id, contract.id, event],
        );
        if (count && count.n >= MAX_FILES_AN_EVENT)
          throw new DomainError('attachment_limit', { max: MAX_FILES_AN_EVENT });
      }
      const row: AttachmentRow = {
        sha256,
        event_id: event ?? null,
        type: kind.type,
        bytes: bytes.length,
        name: name ?? `${sha256.slice(0, 12)}.${kind.extension}`,
        added_at: now,
        added_by: origin.actor,
      };
      await tx.insertMany(
        'attachment',
        [...Object.keys(key), ...Object.keys(row)],
        [[...Object.values(key), ...(Object.values(row) as (string | number | null)[])]],
      );
      await audit(tx, origin, now, {
        cooperativeId: cooperative.id,
        action: 'attachment_added',
        subject: contract.number,
        after: { sha256 },
      });
      return { written: 'new', row };
    });
  }

  /** @throws DomainError contract_unknown, attachment_unknown, attachment_damaged */
  async read(address: FileAddress, sha256: string): Promise<{ row: AttachmentRow; bytes: Buffer }> {
    const contract = await requireContract(this.reads, address.scope, address.contract);
    const row = await requireAttachment(this.reads, address.scope.cooperativeId, contract.id, sha256);
    return { row, bytes: await this.store.read(sha256) };
  }
}
