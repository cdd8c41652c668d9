/** Stores photos and papers with their contract; events and signatures name them by SHA-256. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError, DomainErrors } from '../domain/errors';
import type { Scope } from '../parties/scope';
import { BookWriter } from '../journal/book-writer';
import { requireAttachment, type AttachmentRow } from './attachments.queries';
import { FileStore } from './file-store';
import { fileTypeOf, type FileType } from './file-types';
import { StagedFiles, type Entry, type KeptFile } from './staged-files';

export const MAX_FILE_BYTES = 5 * 1_048_576;
/** The most files in one form, all of which are in memory together. */
export const MAX_FILES_AT_ONCE = 5;

/** No form takes this long, so that older unfinished files belong to nobody. */
const BEGUN_MILLIS = 86_400_000;

/** The contract, and what the viewer may see. */
export interface FileAddress {
  readonly cooperative: string;
  readonly contract: string;
  readonly scope: Scope;
}

/** An uploaded file. */
export interface NewFile {
  readonly bytes: Buffer;
  readonly name?: string;
}

@Injectable()
export class AttachmentsService implements OnApplicationBootstrap {
  constructor(
    private readonly books: BookWriter,
    private readonly reads: ReadPool,
    private readonly store: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Removes unfinished files of servers that died. */
  async onApplicationBootstrap(): Promise<void> {
    await this.store.sweep(instantAfter(this.clock.now(), -BEGUN_MILLIS));
  }

  /**
   * Stores one file; a repetition has no effect.
   *
   * @param event the id of the event it belongs to, which may be recorded later
   * @throws DomainError body_too_large, attachment_type, attachment_limit, contract_unknown
   */
  async add(
    address: FileAddress,
    { bytes, name, event }: NewFile & { readonly event?: string },
    origin: Origin,
  ): Promise<KeptFile> {
    if (bytes.length > MAX_FILE_BYTES) throw new DomainError('body_too_large', { max: MAX_FILE_BYTES });
    if (!fileTypeOf(bytes)) throw new DomainError('attachment_type');
    await requireContract(this.reads, address.scope, address.contract);
    const [kept] = await this.withFiles([{ bytes, ...(name === undefined ? {} : { name }) }], (files) =>
      this.books.run(address.cooperative, async (unit) => {
        const contract = await requireContract(unit.tx, address.scope, address.contract);
        const entered = await files.enter(unit, contract, origin, event);
        await files.settle();
        return entered;
      }),
    );
    return kept as KeptFile;
  }

  /**
   * Checks files and writes them to disk for the duration of `work`; those that it does not keep are removed again.
   *
   * @throws DomainErrors attachment_limit at `files`, attachment_too_large, attachment_empty, attachment_type at `files[i]`
   */
  async withFiles<T>(files: readonly NewFile[], work: (staged: StagedFiles) => Promise<T>): Promise<T> {
    refuseFiles(files);
    const staged: Entry[] = [];
    try {
      for (const { bytes, name } of files) {
        const kind = fileTypeOf(bytes) as FileType;
        const file = await this.store.stage(bytes);
        staged.push({
          file,
          type: kind.type,
          bytes: bytes.length,
          name: name ?? `${file.sha256.slice(0, 12)}.${kind.extension}`,
        });
      }
      return await work(new StagedFiles(staged));
    } finally {
      for (const { file } of staged) await file.discard();
    }
  }

  /** @throws DomainError contract_unknown, attachment_unknown, attachment_damaged */
  async read(address: FileAddress, sha256: string): Promise<{ row: AttachmentRow; bytes: Buffer }> {
    const contract = await requireContract(this.reads, address.scope, address.contract);
    const row = await requireAttachment(this.reads, address.scope.cooperativeId, contract.id, sha256);
    return { row, bytes: await this.store.read(sha256) };
  }
}

/** All faults of the files, by index. */
function refuseFiles(files: readonly NewFile[]): void {
  const wrong = files.flatMap(({ bytes, name }, i): DomainError[] => {
    const at = `files[${i}]`;
    const which: Record<string, string> = name === undefined ? {} : { name };
    if (bytes.length > MAX_FILE_BYTES)
      return [new DomainError('attachment_too_large', { ...which, max: MAX_FILE_BYTES / 1_048_576 }, at)];
    if (bytes.length === 0) return [new DomainError('attachment_empty', which, at)];
    return fileTypeOf(bytes) ? [] : [new DomainError('attachment_type', which, at)];
  });
  if (files.length > MAX_FILES_AT_ONCE)
    wrong.unshift(new DomainError('attachment_limit', { max: MAX_FILES_AT_ONCE }, 'files'));
  if (wrong.length > 0) throw new DomainErrors(wrong);
}
