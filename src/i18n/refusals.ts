/** Takes any error apart into refusals that can be shown: code, field, line and message in the reader's language. */
import { DomainError, DomainErrors } from '../domain/errors';
import { message } from './messages';
import type { AnyCode } from '../common/error-table';
import type { ReaderLocale } from './locale';
import { LineErrors } from '../common/line-errors';
import { Whole, Words } from '../domain/shape/view';

/** One thing to put right. `line` is that of a file. */
export class Refusal {
  @Words() readonly code: AnyCode;
  @Words() readonly message: string;
  @Words({ optional: true }) readonly field?: string;
  @Whole({ optional: true }) readonly line?: number;
}

/** The refusals an error stands for, and how many more there are; undefined when it is none of ours. */
export function refusalsOf(
  error: unknown,
  locale: ReaderLocale,
): { readonly refusals: readonly Refusal[]; readonly more: number } | undefined {
  if (error instanceof DomainError) return { refusals: [refusal(error, locale)], more: 0 };
  if (error instanceof DomainErrors) return { refusals: error.errors.map((e) => refusal(e, locale)), more: 0 };
  if (error instanceof LineErrors)
    return { refusals: error.errors.map(({ line, error: e }) => refusal(e, locale, line)), more: error.more };
  return undefined;
}

function refusal(error: DomainError, locale: ReaderLocale, line?: number): Refusal {
  return {
    code: error.code,
    message: message(locale, error.code, error.details),
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(line === undefined ? {} : { line }),
  };
}
