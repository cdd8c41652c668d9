/** The command line's files: read whole or in a stream, and written whole or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdtemp, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isFull } from '../common/disk';
import { DomainError } from '../domain/errors';
import { headsText, HEADS_ENDING, type FileHeads } from '../exports/heads';
import type { Write } from './services';

const CHUNK_BYTES = 262_144;

/** A file that is open for reading; `bytes` is its length where it is known. */
export interface InputFile {
  readonly stream: AsyncIterable<Uint8Array>;
  readonly bytes?: number;
}

/** Lets `work` read the file, or standard input for `-`. */
export async function withInput<T>(
  file: string,
  stdin: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  work: (input: InputFile) => Promise<T>,
): Promise<T> {
  if (file === '-') return withSpooled(stdin, signal, work);
  return withOpened(file, async (handle) => {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new DomainError('file_unreadable', { file, reason: 'EISDIR' });
    const stream = chunksOf(handle, file);
    return stats.isFile() ? work({ stream, bytes: stats.size }) : withSpooled(stream, signal, work);
  });
}

/** Stores a source that may be slow: reading it while the book is locked would keep all others waiting. */
async function withSpooled<T>(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  work: (input: InputFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sureg-'));
  try {
    const file = join(folder, 'input');
    await named('-', () => pipeline(source, createWriteStream(file, { mode: 0o600 }), { signal }));
    return await withOpened(file, async (handle) =>
      work({ stream: chunksOf(handle, '-'), bytes: (await handle.stat()).size }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withOpened<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await named(file, () => open(file, 'r'));
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

async function* chunksOf(handle: FileHandle, file: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await named(file, () =>
      handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null),
    );
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The text of a small file. */
export async function readText(file: string): Promise<string> {
  return named(file, () => readFile(file, 'utf8'));
}

/**
 * Lets `work` write `file`. It appears under its name when it is complete and safe on the disk, or not at all.
 *
 * @throws DomainError `file_exists` unless `force`, `file_unreadable`
 */
export async function writeWhole(file: string, force: boolean, work: (write: Write) => Promise<void>): Promise<void> {
  if (!force && (await exists(file))) throw new DomainError('file_exists', { file });
  const partial = join(dirname(file), `.${basename(file)}.${randomUUID()}.part`);
  const handle = await named(file, () => open(partial, 'wx', 0o600));
  try {
    await writeAll(handle, file, work);
    await named(file, () => (force ? rename(partial, file) : renameToNew(partial, file)));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * As `writeWhole`; what was written and has no place for the heads of its chains gets a file of them beside it.
 *
 * @throws DomainError `file_exists` unless `force`, also for the file beside it; `file_unreadable`
 */
export async function writeWithHeads(
  file: string,
  force: boolean,
  work: (write: Write) => Promise<FileHeads | undefined>,
): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  await writeWhole(file, force, async (write) => {
    const heads = await work(async (chunk) => {
      const data = Buffer.from(chunk as string);
      hash.update(data);
      bytes += data.length;
      await write(data);
    });
    // Before the file has its name: without the one there is not the other.
    const text = heads && headsText({ name: basename(file), bytes, sha256: hash.digest('hex') }, heads);
    if (text !== undefined) await writeWhole(`${file}${HEADS_ENDING}`, force, (suffix) => suffix(text));
  });
}

async function writeAll(handle: FileHandle, file: string, work: (write: Write) => Promise<void>): Promise<void> {
  try {
    await work(async (chunk) => {
      await named(file, () => handle.appendFile(chunk));
    });
    await named(file, () => handle.sync());
  } finally {
    await handle.close();
  }
}

/** Gives the file its name unless that has been taken meanwhile. */
async function renameToNew(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new DomainError('file_exists', { file });
    // Some file systems (FAT on a memory stick) know no links.
    await rename(partial, file);
    return;
  }
  await rm(partial);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Turns the system's complaint about a file into ours. */
async function named<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DomainError || typeof code !== 'string' || code === 'ABORT_ERR') throw error;
    if (isFull(code)) throw new DomainError('storage_full');
    throw code === 'ENOENT'
      ? new DomainError('file_unknown', { file })
      : new DomainError('file_unreadable', { file, reason: code });
  }
}
