/** What `verify` does for the tables of a feature: each says it in a check, and `src/verify/checks.ts` lists them. */
import type { Reader } from '../database/tx';
import type { ErrorCode } from '../domain/errors';
import type { CooperativeRow } from './cooperatives';

/** Something that is not as it was recorded. */
export interface VerifyFault {
  /** The record; the chain's head where it is about none. */
  readonly seq: number;
  readonly code: ErrorCode;
  readonly what: string;
}

/** Compares a cooperative's rows with what is known of them elsewhere: in the chain, in the trail, in files. */
export interface Check<Context = unknown> {
  readonly name: string;
  /** The tables whose rows it watches. */
  readonly tables: readonly string[];
  run(reader: Reader, cooperative: CooperativeRow, context: Context): AsyncIterable<VerifyFault>;
}

/**
 * A check that ends with the first fault it finds.
 *
 * @param find gives what is wrong in words alone where rows are missing, or were never recorded
 */
export function firstFault<Context>(
  name: string,
  tables: readonly string[],
  find: (reader: Reader, cooperative: CooperativeRow, context: Context) => Promise<VerifyFault | string | undefined>,
): Check<Context> {
  return {
    name,
    tables,
    async *run(reader, cooperative, context) {
      const found = await find(reader, cooperative, context);
      if (typeof found === 'string') yield { seq: cooperative.head_seq, code: 'record_missing', what: found };
      else if (found) yield found;
    },
  };
}
