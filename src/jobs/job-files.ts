/** The files that jobs make, beside the book: under their name when they are whole and safe on the disk, or not there at all. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isFull, requireRoom } from '../common/disk';
import { DomainError } from '../domain/errors';
import type { JobRow, MadeFile } from './job';

/** Read in pieces that a slow line takes within seconds, so that one sees that it takes them. */
const PIECE_BYTES = 32_768;

type Key = Pick<JobRow, 'cooperative_id' | 'id' | 'attempts'>;
/** How much is written between two looks at the room that is left. */
const LOOK_BYTES = 32 * 1024 * 1024;

type Write = (chunk: string | Uint8Array) => Promise<void>;

export class JobFiles {
  /** @param folder that all servers of the book share */
  constructor(readonly folder: string) {}

  /**
   * Lets `work` write the file of a job. Each attempt has a file of its own, so that a server that was taken for dead spoils nothing.
   *
   * @throws DomainError storage_full, and whatever `work` throws; nothing is left of the file then
   */
  async make(key: Key, work: (write: Write) => Promise<void>): Promise<MadeFile> {
    const part = join(this.folder, `${nameOf(key)}.part`);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const handle = await open(part, 'w', 0o600);
      const made = await fill(handle, work, () => requireRoom(this.folder));
      await rename(part, this.pathOf(key, made));
      await this.sync();
      return made;
    } catch (error) {
      await rm(part, { force: true });
      throw isFull((error as NodeJS.ErrnoException).code) ? new DomainError('storage_full') : error;
    }
  }

  /** @throws DomainError job_file_gone when it is not there, or is not as long as it was made */
  async read(key: Key, made: MadeFile): Promise<Readable> {
    const path = this.pathOf(key, made);
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== made.bytes) throw new DomainError('job_file_gone');
    return createReadStream(path, { highWaterMark: PIECE_BYTES });
  }

  /** Takes away what a job left, whole or in part. */
  async remove(key: Key): Promise<void> {
    for (const name of await this.names())
      if (keyOf(name) === nameOf(key)) await rm(join(this.folder, name), { force: true });
  }

  /** What there is, whole or in part. */
  async names(): Promise<string[]> {
    return (await readdir(this.folder).catch(() => [])).filter((name) => keyOf(name) !== undefined);
  }

  /** Takes away all of `names` but what belongs to one of the jobs. */
  async keepOnly(names: readonly string[], jobs: readonly Key[]): Promise<void> {
    const kept = new Set<string | undefined>(jobs.map(nameOf));
    for (const name of names) if (!kept.has(keyOf(name))) await rm(join(this.folder, name), { force: true });
  }

  /** With its digest in the name, a file is never taken for another one. */
  private pathOf(key: Key, { sha256 }: MadeFile): string {
    return join(this.folder, `${nameOf(key)}-${sha256}`);
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

function nameOf({ cooperative_id, id, attempts }: Key): string {
  return `${cooperative_id}-${id}-${attempts}`;
}

function keyOf(name: string): string | undefined {
  return /^(\d+-\d+-\d+)(?:-[0-9a-f]{64}|\.part)$/.exec(name)?.[1];
}

/** @param look refuses to go on when the disk is nearly full */
async function fill(
  handle: FileHandle,
  work: (write: Write) => Promise<void>,
  look: () => Promise<void>,
): Promise<MadeFile> {
  const hash = createHash('sha256');
  let [bytes, looked] = [0, -Infinity];
  try {
    await work(async (chunk) => {
      const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (bytes - looked >= LOOK_BYTES) {
        await look();
        looked = bytes;
      }
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
