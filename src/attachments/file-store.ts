/** Stores files under the SHA-256 of their content: written completely and durably or not at all, and never changed. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isFull, requireRoom } from '../common/disk';
import { DomainError } from '../domain/errors';
import { isHash } from '../domain/shape/check';

const PART = /^part-[0-9a-f]{16}$/;

/** A file on disk that has no final name yet. */
export interface StagedFile {
  readonly sha256: string;
  /** Gives it its name, durably; calling it again has no effect. */
  keep(): Promise<void>;
  /** Removes it, unless it was kept. */
  discard(): Promise<void>;
}

export class FileStore {
  constructor(readonly folder: string) {}

  /**
   * Writes a file durably but without a final name, until it is decided whether to keep it.
   *
   * @throws DomainError storage_full
   */
  async stage(bytes: Buffer): Promise<StagedFile> {
    const sha256 = sha256Of(bytes);
    const path = this.pathOf(sha256);
    const part = join(this.folder, `part-${randomBytes(8).toString('hex')}`);
    const discard = (): Promise<void> => rm(part, { force: true });
    try {
      await mkdir(this.folder, { recursive: true });
      await requireRoom(this.folder, bytes.length);
      await writeDurably(part, bytes);
    } catch (error) {
      await discard();
      throw isFull((error as NodeJS.ErrnoException).code) ? new DomainError('storage_full') : error;
    }
    let kept: Promise<void> | undefined;
    const keep = async (): Promise<void> => {
      await mkdir(dirname(path), { recursive: true });
      await rename(part, path);
      for (const folder of [dirname(path), this.folder]) await syncFolder(folder);
    };
    return { sha256, keep: () => (kept ??= keep()), discard };
  }

  /** @throws DomainError attachment_damaged when the file is missing or was altered */
  async read(sha256: string): Promise<Buffer> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.pathOf(sha256));
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      throw new DomainError('attachment_damaged', { file: sha256, reason: 'missing' });
    }
    if (sha256Of(bytes) !== sha256) throw new DomainError('attachment_damaged', { file: sha256, reason: 'altered' });
    return bytes;
  }

  /**
   * Copies every file that another store does not have.
   *
   * @throws DomainError attachment_damaged
   */
  async copyTo(other: FileStore, signal: AbortSignal): Promise<void> {
    for (const sha256 of await this.list()) {
      signal.throwIfAborted();
      if (!existsSync(other.pathOf(sha256))) await (await other.stage(await this.read(sha256))).keep();
    }
  }

  /** Removes unfinished files from before an instant, whose server is gone. */
  async sweep(before: string): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names.filter((n) => PART.test(n))) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtime.toISOString() < before) await rm(path, { force: true });
    }
  }

  /** Removes the whole store. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async list(): Promise<string[]> {
    if (!existsSync(this.folder)) return [];
    const names = await readdir(this.folder, { recursive: true });
    return names.map((name) => basename(name)).filter(isHash);
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
