/** Appends records, entries and postings of one cooperative: buffers them, chains them, and writes them with the running totals. */
import type { SqlValue, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { recordJson, sha256 } from '../domain/ledger/chain';
import { assertBalanced, type Entry } from '../domain/ledger/posting';

/** An entry with the keys it is stored under. */
export type BookedEntry = Entry & { readonly seasonId: number; readonly contractId: number };

/** A record to append. */
export interface NewRecord {
  readonly type: 'cooperative' | 'season' | 'household' | 'contract' | 'event' | 'close';
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

/** Where a record stands in the chain. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

interface PendingPosting {
  readonly seq: number;
  readonly entry: number;
  readonly line: number;
  readonly seasonId: number;
  readonly contractId: number;
  readonly account: string;
  readonly commodity: string;
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
const FLUSH_AT = 2_000;
/** Accounts asked for in one statement. */
const LOOKUP = 400;

/** One per unit of work; `flush` before the unit ends and before reading what was added. */
export class JournalBatch {
  private records: SqlValue[][] = [];
  private postings: PendingPosting[] = [];
  /** `name commodity` -> key; filled as accounts are met. */
  private readonly accounts = new Map<string, number>();

  constructor(
    private readonly tx: Tx,
    private readonly cooperativeId: number,
    private chainHead: ChainHead,
    private nextAccount: number,
  ) {}

  get head(): ChainHead {
    return this.chainHead;
  }

  /** Whether enough is buffered that it should be written. */
  get isFull(): boolean {
    return this.records.length >= FLUSH_AT;
  }

  /**
   * Chains one record and buffers its rows. `recordedAt` never decreases: a clock that went back is not believed.
   *
   * @throws DomainError postings_unbalanced, amount_too_large
   */
  add(record: NewRecord): ChainHead {
    for (const entry of record.entries) {
      assertBalanced(entry);
      if (!entry.postings.every((p) => Number.isSafeInteger(p.quantity))) throw new DomainError('amount_too_large');
    }
    const seq = this.chainHead.seq + 1;
    const recordedAt = record.recordedAt > this.chainHead.at ? record.recordedAt : this.chainHead.at;
    const line = canonicalJson(record.line);
    const hash = sha256(
      recordJson({ ...record, prev: this.chainHead.hash, seq, recordedAt, entries: record.entries }, line),
    );
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

  private post(seq: number, entryNumber: number, entry: BookedEntry): void {
    const { seasonId, contractId } = entry;
    entry.postings.forEach((p, i) => {
      this.postings.push({
        seq,
        entry: entryNumber,
        line: i + 1,
        seasonId,
        contractId,
        account: p.account,
        commodity: p.commodity,
        quantity: p.quantity,
      });
    });
  }

  /** Writes what is buffered, the totals once per account and season, and the head. */
  async flush(): Promise<void> {
    if (this.records.length === 0) return;
    const { records, postings } = this;
    [this.records, this.postings] = [[], []];
    await this.meetAccounts(postings);
    await this.tx.insertMany('book_record', RECORD_COLUMNS, records);
    const rows = postings.map((p) => [this.cooperativeId, p.seq, p.entry, p.line, this.accountOf(p), p.quantity]);
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

  private accountOf(p: PendingPosting): number {
    return this.accounts.get(keyOf(p)) as number;
  }

  /** Finds the keys of accounts not met yet in this unit, and opens those that are new. */
  private async meetAccounts(postings: readonly PendingPosting[]): Promise<void> {
    const unmet = new Map<string, PendingPosting>();
    for (const p of postings) {
      const key = keyOf(p);
      if (!this.accounts.has(key) && !unmet.has(key)) unmet.set(key, p);
    }
    const asked = [...unmet.values()];
    for (let i = 0; i < asked.length; i += LOOKUP) {
      const part = asked.slice(i, i + LOOKUP);
      const rows = await this.tx.all<{ id: number; name: string; commodity: string }>(
        `select id, name, commodity from account where cooperative_id = ? and (name, commodity) in (values ${part.map(() => '(?, ?)').join(', ')})`,
        [this.cooperativeId, ...part.flatMap((p) => [p.account, p.commodity])],
      );
      for (const row of rows) this.accounts.set(`${row.name} ${row.commodity}`, row.id);
    }
    const opened: SqlValue[][] = [];
    for (const [key, p] of unmet) {
      if (this.accounts.has(key)) continue;
      this.accounts.set(key, this.nextAccount);
      opened.push([
        this.cooperativeId,
        this.nextAccount,
        p.account,
        p.commodity,
        p.account.startsWith('coop:') ? null : p.contractId,
      ]);
      this.nextAccount += 1;
    }
    await this.tx.insertMany('account', ACCOUNT_COLUMNS, opened);
  }

  private async addTotals(postings: readonly PendingPosting[]): Promise<void> {
    const totals = new Map<string, Total>();
    for (const p of postings) {
      const accountId = this.accountOf(p);
      const key = `${p.seasonId} ${accountId}`;
      const total = totals.get(key) ?? { seasonId: p.seasonId, accountId, debit: 0, credit: 0, postings: 0 };
      if (p.quantity > 0) total.debit += p.quantity;
      else total.credit -= p.quantity;
      total.postings += 1;
      totals.set(key, total);
    }
    for (const t of totals.values()) {
      if (!Number.isSafeInteger(t.debit) || !Number.isSafeInteger(t.credit)) throw new DomainError('amount_too_large');
      const changed = await this.tx.run(ADD_TOTAL, [
        this.cooperativeId,
        t.seasonId,
        t.accountId,
        t.debit,
        t.credit,
        t.postings,
      ]);
      if (changed === 0) throw new DomainError('amount_too_large');
    }
  }
}

/** Changes nothing when a total would go beyond 2^53 - 1, where neither database's driver reads it back exactly. */
const ADD_TOTAL = `insert into account_total (cooperative_id, season_id, account_id, debit, credit, postings) values (?, ?, ?, ?, ?, ?)
  on conflict (cooperative_id, season_id, account_id) do update set debit = account_total.debit + excluded.debit,
  credit = account_total.credit + excluded.credit, postings = account_total.postings + excluded.postings
  where account_total.debit + excluded.debit <= ${Number.MAX_SAFE_INTEGER} and account_total.credit + excluded.credit <= ${Number.MAX_SAFE_INTEGER}`;

function keyOf(p: PendingPosting): string {
  return `${p.account} ${p.commodity}`;
}
