/** Files beside the book, each under the SHA-256 of its content: written whole and durably or not at all, and never changed. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '../domain/errors';

const SHA256 = /^[0-9a-f]{64}$/;

export class FileStore {
  constructor(readonly folder: string) {}

  /**
   * Keeps a file and gives its SHA-256; the same content again is the same file.
   *
   * @throws DomainError storage_full
   */
  async put(bytes: Buffer): Promise<string> {
    const sha256 = sha256Of(bytes);
    const path = this.pathOf(sha256);
    const part = join(this.folder, `part-${randomBytes(8).toString('hex')}`);
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(part, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, path);
      for (const folder of [dirname(path), this.folder]) await syncFolder(folder);
      return sha256;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'ENOSPC' || code === 'EDQUOT') throw new DomainError('storage_full');
      throw error;
    } finally {
      await rm(part, { force: true });
    }
  }

  /** @throws DomainError attachment_damaged when the file is missing, or is not what was put in */
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
   * Puts every file into another store that does not have it yet.
   *
   * @throws DomainError attachment_damaged
   */
  async copyTo(other: FileStore, signal: AbortSignal): Promise<void> {
    for (const sha256 of await this.list()) {
      signal.throwIfAborted();
      if (!existsSync(other.pathOf(sha256))) await other.put(await this.read(sha256));
    }
  }

  /** Takes the whole store away. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async list(): Promise<string[]> {
    if (!existsSync(this.folder)) return [];
    const names = await readdir(this.folder, { recursive: true });
    return names.map((name) => basename(name)).filter((name) => SHA256.test(name));
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Makes the names in a folder durable, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
