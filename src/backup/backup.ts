/** Backup and restore of SQLite books: verified copies, complete or not there at all. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FileStore } from '../attachments/file-store';
import { VerifyService, type Verification } from '../verify/verify.service';
import type { Run } from '../common/progress';
import { filesFolder } from '../config/files-folder';
import { openDatabase, type OpenDatabase } from '../database/data-source';
import { copyBook, placeFile, removeBook } from '../database/sqlite-copy';
import { DomainError } from '../domain/errors';

/** The files beside a SQLite book. */
const filesOf = (book: string): FileStore => new FileStore(filesFolder(book));

/**
 * Copies a running book to a new file, and the files beside it to the folder beside that. A book names only files that are there already: those
 * of the copy are found after it was made.
 *
 * @throws DomainError file_exists, file_unreadable, attachment_damaged; choice_invalid for a book that is not a SQLite file
 */
export async function backupBook(database: OpenDatabase, file: string, run: Run): Promise<void> {
  if (database.file === undefined) throw new DomainError('choice_invalid', { value: database.dialect }, 'DATABASE_URL');
  const copy = resolve(file);
  await copyWithProgress(database.file, copy, run, 'backup');
  try {
    await filesOf(database.file).copyTo(filesOf(copy), run.signal);
  } catch (error) {
    removeBook(copy);
    throw error;
  }
}

/**
 * Puts a copy back as the book of `url`, which must be absent or empty. The copy is migrated and verified under another name first; a copy
 * with a fault is not put in place.
 *
 * @throws DomainError file_unknown, database_damaged, book_not_empty
 */
export async function restoreBook(url: string, file: string, run: Run): Promise<Verification> {
  const target = resolve(url.slice('sqlite:'.length));
  await checkEmpty(url, target);
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.restoring`;
  removeBook(part);
  try {
    await copyWithProgress(resolve(file), part, run, 'restore');
    await filesOf(resolve(file)).copyTo(filesOf(part), run.signal);
    const result = await verifyFile(part, run);
    if (result.fault) return result;
    await filesOf(part).copyTo(filesOf(target), run.signal);
    removeBook(target);
    placeFile(part, target);
    return result;
  } finally {
    removeBook(part);
    await filesOf(part).remove();
  }
}

async function copyWithProgress(from: string, to: string, run: Run, stage: 'backup' | 'restore'): Promise<void> {
  let reported = 0;
  let begun = false;
  await copyBook(
    from,
    to,
    (done, total) => {
      if (!begun) run.progress.begin(stage, total);
      begun = true;
      run.progress.advance(done - reported, done - reported);
      reported = done;
    },
    run.signal,
  );
  if (begun) run.progress.end();
}

async function checkEmpty(url: string, target: string): Promise<void> {
  if (!existsSync(target)) return;
  const database = await openDatabase(url);
  try {
    const row = await database.reads.get<{ n: number }>('select count(*) as n from cooperative');
    if (row && row.n > 0) throw new DomainError('book_not_empty', { count: row.n });
  } finally {
    await database.close();
  }
}

async function verifyFile(file: string, run: Run): Promise<Verification> {
  const database = await openDatabase(`sqlite:${file}`);
  try {
    return await new VerifyService(database.reads, filesOf(file)).verify(run);
  } finally {
    await database.close();
  }
}
