/** What a database says when it cannot do its work, as refusals that a person can act on. */
import { DomainError } from '../domain/errors';

/** The code of a driver's or the system's error: `SQLITE_FULL`, `40001`, `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

export function isSqliteBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** PostgreSQL asks to repeat the whole transaction: serialization failure, deadlock. */
export function isRetryable(error: unknown): boolean {
  return /^(40001|40P01)$/.test(codeOf(error));
}

/** The disk, memory or file failed, not the statement: SQLite has usually rolled the whole transaction back by itself. */
export function isSqliteFailure(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|NOMEM|READONLY|CANTOPEN|CORRUPT|NOTADB|INTERRUPT)/.test(codeOf(error));
}

/** What the database itself reported, and not what its caller met elsewhere: a full disk while an export is written, a pipe that was closed. */
export function isDatabaseError(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_') || (error as { severity?: unknown } | undefined)?.severity !== undefined;
}

const UNREACHABLE =
  /^(08...|25P03|57P0[1-5]|53300|28...|3D000|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;
// pg gives these no code.
const CUT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|This socket has been ended)/;
const NO_CLIENT = /^timeout exceeded when trying to connect/;

/** The refusal that a failure of the database stands for; any other error as it is. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const code = codeOf(error);
  const message = (error as { message?: unknown } | undefined)?.message;
  const text = typeof message === 'string' ? message : '';
  if (isSqliteBusy(error) || isRetryable(error) || code === '55P03' || NO_CLIENT.test(text))
    return new DomainError('database_busy');
  if (/^(SQLITE_FULL|53100|ENOSPC|EDQUOT|EFBIG)$/.test(code)) return new DomainError('storage_full');
  if (/^(SQLITE_(NOTADB|CORRUPT)|XX00[12]$)/.test(code)) return new DomainError('database_damaged', { reason: code });
  if (/^(SQLITE_(CANTOPEN|READONLY|IOERR|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|ENOENT|EEXIST)/.test(code))
    return new DomainError('file_unreadable', { reason: code });
  if (UNREACHABLE.test(code) || CUT.test(text))
    return new DomainError('database_unreachable', code === '' ? {} : { reason: code });
  return error;
}
