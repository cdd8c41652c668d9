/** Closes a season: freezes its statements, posts a settlement entry per contract, chains the close and locks the season. */
import type { Season } from '../calendar/seasons';
import { lockSeason } from '../calendar/seasons';
import { yieldToEventLoop } from '../common/progress';
import type { Tx } from '../database/tx';
import type { CloseLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { sumFen } from '../domain/quantity/money';
import { accountOf, settlementEntry, type LedgerBalance } from '../domain/statement/entries';
import { closingIndex, type SubjectLines } from '../domain/statement/statement';
import { decodeSubjects } from '../domain/statement/statement-lines';
import type { Entry } from '../domain/ledger/posting';
import type { BookTransaction } from '../journal/transaction';
import { pagesOf, staleContracts } from '../contracts/histories';
import { draftPage, type SettlementFailure } from '../statements/drafts';

type BookedEntry = Entry & { seasonId: number; contractId: number };

/**
 * Closes the first open season within one unit of work. Whatever was recorded before is in the statements; whatever comes later is late.
 *
 * @throws DomainError settlement_failed naming the first contract that could not be settled; nothing is closed then
 */
export async function closeSeason(unit: BookTransaction, season: Season): Promise<void> {
  await unit.batch.flush();
  const failures: SettlementFailure[] = [];
  for (const page of pagesOf(await staleContracts(unit.tx, unit.cooperative.id, season.id))) {
    failures.push(...(await draftPage(unit.tx, unit.cooperative, season, page, true)));
    await yieldToEventLoop();
  }
  const [first] = failures;
  if (first)
    throw new DomainError(
      'settlement_failed',
      { failed: failures.length, contract: first.contract, reason: first.code },
      'season',
    );
  const entries = await settlementEntries(unit, season);
  const line: CloseLine = { type: 'close', cooperative: unit.cooperative.code, season: season.code };
  const { seq, at } = unit.batch.add({
    type: 'close',
    line,
    recordedAt: unit.now,
    ...unit.approval,
    seasonId: season.id,
    entries,
  });
  await unit.batch.flush();
  await freeze(unit.tx, unit.cooperative.id, season.id, seq);
  await lockSeason({ ...unit, now: at }, season, seq);
}

async function freeze(tx: Tx, cooperativeId: number, seasonId: number, seq: number): Promise<void> {
  await tx.run(
    `update contract set carry_season_id = ? where cooperative_id = ? and id in
     (select contract_id from statement where cooperative_id = ? and season_id = ?)`,
    [seasonId, cooperativeId, cooperativeId, seasonId],
  );
  // Confirmed is what was confirmed last, with the content that it is closed with (statement-life.ts).
  await tx.run(
    `update statement set closed_seq = ?, state = case when exists (
       select 1 from statement_step p where p.cooperative_id = statement.cooperative_id and p.season_id = statement.season_id
       and p.contract_id = statement.contract_id and p.state = 'confirmed' and p.sha256 = statement.sha256
       and not exists (select 1 from statement_step q where q.cooperative_id = p.cooperative_id and q.season_id = p.season_id
         and q.contract_id = p.contract_id and q.seq > p.seq)
     ) then 'closed_confirmed' else 'closed_unconfirmed' end where cooperative_id = ? and season_id = ?`,
    [seq, cooperativeId, seasonId],
  );
}

/** The settlement entries of contracts that need one, by key. */
async function settlementEntries(unit: BookTransaction, season: Season): Promise<BookedEntry[]> {
  const { tx, cooperative } = unit;
  const moved = await seasonMovements(tx, cooperative.id, season.id);
  const entries: BookedEntry[] = [];
  const statements = await tx.all<{ contract_id: number; number: string; lines: string; before: string | null }>(
    `select s.contract_id, c.number, s.lines, p.lines as before from statement s
     join contract c on c.cooperative_id = s.cooperative_id and c.id = s.contract_id
     left join statement p on p.cooperative_id = c.cooperative_id and p.season_id = c.carry_season_id and p.contract_id = c.id
     where s.cooperative_id = ? and s.season_id = ? order by s.contract_id`,
    [cooperative.id, season.id],
  );
  for (const s of statements) {
    const opening = s.before === null ? [] : closingBalances(s.number, decodeSubjects(s.before));
    const ledger = addUp([...opening, ...(moved.get(s.contract_id) ?? [])]);
    const entry = settlementEntry(s.number, season.to, decodeSubjects(s.lines), ledger);
    if (entry) entries.push({ ...entry, seasonId: season.id, contractId: s.contract_id });
  }
  return entries;
}

/** Balances at the end of a closed season are the closings of its statements. */
export function closingBalances(contract: string, subjects: readonly SubjectLines[]): LedgerBalance[] {
  return subjects.map((s) => ({ ...accountOf(contract, s), quantity: s.values[closingIndex(s.section)] as number }));
}

function addUp(balances: readonly LedgerBalance[]): LedgerBalance[] {
  const sums = new Map<string, LedgerBalance>();
  for (const b of balances) {
    const key = `${b.account} ${b.commodity}`;
    sums.set(key, { ...b, quantity: sumFen([b.quantity, sums.get(key)?.quantity ?? 0]) });
  }
  return [...sums.values()];
}

/** What the season's events have posted to each contract's accounts, from the running totals. */
async function seasonMovements(tx: Tx, cooperativeId: number, seasonId: number): Promise<Map<number, LedgerBalance[]>> {
  const rows = await tx.all<{ contract_id: number; name: string; commodity: string; debit: number; credit: number }>(
    `select a.contract_id, a.name, a.commodity, t.debit, t.credit from account_total t
     join account a on a.cooperative_id = t.cooperative_id and a.id = t.account_id
     where t.cooperative_id = ? and t.season_id = ? and a.contract_id is not null`,
    [cooperativeId, seasonId],
  );
  const moved = new Map<number, LedgerBalance[]>();
  for (const r of rows) {
    const balance = { account: r.name, commodity: r.commodity, quantity: r.debit - r.credit };
    const list = moved.get(r.contract_id);
    if (list) list.push(balance);
    else moved.set(r.contract_id, [balance]);
  }
  return moved;
}
