/** The refusals of a whole file: each with its line, so that everything can be mended at once. */
import type { DomainError } from '../domain/errors';

/** How many refusals are listed; the others are only counted. */
export const MAX_LISTED_ERRORS = 100;

/** A refused line, numbered from 1. */
export interface LineError {
  readonly line: number;
  readonly error: DomainError;
}

/** A file was refused and nothing was changed; `more` counts the refusals that are not listed. */
export class LineErrors extends Error {
  constructor(
    readonly errors: readonly LineError[],
    readonly more = 0,
  ) {
    super(errors.map(({ line, error }) => `${line}: ${error.message}`).join('; '));
    this.name = 'LineErrors';
  }
}
