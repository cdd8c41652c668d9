/** The one table from the kind of a refusal to its HTTP status, exit code and log level. */
import { ERROR_KINDS, type ErrorCode, type ErrorKind } from '../domain/errors';

export type LogLevel = 'info' | 'warn' | 'error';

/** What the edges do with a refusal. */
export interface EdgeOutcome {
  readonly status: number;
  readonly exit: number;
  readonly level: LogLevel;
}

/** Exit codes of the command line that no refusal of the domain stands behind. */
export const EXIT = { done: 0, refused: 1, usage: 2, integrity: 3, internal: 70, busy: 75, interrupted: 130 } as const;

/** Codes that only an edge can give: the domain never throws them. */
export type EdgeCode =
  'internal' | 'interrupted' | 'usage' | 'request_invalid' | 'media_type_unsupported' | 'too_many_requests';

export type AnyCode = ErrorCode | EdgeCode;

const BY_KIND: Readonly<Record<ErrorKind, EdgeOutcome>> = {
  format: { status: 400, exit: EXIT.refused, level: 'info' },
  unknown: { status: 404, exit: EXIT.refused, level: 'info' },
  rule: { status: 422, exit: EXIT.refused, level: 'info' },
  conflict: { status: 409, exit: EXIT.refused, level: 'info' },
  stale: { status: 412, exit: EXIT.refused, level: 'info' },
  integrity: { status: 500, exit: EXIT.integrity, level: 'error' },
  busy: { status: 503, exit: EXIT.busy, level: 'warn' },
  denied: { status: 403, exit: EXIT.refused, level: 'warn' },
  anonymous: { status: 401, exit: EXIT.refused, level: 'info' },
};

const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  version_required: 428,
  body_too_large: 413,
  line_too_long: 413,
  sign_in_blocked: 429,
};

const OF_EDGE: Readonly<Record<EdgeCode, EdgeOutcome>> = {
  internal: { status: 500, exit: EXIT.internal, level: 'error' },
  interrupted: { status: 503, exit: EXIT.interrupted, level: 'warn' },
  usage: { status: 400, exit: EXIT.usage, level: 'info' },
  request_invalid: { status: 400, exit: EXIT.refused, level: 'info' },
  media_type_unsupported: { status: 415, exit: EXIT.refused, level: 'info' },
  too_many_requests: { status: 429, exit: EXIT.busy, level: 'warn' },
};

export const EDGE_CODES = Object.keys(OF_EDGE) as readonly EdgeCode[];

/**
 * What the edges do with `code`.
 *
 * @example outcomeOf('over_settled') // { status: 422, exit: 1, level: 'info' }
 */
export function outcomeOf(code: AnyCode): EdgeOutcome {
  if (isEdgeCode(code)) return OF_EDGE[code];
  const outcome = BY_KIND[ERROR_KINDS[code]];
  const status = STATUS_OF_CODE[code];
  return status === undefined ? outcome : { ...outcome, status };
}

/** The kind of a code, for its title; an edge's own codes are their own kind. */
export function kindOf(code: AnyCode): ErrorKind | EdgeCode {
  return isEdgeCode(code) ? code : ERROR_KINDS[code];
}

function isEdgeCode(code: AnyCode): code is EdgeCode {
  return Object.hasOwn(OF_EDGE, code);
}
