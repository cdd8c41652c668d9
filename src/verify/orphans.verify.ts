/** Finds rows of cooperatives that do not exist: deleting a cooperative's row does not hide its book. */
import { PEOPLE_CHAIN } from '../audit/trail.chain';
import type { Reader } from '../database/tx';
import type { VerifyFault } from '../parties/check';
import { CHECKS, TRAIL_TABLES } from './checks';

/** A cooperative's own row is the one that is missed. */
const TABLES = [...new Set(CHECKS.flatMap((check) => check.tables))].filter((table) => table !== 'cooperative');

/** The first table with rows that belong to no cooperative, if any. */
export async function orphansFault(
  reader: Reader,
): Promise<(VerifyFault & { readonly cooperative: string }) | undefined> {
  for (const [table, column] of [
    ...TABLES.map((t) => [t, 'cooperative_id']),
    ...TRAIL_TABLES.map((t) => [t, 'chain']),
  ]) {
    const row = await reader.get<{ id: number }>(
      `select ${column} as id from ${table} where ${column} <> ${PEOPLE_CHAIN} and ${column} not in (select id from cooperative) limit 1`,
    );
    if (row)
      return {
        cooperative: `#${row.id}`,
        seq: 0,
        code: 'record_missing',
        what: `${table} has rows of a cooperative that is missing`,
      };
  }
  return undefined;
}
