/** Copies SQLite books consistently while they are in use; a copy appears whole or not at all. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../domain/errors';

/** Pages copied at a time: a few milliseconds of work. */
const PAGES = 1_000;

/** Called with the number of pages copied and the total. */
export type CopyProgress = (done: number, total: number) => void;

/**
 * Copies the book in `from` to the new file `to`, page by page, while others may write. Until it is complete and on disk the copy has another
 * name.
 *
 * @throws DomainError file_exists, file_unreadable, database_damaged
 */
export async function copyBook(
  from: string,
  to: string,
  onProgress: CopyProgress,
  signal?: AbortSignal,
): Promise<void> {
  if (existsSync(to)) throw new DomainError('file_exists', { file: to });
  const part = `${to}.part`;
  const source = openForReading(from);
  try {
    rmSync(part, { force: true });
    await source.backup(part, {
      progress: ({ totalPages, remainingPages }) => {
        signal?.throwIfAborted();
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES;
      },
    });
    checkCopy(part);
    placeFile(part, to);
  } catch (error) {
    throw asRefusal(error, to);
  } finally {
    source.close();
    removeBook(part);
  }
}

/** Renames a complete file to its final name, durably. */
export function placeFile(part: string, to: string): void {
  sync(part);
  renameSync(part, to);
  sync(dirname(to));
}

/** Removes a book with its side files. */
export function removeBook(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

function openForReading(file: string): Database.Database {
  if (!existsSync(file)) throw new DomainError('file_unknown', { file });
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    db.prepare('select count(*) from book_record').get();
    return db;
  } catch (error) {
    throw asRefusal(error, file);
  }
}

/** Makes the copy a single file without a write-ahead log, and checks its pages. */
function checkCopy(file: string): void {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = DELETE');
    const [first] = db.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (first?.integrity_check !== 'ok')
      throw new DomainError('database_damaged', { reason: first?.integrity_check ?? '' });
  } finally {
    db.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function asRefusal(error: unknown, file: string): unknown {
  const { code } = error as { code?: string };
  if (code === undefined || error instanceof DomainError) return error;
  if (/^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(code)) return new DomainError('database_damaged', { reason: code });
  return /^(SQLITE_CANTOPEN|SQLITE_FULL|SQLITE_IOERR|ENOENT|EACCES|ENOSPC|EROFS|EISDIR|ENOTDIR)/.test(code)
    ? new DomainError('file_unreadable', { file, reason: code })
    : error;
}
