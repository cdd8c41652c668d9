/** The files that jobs make, beside the book: under their name when they are whole and safe on the disk, or not there at all. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isFull } from '../common/disk';
import { DomainError } from '../domain/errors';
import type { JobRow, MadeFile } from './job';

type Key = Pick<JobRow, 'cooperative_id' | 'id' | 'attempts'>;
type Write = (chunk: string | Uint8Array) => Promise<void>;

const PART = '.part';

export class JobFiles {
  /** @param folder that all servers of the book share */
  constructor(readonly folder: string) {}

  /**
   * Lets `work` write the file of a job. Each attempt has a file of its own, so that a server that was taken for dead spoils nothing.
   *
   * @throws DomainError storage_full, and whatever `work` throws; nothing is left of the file then
   */
  async make(key: Key, work: (write: Write) => Promise<void>): Promise<MadeFile> {
    const path = this.pathOf(key);
    const part = `${path}${PART}`;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const handle = await open(part, 'w', 0o600);
      const made = await fill(handle, work);
      await rename(part, path);
      await this.sync();
      return made;
    } catch (error) {
      await rm(part, { force: true });
      throw isFull((error as NodeJS.ErrnoException).code) ? new DomainError('storage_full') : error;
    }
  }

  /** @throws DomainError job_file_gone when it is not there, or is not as long as it was made */
  async read(key: Key, bytes: number): Promise<Readable> {
    const path = this.pathOf(key);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== bytes) throw new DomainError('job_file_gone');
    return createReadStream(path);
  }

  /** Takes away what a job left, whole or in part. */
  async remove(key: Key): Promise<void> {
    const path = this.pathOf(key);
    await Promise.all([rm(path, { force: true }), rm(`${path}${PART}`, { force: true })]);
  }

  /** Which jobs there are files of, whole or in part. */
  async list(): Promise<Key[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.flatMap((name) => {
      const [, cooperative, id, attempts] = /^(\d+)-(\d+)-(\d+)(?:\.part)?$/.exec(name) ?? [];
      return attempts === undefined
        ? []
        : [{ cooperative_id: Number(cooperative), id: Number(id), attempts: Number(attempts) }];
    });
  }

  private pathOf({ cooperative_id, id, attempts }: Key): string {
    return join(this.folder, `${cooperative_id}-${id}-${attempts}`);
  }

  /** Makes the names in the folder durable, too. */
  private async sync(): Promise<void> {
    const handle = await open(this.folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function fill(handle: FileHandle, work: (write: Write) => Promise<void>): Promise<MadeFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await work(async (chunk) => {
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      await handle.appendFile(data);
      hash.update(data);
      bytes += data.length;
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
