/** Recomputes a cooperative's chain from what is stored, and reports the first record that does not match. */
import type { Reader } from '../database/tx';
import { WORKFLOW_TYPES } from '../domain/book/workflow-lines';
import { DomainError, type ErrorCode } from '../domain/errors';
import { GENESIS, recordJson, sha256 } from '../domain/ledger/chain';
import { assertBalanced, type Entry, type Posting } from '../domain/ledger/posting';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';

/** A record with the entries it made. */
export interface StoredRecord {
  readonly seq: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly line: string;
  readonly bookedOn: string | null;
  readonly hash: string;
  readonly contract: string | null;
  /** The row names a contract that does not exist. */
  readonly isLost: boolean;
  readonly seasonId: number | null;
  readonly eventId: string | null;
  readonly kind: string | null;
  readonly happenedOn: string | null;
  readonly entries: readonly Entry[];
  /** Postings of all entries. */
  readonly postings: number;
  /** Entries and their lines are numbered 1, 2, 3, … */
  readonly isNumbered: boolean;
}

interface Row {
  readonly seq: number;
  readonly type: string;
  readonly recorded_at: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  readonly line: string;
  readonly booked_on: string | null;
  readonly hash: string;
  readonly number: string | null;
  readonly contract_id: number | null;
  readonly season_id: number | null;
  readonly season_to: string | null;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly happened_on: string | null;
  readonly entry: number | null;
  readonly posting_line: number | null;
  readonly account: string | null;
  readonly commodity: string | null;
  readonly account_contract: string | null;
  readonly quantity: number | null;
}

const RECORDS = `select r.seq, r.type, r.recorded_at, r.approved_by, r.approved_at, r.line, r.booked_on, r.hash, c.number, r.contract_id, r.season_id,
    s.ends_on as season_to, r.event_id, r.kind, r.happened_on, p.entry, p.line as posting_line, a.name as account, a.commodity,
    ac.number as account_contract, p.quantity
  from book_record r
  left join posting p on p.cooperative_id = r.cooperative_id and p.seq = r.seq
  left join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join contract ac on ac.cooperative_id = a.cooperative_id and ac.id = a.contract_id
  left join contract c on c.cooperative_id = r.cooperative_id and c.id = r.contract_id
  left join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  where r.cooperative_id = ? order by r.seq, p.entry, p.line`;

