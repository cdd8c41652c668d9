/** Appends records, entries and postings of one cooperative: chains and buffers them, and writes them with the running totals. */
import type { SqlValue, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { recordJson, sha256 } from '../domain/ledger/chain';
import { assertBalanced, type Entry, type Posting } from '../domain/ledger/posting';

/** An entry with the keys it is stored under. */
export type BookedEntry = Entry & { readonly seasonId: number; readonly contractId: number };

/** A record to append. */
export interface NewRecord {
  readonly type: 'cooperative' | 'season' | 'household' | 'contract' | 'event' | 'statement' | 'signature' | 'close';
  /** In normal form. */
  readonly line: object;
  readonly recordedAt: string;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
  readonly contractId?: number;
  readonly seasonId?: number;
  readonly eventId?: string;
  readonly kind?: string;
  readonly happenedOn?: string;
  readonly bookedOn?: string;
  readonly entries: readonly BookedEntry[];
}

/** The place of a record in the chain. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** An account of the batch; it has a key once it was found or inserted. */
interface Account {
  readonly name: string;
  readonly commodity: string;
  readonly contractId: number | null;
  id?: number;
}

interface PendingPosting {
  readonly seq: number;
  readonly entry: number;
  readonly line: number;
  readonly seasonId: number;
  readonly account: Account;
  readonly quantity: number;
}

interface Total {
  readonly seasonId: number;
  readonly accountId: number;
  debit: number;
  credit: number;
  postings: number;
}

const RECORD_COLUMNS = [
  'cooperative_id', 'seq', 'type', 'recorded_at', 'approved_by', 'approved_at', 'line', 'booked_on', 'hash', 'contract_id', 'season_id', 'event_id',
  'kind', 'happened_on',
]; // prettier-ignore
const POSTING_COLUMNS = ['cooperative_id', 'seq', 'entry', 'line', 'account_id', 'quantity'];
const ACCOUNT_COLUMNS = ['cooperative_id', 'id', 'name', 'commodity', 'contract_id'];
const TOTAL_COLUMNS = ['cooperative_id', 'season_id', 'account_id', 'debit', 'credit', 'postings'];
const DEBIT = 'account_total.debit + excluded.debit';
const CREDIT = 'account_total.credit + excluded.credit';
const FITS = `${DEBIT} <= ${Number.MAX_SAFE_INTEGER} and ${CREDIT} <= ${Number.MAX_SAFE_INTEGER}`;
/** One side of a total: the sum, or only its excess over the other side. */
const sideOf = (own: string, other: string): string =>
  `case when ${FITS} then ${own} when ${own} > ${other} then ${own} - (${other}) else 0 end`;
/**
 * When a side of a total would go beyond 2^53 - 1, which no driver reads back exactly, subtracts the smaller side from both, so that amounts
 * taken back make room again. Changes nothing if even the balance is too large.
 */
const ADD_TO_TOTAL = `on conflict (cooperative_id, season_id, account_id) do update set debit = ${sideOf(DEBIT, CREDIT)},
  credit = ${sideOf(CREDIT, DEBIT)}, postings = account_total.postings + excluded.postings
  where ${DEBIT} - (${CREDIT}) between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`;
const FLUSH_AT = 2_000;
/** Accounts looked up in one statement. */
const LOOKUP = 400;

/** One per unit of work. Call `flush` before it ends and before reading what was added. */
export class JournalBatch {
  private records: SqlValue[][] = [];
  private postings: PendingPosting[] = [];
  /** By `name commodity`. */
  private readonly accounts = new Map<string, Account>();
  private unmet: Account[] = [];

  constructor(
    private readonly tx: Tx,
    private readonly cooperativeId: number,
    private chainHead: ChainHead,
    private nextAccount: number,
  ) {}

  get head(): ChainHead {
    return this.chainHead;
  }

  /** Whether so much is buffered that it should be flushed. */
  get isFull(): boolean {
    return this.records.length >= FLUSH_AT;
  }

  /**
   * Chains one record and buffers its rows. `recordedAt` never decreases, even if the clock goes back.
   *
   * @param line the canonical JSON of the record's line, if the caller has it
   * @throws DomainError postings_unbalanced, amount_too_large
   */
  add(record: NewRecord, line = canonicalJson(record.line)): ChainHead {
    for (const entry of record.entries) {
      assertBalanced(entry);
      if (!entry.postings.every((p) => Number.isSafeInteger(p.quantity))) throw new DomainError('amount_too_large');
    }
    const seq = this.chainHead.seq + 1;
    const recordedAt = record.recordedAt > this.chainHead.at ? record.recordedAt : this.chainHead.at;
    const hash = sha256(recordJson({ ...record, prev: this.chainHead.hash, seq, recordedAt }, line));
    this.chainHead = { seq, hash, at: recordedAt };
    this.records.push([
      this.cooperativeId,
      seq,
      record.type,
      recordedAt,
      record.approvedBy ?? null,
      record.approvedAt ?? null,
      line,
      record.bookedOn ?? null,
      hash,
      record.contractId ?? null,
      record.seasonId ?? null,
      record.eventId ?? null,
      record.kind ?? null,
      record.happenedOn ?? null,
    ]);
    record.entries.forEach((entry, i) => this.post(seq, i + 1, entry));
    return this.chainHead;
  }

  private post(seq: number, entryNumber: number, { seasonId, contractId, postings }: BookedEntry): void {
    postings.forEach((p, i) => {
      const account = this.account(p, contractId);
      this.postings.push({ seq, entry: entryNumber, line: i + 1, seasonId, account, quantity: p.quantity });
    });
  }

  private account({ account: name, commodity }: Posting, contractId: number): Account {
    const key = `${name} ${commodity}`;
    const known = this.accounts.get(key);
    if (known) return known;
    const account: Account = { name, commodity, contractId: name.startsWith('coop:') ? null : contractId };
    this.accounts.set(key, account);
    this.unmet.push(account);
    return account;
  }

  /** Writes the buffered rows, the totals (once per account and season) and the head of the chain. */
  async flush(): Promise<void> {
    if (this.records.length === 0) return;
    const { records, postings } = this;
    [this.records, this.postings] = [[], []];
    await this.meetAccounts();
    await this.tx.insertMany('book_record', RECORD_COLUMNS, records);
    const rows = postings.map((p) => [this.cooperativeId, p.seq, p.entry, p.line, keyOf(p), p.quantity]);
    await this.tx.insertMany('posting', POSTING_COLUMNS, rows);
    await this.addTotals(postings);
    const { seq, hash, at } = this.chainHead;
    await this.tx.run('update cooperative set head_seq = ?, head_hash = ?, head_at = ? where id = ?', [
      seq,
      hash,
      at,
      this.cooperativeId,
    ]);
  }

  /** Looks up the keys of accounts that are new to this batch, and inserts accounts that do not exist yet. */
  private async meetAccounts(): Promise<void> {
    const wanted = this.unmet;
    this.unmet = [];
    for (let i = 0; i < wanted.length; i += LOOKUP) {
      const part = wanted.slice(i, i + LOOKUP);
      const rows = await this.tx.all<{ id: number; name: string; commodity: string }>(
        `select id, name, commodity from account where cooperative_id = ? and (name, commodity) in (values ${part.map(() => '(?, ?)').join(', ')})`,
        [this.cooperativeId, ...part.flatMap((a) => [a.name, a.commodity])],
      );
      for (const row of rows) (this.accounts.get(`${row.name} ${row.commodity}`) as Account).id = row.id;
    }
    const opened = wanted.filter((a) => a.id === undefined);
    for (const account of opened) account.id = this.nextAccount++;
    const rows = opened.map((a) => [this.cooperativeId, a.id as number, a.name, a.commodity, a.contractId]);
    await this.tx.insertMany('account', ACCOUNT_COLUMNS, rows);
  }

  private async addTotals(postings: readonly PendingPosting[]): Promise<void> {
    const totals = new Map<string, Total>();
    for (const p of postings) {
      const accountId = keyOf(p);
      const key = `${p.seasonId} ${accountId}`;
      const total = totals.get(key) ?? { seasonId: p.seasonId, accountId, debit: 0, credit: 0, postings: 0 };
      if (p.quantity > 0) total.debit += p.quantity;
      else total.credit -= p.quantity;
      total.postings += 1;
      totals.set(key, total);
    }
    const all = [...totals.values()];
    if (!all.every((t) => Number.isSafeInteger(t.debit) && Number.isSafeInteger(t.credit)))
      throw new DomainError('amount_too_large');
    const rows = all.map((t) => [this.cooperativeId, t.seasonId, t.accountId, t.debit, t.credit, t.postings]);
    const changed = await this.tx.insertMany('account_total', TOTAL_COLUMNS, rows, ADD_TO_TOTAL);
    if (changed < rows.length) throw new DomainError('amount_too_large');
  }
}

/** The key of a posting's account, which was looked up before. */
function keyOf(p: PendingPosting): number {
  return p.account.id as number;
}

/**
 * The batch of a transaction; two batches of one cooperative must not be open in one.
 *
 * @throws Error when the cooperative has no row: its records would be a chain without a beginning
 */
export async function openBatch(tx: Tx, { id }: { readonly id: number }): Promise<JournalBatch> {
  const head = await tx.get<{ head_seq: number; head_hash: string; head_at: string | null }>(
    'select head_seq, head_hash, head_at from cooperative where id = ?',
    [id],
  );
  if (!head) throw new Error(`no cooperative ${id}`);
  const last = await tx.get<{ id: number | null }>('select max(id) as id from account where cooperative_id = ?', [id]);
  const { head_seq: seq, head_hash: hash, head_at: at } = head;
  return new JournalBatch(tx, id, { seq, hash, at: at ?? '' }, (last?.id ?? 0) + 1);
}
