/** Turns failures of the database into refusals that a person can act on. */
import { DomainError } from '../domain/errors';

/** The code of an error from the driver or the system: `SQLITE_FULL`, `40001`, `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

export function isSqliteBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** Whether PostgreSQL asks to repeat the whole transaction: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  return /^(40001|40P01)$/.test(codeOf(error));
}

/** Whether the disk, memory or file failed rather than the statement: SQLite has then usually rolled back the whole transaction. */
export function isSqliteFailure(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|NOMEM|READONLY|CANTOPEN|CORRUPT|NOTADB|INTERRUPT)/.test(codeOf(error));
}

/** Whether the database reported the error, rather than its caller (a full disk during an export, a closed pipe). */
export function isDatabaseError(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_') || (error as { severity?: unknown } | undefined)?.severity !== undefined;
}

const UNREACHABLE =
  /^(08...|25P03|57P0[1-5]|53300|28...|3D000|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;
// pg gives these errors no code.
const CUT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|This socket has been ended)/;
const NO_CLIENT = /^timeout exceeded when trying to connect/;

/** The refusal for a failure of the database; any other error as it is. */
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