/** All records of a cooperative in chain order. */
export async function* storedRecords(reader: Reader, cooperativeId: number): AsyncGenerator<StoredRecord> {
  let rows: Row[] = [];
  for await (const row of reader.iterate<Row>(RECORDS, [cooperativeId])) {
    if (rows[0] && rows[0].seq !== row.seq) {
      yield recordOf(rows);
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield recordOf(rows);
}

function recordOf(rows: readonly Row[]): StoredRecord {
  const r = rows[0] as Row;
  const entries = entriesOf(rows);
  return {
    seq: r.seq,
    type: r.type,
    recordedAt: r.recorded_at,
    approvedBy: r.approved_by,
    approvedAt: r.approved_at,
    line: r.line,
    bookedOn: r.booked_on,
    hash: r.hash,
    contract: r.number,
    isLost: r.number === null && r.contract_id !== null,
    seasonId: r.season_id,
    eventId: r.event_id,
    kind: r.kind,
    happenedOn: r.happened_on,
    // An event always makes one entry, with no postings when it moves nothing.
    entries:
      entries.length === 0 && r.type === 'event'
        ? [{ contract: r.number ?? '', bookedOn: r.booked_on ?? '', postings: [] }]
        : entries,
    postings: rows.filter((row) => row.entry !== null).length,
    isNumbered: isNumbered(rows),
  };
}

function isNumbered(rows: readonly Row[]): boolean {
  let [entry, line] = [0, 0];
  for (const row of rows) {
    if (row.entry === null) continue;
    if (row.entry === entry) line += 1;
    else [entry, line] = [entry + 1, 1];
    if (row.entry !== entry || row.posting_line !== line) return false;
  }
  return true;
}

function entriesOf(rows: readonly Row[]): Entry[] {
  const entries: { contract: string; bookedOn: string; postings: Posting[] }[] = [];
  let current = 0;
  for (const row of rows) {
    if (row.entry === null) continue;
    if (row.entry !== current) {
      entries.push({
        contract: row.number ?? row.account_contract ?? '',
        bookedOn: row.booked_on ?? row.season_to ?? '',
        postings: [],
      });
      current = row.entry;
    }
    entries
      .at(-1)
      ?.postings.push({ account: row.account ?? '', commodity: row.commodity ?? '', quantity: row.quantity ?? 0 });
  }
  return entries;
}

/** Walks a chain: takes every record in order and reports the first fault of each. */
export class ChainWalk {
  private prev = GENESIS;
  private seq = 0;
  private at = '';
  private postings = 0;

  next(r: StoredRecord): VerifyFault | undefined {
    if (r.seq !== this.seq + 1)
      return { seq: this.seq + 1, code: 'record_missing', what: `expected seq ${this.seq + 1}, found ${r.seq}` };
    const fault = this.check(r);
    this.prev = r.hash;
    this.seq = r.seq;
    this.at = r.recordedAt;
    this.postings += r.postings;
    return fault;
  }

  get postingsSeen(): number {
    return this.postings;
  }

  /** What the cooperative's row must contain at the end. */
  end(cooperative: CooperativeRow): VerifyFault | undefined {
    const { head_seq: seq, head_hash: hash, head_at: at } = cooperative;
    if (seq === this.seq && hash === this.prev) {
      return at === this.at ? undefined : { seq, code: 'chain_broken', what: `the head says ${at}, not ${this.at}` };
    }
    if (seq > this.seq)
      return {
        seq: this.seq + 1,
        code: 'record_missing',
        what: `the head says ${seq}, the last record is ${this.seq}`,
      };
    return { seq: this.seq, code: 'chain_broken', what: `the head says ${seq} ${hash}` };
  }

  private check(r: StoredRecord): VerifyFault | undefined {
    const wrong = (code: ErrorCode, what: string): VerifyFault => ({ seq: r.seq, code, what });
    for (const entry of r.entries) {
      try {
        assertBalanced(entry);
      } catch (error) {
        if (error instanceof DomainError)
          return wrong('postings_unbalanced', `${String(error.details['commodity'])} ${String(error.details['sum'])}`);
        throw error;
      }
    }
    // The hashed text contains both or neither, so that a time without a name would be in no hash.
    if ((r.approvedBy === null) !== (r.approvedAt === null))
      return wrong('chain_broken', 'an approval has either a name or a time, not both');
    if (r.recordedAt < this.at) return wrong('chain_broken', `recordedAt ${r.recordedAt} is before ${this.at}`);
    const json = recordJson(
      {
        prev: this.prev,
        seq: r.seq,
        recordedAt: r.recordedAt,
        ...(r.approvedBy === null ? {} : { approvedBy: r.approvedBy }),
        ...(r.approvedAt === null ? {} : { approvedAt: r.approvedAt }),
        ...(r.bookedOn === null ? {} : { bookedOn: r.bookedOn }),
        entries: r.entries,
      },
      r.line,
    );
    if (!r.isNumbered) return wrong('chain_broken', 'the postings are not numbered in order');
    return sha256(json) === r.hash ? columnsFault(r) : wrong('chain_broken', 'the hash does not match the record');
  }
}

/** Columns must have the same values as the hashed line. */
function columnsFault(r: StoredRecord): VerifyFault | undefined {
  const line = JSON.parse(r.line) as Record<string, unknown>;
  const isEvent = r.type === 'event';
  const isWorkflow = WORKFLOW_TYPES.has(r.type);
  const wanted = {
    type: line['type'],
    eventId: isEvent ? line['id'] : null,
    kind: isEvent ? line['kind'] : null,
    contract: isEvent || isWorkflow ? line['contract'] : r.type === 'contract' ? line['number'] : null,
    // A reversal may leave out its day, which is checked where the reversed event is known.
    happenedOn: isEvent ? (line['on'] ?? r.happenedOn) : null,
  };
  const differs = Object.entries(wanted).some(([key, value]) => r[key as keyof typeof wanted] !== value);
  const isFiled = (r.seasonId !== null) === (isEvent || isWorkflow || r.type === 'close');
  return differs || !isFiled || r.isLost
    ? { seq: r.seq, code: 'chain_broken', what: 'the record is filed under other keys than its line' }
    : undefined;
}

interface AccountRow {
  readonly name: string;
  readonly contract_id: number | null;
  readonly number: string | null;
}

/** Running totals. */
export const totalsCheck = firstFault('totals', ['account_total', 'posting'], totalsFault);
/** Accounts. */
export const accountsCheck = firstFault('accounts', ['account', 'posting'], accountsFault);

/** Postings and accounts that belong to no record, and accounts stored with a contract other than the one in their name. */
async function accountsFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { walk }: { readonly walk: ChainWalk },
): Promise<VerifyFault | undefined> {
  const wrong = (what: string): VerifyFault => ({ seq: cooperative.head_seq, code: 'record_missing', what });
  const stored = await reader.get<{ n: number }>('select count(*) as n from posting where cooperative_id = ?', [
    cooperative.id,
  ]);
  if (stored?.n !== walk.postingsSeen) return wrong(`${stored?.n ?? 0} postings, ${walk.postingsSeen} of records`);
  const unused = await reader.get<{ name: string }>(
    `select a.name from account a left join (select distinct account_id from account_total where cooperative_id = ?) t on t.account_id = a.id
     where a.cooperative_id = ? and t.account_id is null limit 1`,
    [cooperative.id, cooperative.id],
  );
  if (unused) return wrong(`account ${unused.name} has no postings`);
  const sql = `select a.name, a.contract_id, c.number from account a left join contract c on c.cooperative_id = a.cooperative_id and c.id = a.contract_id
    where a.cooperative_id = ?`;
  for await (const a of reader.iterate<AccountRow>(sql, [cooperative.id])) {
    if (contractOfAccount(a.name) !== a.number || (a.number === null) !== (a.contract_id === null))
      return wrong(`account ${a.name} is filed under ${a.number ?? 'no contract'}`);
  }
  return undefined;
}

/** Account names come from domain/ledger/accounts.ts; contract numbers contain no colon. */
function contractOfAccount(name: string): string | null {
  const [kind, second, third] = name.split(':');
  if (kind === 'coop') return null;
  return (kind === 'stock' ? third : second) ?? null;
}

/**
 * Running totals must be the sums of their postings, and there must be no others. For sums beyond 2^53 - 1 a total keeps only the difference
 * of its two sides.
 */
async function totalsFault(reader: Reader, cooperative: CooperativeRow): Promise<VerifyFault | undefined> {
  const sums = `select r.season_id, p.account_id, sum(case when p.quantity > 0 then p.quantity else 0 end) as debit,
      sum(case when p.quantity < 0 then -p.quantity else 0 end) as credit, count(*) as postings
    from posting p join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
    where p.cooperative_id = ? group by r.season_id, p.account_id`;
  const fault = (what: string): VerifyFault => ({ seq: cooperative.head_seq, code: 'totals_wrong', what });
  const wrong = await reader.get<{ account_id: number }>(
    `select x.account_id from (${sums}) x
     left join account_total t on t.cooperative_id = ? and t.season_id = x.season_id and t.account_id = x.account_id
     where t.account_id is null or t.debit - t.credit <> x.debit - x.credit or t.postings <> x.postings
       or (x.debit <= ${Number.MAX_SAFE_INTEGER} and x.credit <= ${Number.MAX_SAFE_INTEGER} and t.debit <> x.debit) order by x.account_id limit 1`,
    [cooperative.id, cooperative.id],
  );
  if (wrong) return fault(await accountName(reader, cooperative.id, wrong.account_id));
  const counts = await reader.get<{ found: number; expected: number }>(
    `select (select count(*) from account_total where cooperative_id = ?) as found, (select count(*) from (${sums}) x) as expected`,
    [cooperative.id, cooperative.id],
  );
  return counts && counts.found !== counts.expected
    ? fault(`${counts.found} totals, ${counts.expected} expected`)
    : undefined;
}

async function accountName(reader: Reader, cooperativeId: number, id: number): Promise<string> {
  const row = await reader.get<{ name: string; commodity: string }>(
    'select name, commodity from account where cooperative_id = ? and id = ?',
    [cooperativeId, id],
  );
  return row ? `${row.name} ${row.commodity}` : `account ${id}`;
}
