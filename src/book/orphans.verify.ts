/** Rows of cooperatives that are not there: a book is not gone because its first row is. */
import type { Reader } from '../database/tx';
import type { Fault } from '../journal/chain.verify';

const TABLES = [
  'book_record',
  'household',
  'season',
  'contract',
  'terms_version',
  'account',
  'posting',
  'account_total',
  'statement',
  'statement_step',
  'signature',
  'attachment',
  'slip_print',
  'posting_mapping',
];

/** The first table with rows that belong to no cooperative, if there is one. */
export async function orphansFault(reader: Reader): Promise<(Fault & { readonly cooperative: string }) | undefined> {
  for (const table of TABLES) {
    const row = await reader.get<{ cooperative_id: number }>(
      `select cooperative_id from ${table} where cooperative_id not in (select id from cooperative) limit 1`,
    );
    if (row)
      return {
        cooperative: `#${row.cooperative_id}`,
        seq: 0,
        code: 'record_missing',
        what: `${table} has rows of a cooperative that is missing`,
      };
  }
  return undefined;
}
