/** Checks that every approval in the chain was given: by a proposal, or elsewhere before an import. */
import { auditEntriesOf } from '../audit/audit.queries';
import { CLOCK_ACCEPTED } from '../audit/clock-check';
import { CORRECT_EVENT } from '../contracts/recording.actions';
import type { Reader } from '../database/tx';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRef } from '../parties/cooperatives';
import { BOOK_IMPORTED, type ImportedRange } from '../import/taken-over';

/** The command line closes seasons and imports as the installation's operator, with nobody's proposal. */
const OPERATOR = 'operator';

interface ApprovedRow {
  readonly seq: number;
  readonly type: string;
  readonly approved_by: string;
  readonly approved_at: string;
}

interface DecidedRow {
  readonly action: string;
  readonly login: string;
  readonly decided_at: string;
  readonly result: string | null;
}

/** Approvals in the chain. */
export const approvalsCheck = firstFault('approvals', ['book_record'], approvalsFault);

/** The first record with an approval that nobody gave, if any. */
async function approvalsFault(reader: Reader, { id }: CooperativeRef): Promise<VerifyFault | undefined> {
  const ranges = await importedRanges(reader, id);
  const given = await givenApprovals(reader, id);
  const sql = `select seq, type, approved_by, approved_at from book_record
    where cooperative_id = ? and approved_by is not null order by seq`;
  for await (const row of reader.iterate<ApprovedRow>(sql, [id])) {
    if (ranges.some((r) => r.first <= row.seq && row.seq <= r.last) || isOperators(row, ranges)) continue;
    if (given.get(row.seq) === `${row.approved_by} ${row.approved_at}`) continue;
    const what = `the record says that ${row.approved_by} approved it at ${row.approved_at}, and no proposal and no import says so`;
    return { seq: row.seq, code: 'record_missing', what };
  }
  return undefined;
}

/** A closing at the command line; or anything of the operator's from before imports left a row. */
function isOperators({ type, approved_by: by }: ApprovedRow, ranges: readonly ImportedRange[]): boolean {
  return by === OPERATOR && (type === 'close' || ranges.length === 0);
}

async function importedRanges(reader: Reader, cooperativeId: number): Promise<ImportedRange[]> {
  const ranges: ImportedRange[] = [];
  for await (const { said } of auditEntriesOf(reader, cooperativeId, [BOOK_IMPORTED]))
    ranges.push(said as ImportedRange);
  return ranges;
}

/** By the record: who approved it, and when. */
async function givenApprovals(reader: Reader, cooperativeId: number): Promise<ReadonlyMap<number, string>> {
  const given = new Map<number, string>();
  const sql = `select p.action, u.login, p.decided_at, p.result from proposal p join app_user u on u.id = p.decided_by
    where p.cooperative_id = ? and p.state = 'approved'`;
  for await (const row of reader.iterate<DecidedRow>(sql, [cooperativeId])) {
    const { seq } = JSON.parse(row.result ?? '{}') as { seq?: number };
    if (seq === undefined) continue;
    const approval = `${row.login} ${row.decided_at}`;
    given.set(seq, approval);
    // The reversal comes just before the corrected event.
    if (row.action === CORRECT_EVENT) given.set(seq - 1, approval);
  }
  return given;
}

/** What cannot be recomputed but an auditor should know: imports, and when the operator confirmed the clock. */
export async function notesOf(reader: Reader, { id, code }: CooperativeRef): Promise<string[]> {
  const notes: string[] = [];
  for await (const { action, at, actor, said } of auditEntriesOf(reader, id, [BOOK_IMPORTED, CLOCK_ACCEPTED])) {
    if (action === CLOCK_ACCEPTED) {
      const { seq, headAt } = said as { seq: number; headAt: string };
      notes.push(`${code} seq ${seq}: ${actor} answered for the clock at ${at}; the record before says ${headAt}`);
      continue;
    }
    const { first, last, sha256, steps, signatures, approvals, approvers } = said as ImportedRange;
    const by = approvers.length === 0 ? '' : ` by ${approvers.join(', ')}`;
    notes.push(
      `${code} seq ${first} to ${last}: imported at ${at} from the file ${sha256}: ${approvals} approvals${by}, ${steps} steps, ${signatures} signatures`,
    );
  }
  return notes;
}
