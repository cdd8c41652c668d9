/** Compares the counters of printed slips with the audit trail. */
import { ACTOR_LENGTH_MAX, auditEntriesOf } from '../audit/audit.queries';
import type { Reader } from '../database/tx';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { SLIP_PRINTED } from './slips';

interface PrintRow {
  readonly event: string | null;
  readonly print: number;
  readonly printed_at: string;
  readonly printed_by: string;
}

/** Prints of slips. */
export const slipsCheck = firstFault('slips', ['slip_print'], slipsFault);

/** The first print that is counted but not in the trail, or in the trail but not counted, if any. */
async function slipsFault(reader: Reader, { id, head_seq: seq }: CooperativeRow): Promise<VerifyFault | undefined> {
  const audited = new Set<string>();
  for await (const { subject, said: entry, at, actor } of auditEntriesOf(reader, id, [SLIP_PRINTED]))
    audited.add(keyOf(subject, String((entry as { readonly print?: number }).print), at, actor));
  const prints = `select r.event_id as event, p.print, p.printed_at, p.printed_by from slip_print p
    left join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
    where p.cooperative_id = ? order by p.seq, p.print`;
  for await (const p of reader.iterate<PrintRow>(prints, [id])) {
    const key = keyOf(p.event ?? '?', String(p.print), p.printed_at, p.printed_by);
    if (!audited.delete(key))
      return wrong(seq, `the slip of ${p.event ?? '?'} was not printed as its row says: ${key}`);
  }
  const [left] = audited;
  return left === undefined ? undefined : wrong(seq, `a print of a slip is not counted: ${left}`);
}

const wrong = (seq: number, what: string): VerifyFault => ({ seq, code: 'record_missing', what });

const keyOf = (event: string, print: string, at: string, by: string): string =>
  [event, print, at, by.slice(0, ACTOR_LENGTH_MAX)].join(' ');
