/** Whether the records that the trail tells of are in the chain, where it says: so a chain that was cut or written anew is found by the trail too. */
import type { Reader } from '../../database/tx';
import { firstFault, type VerifyFault } from '../../parties/check';
import type { CooperativeRow } from '../../parties/cooperatives';
import { keyOf, keysOf, contentOf, type Line, type NamingRow } from './named-records';

/** Rows of the trail held against records at once. */
const PAGE = 500;

/** What a row of the trail says of one record. */
interface NamedRow {
  readonly row: number;
  readonly seq: number;
  readonly key: string | undefined;
}

/** Records that the trail names. */
export const namedRecordsCheck = firstFault('named records', ['book_record'], namedRecordsFault);

/** The first record that is missing, or is not the one that the trail tells of. */
async function namedRecordsFault(
  reader: Reader,
  { id, head_seq: head }: CooperativeRow,
): Promise<VerifyFault | undefined> {
  const sql = `select seq, at, actor, action, subject, "after" from audit_event where chain = ? and seq > ? order by seq limit ${PAGE}`;
  for (let at = 0; ;) {
    const rows = await reader.all<NamingRow>(sql, [id, at]);
    const rowsTold = rows.flatMap(namesOf);
    const gone = rowsTold.find(({ seq }) => seq > head);
    if (gone) return { seq: gone.seq, code: 'record_missing', what: `the audit trail tells of it in row ${gone.row}` };
    const records = await keysAt(reader, id, rowsTold);
    const other = rowsTold.find(({ seq, key }) => key !== undefined && key !== records.get(seq));
    if (other)
      return {
        seq: other.seq,
        code: 'chain_broken',
        what: `is not the record that the audit trail tells of in row ${other.row}`,
      };
    if (rows.length < PAGE) return undefined;
    at = rows.at(-1)?.seq ?? at;
  }
}

/** Of a run the last record is looked at: a correction's event, an import's end. */
function namesOf(row: NamingRow): NamedRow[] {
  const { seq, last = seq, action } = contentOf(row);
  if (!Number.isSafeInteger(last)) return [];
  return [{ row: row.seq, seq: last as number, key: keysOf(row, action)[0] }];
}

async function keysAt(reader: Reader, id: number, rowsTold: readonly NamedRow[]): Promise<Map<number, string>> {
  const seqs = rowsTold.filter(({ key }) => key !== undefined).map(({ seq }) => seq);
  if (seqs.length === 0) return new Map();
  const rows = await reader.all<{ seq: number; type: string; line: string }>(
    `select seq, type, line from book_record where cooperative_id = ? and seq in (${seqs.map(() => '?').join(', ')})`,
    [id, ...seqs],
  );
  return new Map(rows.map(({ seq, type, line }) => [seq, keyOf(type, JSON.parse(line) as Line)]));
}
