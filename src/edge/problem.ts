/** Problem details (RFC 9457): how the API tells a refusal. */
import { label, message, text, type LabelKey } from '../i18n/messages';
import { kindOf, outcomeOf, type AnyCode, type EdgeCode } from '../common/error-table';
import type { ReaderLocale } from '../i18n/locale';
import { refusalsOf, type Refusal } from '../i18n/refusals';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of every answer that is a refusal. `type` and `code` never change for a cause; `title`, `detail` are for people. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: AnyCode;
  readonly detail: string;
  readonly errors: readonly Refusal[];
  readonly more?: number;
  readonly requestId: string;
}

/**
 * The problem an error is told as. Errors that are no refusal become `internal`, with nothing of theirs in it.
 *
 * @example problemOf(new DomainError('over_settled', { owed: 180, settled: 181 }, 'accepted'), 'en', 'req-1').status // 422
 */
export function problemOf(error: unknown, locale: ReaderLocale, requestId: string): Problem {
  const { refusals, more } = refusalsOf(error, locale) ?? { refusals: [], more: 0 };
  const [first] = refusals;
  if (first === undefined) return problemOfCode('internal', locale, requestId);
  const count = refusals.length + more;
  const detail = count === 1 ? first.message : text(locale, 'several_errors', { count });
  return { ...head(first.code, locale), detail, errors: refusals, ...(more > 0 ? { more } : {}), requestId };
}

/** The problem of a code that has no error of its own. */
export function problemOfCode(
  code: EdgeCode | 'route_unknown' | 'body_too_large' | 'json_invalid',
  locale: ReaderLocale,
  requestId: string,
): Problem {
  const detail = message(locale, code);
  return { ...head(code, locale), detail, errors: [{ code, message: detail }], requestId };
}

function head(code: AnyCode, locale: ReaderLocale): Pick<Problem, 'type' | 'title' | 'status' | 'code'> {
  return {
    type: `urn:sureg:error:${code}`,
    title: label(locale, `error.${kindOf(code)}` as LabelKey),
    status: outcomeOf(code).status,
    code,
  };
}
