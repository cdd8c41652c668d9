/** Column types that both databases keep exactly. */
import type { ValueTransformer } from 'typeorm';

/** Integers beyond 2^31, in `bigint` columns. A value that a JavaScript number cannot hold exactly is an error, never rounded. */
export const safeInteger: ValueTransformer = { to: exact, from: exact };

function exact(value: number | string | bigint | null | undefined): number | null | undefined {
  if (value === null || value === undefined) return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`not a safe integer: ${String(value)}`);
  return number;
}
