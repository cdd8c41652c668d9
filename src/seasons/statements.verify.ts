/** Recomputes every closed statement from the whole history, and the ledger's balances against them. */
import { listSeasons, type Season } from '../calendar/seasons';
import type { Run } from '../common/progress';
import { ownRecord } from '../contracts/contracts.queries';
import { eachHistory, type LoadedContract } from '../contracts/histories';
import type { Reader } from '../database/tx';
import type { SubjectLines } from '../domain/statement/statement';
import { nextState, stateNow, type TakenStep } from '../domain/statement/workflow';
import { statementNumber } from '../domain/statement/statement-lines';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { keptForm, makeStatement, type KeptStatement } from '../statements/statement-maker';
import { closingBalances } from './close';

interface StoredRow extends KeptStatement {
  readonly season_id: number;
  readonly state: string;
  readonly basis_seq: number;
  readonly closed_seq: number;
}

/** Closed statements. */
export const statementsCheck = firstFault('statements', ['statement'], statementsFault);

/** The first closed statement that is not what the facts give, if there is one. */
async function statementsFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { run }: { readonly run: Run },
): Promise<VerifyFault | undefined> {
  const seasons = (await listSeasons(reader, cooperative.id)).filter((s) => s.closed);
  if (seasons.length === 0) return undefined;
  const ids = await reader.all<{ id: number }>(
    `select id from contract where cooperative_id = ? and state = 'active' order by id`,
    [cooperative.id],
  );
  let checked = 0;
  const contracts = eachHistory(reader, cooperative.id, ids.map(({ id }) => id), { whole: true }); // prettier-ignore
  for await (const loaded of contracts) {
    run.signal.throwIfAborted();
    const result = await checkContract(reader, cooperative, seasons, loaded);
    if (typeof result !== 'number') return result;
    checked += result;
  }
  const closed = await reader.get<{ n: number }>(
    `select count(*) as n from statement where cooperative_id = ? and (closed_seq is not null or season_id in (${seasons.map(() => '?').join(', ')}))`,
    [cooperative.id, ...seasons.map((s) => s.id)],
  );
  if (closed?.n === checked) return undefined;
  return {
    seq: cooperative.head_seq,
    code: 'statement_wrong',
    what: `${closed?.n ?? 0} closed statements, ${checked} expected`,
  };
}

/** How many closed statements of the contract are right, or the first fault. */
async function checkContract(
  reader: Reader,
  cooperative: CooperativeRow,
  seasons: readonly Season[],
  loaded: LoadedContract,
): Promise<number | VerifyFault> {
  const { contract, history } = loaded;
  const rows = await reader.all<StoredRow>(
    `select season_id, lines, sha256, carry, state, basis_seq, closed_seq from statement
     where cooperative_id = ? and season_id in (${seasons.map(() => '?').join(', ')}) and contract_id = ? and closed_seq is not null`,
    [cooperative.id, ...seasons.map((s) => s.id), contract.id],
  );
  const stored = new Map(rows.map((r) => [r.season_id, r]));
  const records = [await ownRecord(reader, cooperative.id, contract.id), ...history.facts.map((f) => f.seq)];
  const lasts = await lastStepsIn(reader, cooperative.id, contract.id, seasons);
  const ledger = await accountBalances(reader, cooperative.id, contract.id, seasons);
  for (const season of seasons) {
    const made = makeStatement(cooperative, season, loaded);
    const row = stored.get(season.id);
    const what = statementNumber(season.code, contract.number);
    const wrong = (code: VerifyFault['code'], why: string): VerifyFault => ({
      seq: row?.closed_seq ?? season.closedSeq ?? 0,
      code,
      what: `${what} ${why}`,
    });
    if (!made) {
      if (row) return wrong('statement_wrong', 'should not be there');
      continue;
    }
    if (!row) return wrong('statement_wrong', 'is missing');
    const kept = keptForm(made);
    if (row.lines !== kept.lines) return wrong('statement_wrong', 'differs from the facts');
    if (row.sha256 !== kept.sha256) return wrong('statement_wrong', 'has another hash');
    if (row.carry !== kept.carry) return wrong('statement_wrong', 'carries another position');
    if (!isFrozen(row, season, records, lasts.get(season.id)))
      return wrong('statement_wrong', 'was not closed with its season');
    const account = ledgerFault(contract.number, made.subjects, ledger, season.id);
    if (account) return wrong('totals_wrong', account);
  }
  return rows.length;
}

/** The contract's last step in each season; the steps themselves are checked in life.verify.ts. */
async function lastStepsIn(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  seasons: readonly Season[],
): Promise<Map<number, TakenStep>> {
  const rows = await reader.all<TakenStep & { season_id: number }>(
    `select season_id, state, sha256 from statement_step
     where cooperative_id = ? and season_id in (${seasons.map(() => '?').join(', ')}) and contract_id = ? order by seq`,
    [cooperativeId, ...seasons.map((s) => s.id), contractId],
  );
  return new Map(rows.map((r) => [r.season_id, r]));
}

/** A closed statement stands on all records of its contract before the closing, in the state that its last step left it in. */
function isFrozen(row: StoredRow, season: Season, records: readonly number[], step: TakenStep | undefined): boolean {
  const last = Math.max(...records.filter((seq) => seq < row.closed_seq));
  const state = nextState(stateNow(step, row.sha256).state, 'close');
  return row.closed_seq === season.closedSeq && row.state === state && row.basis_seq === last;
}

type Balances = ReadonlyMap<string, readonly { readonly seasonId: number; readonly quantity: number }[]>;

// CROSS JOIN keeps SQLite from beginning with all totals of a season.
async function accountBalances(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  seasons: readonly Season[],
): Promise<Balances> {
  const rows = await reader.all<{ season_id: number; name: string; commodity: string; debit: number; credit: number }>(
    `select t.season_id, a.name, a.commodity, t.debit, t.credit from account a
     cross join account_total t
     where a.cooperative_id = ? and a.contract_id = ? and t.cooperative_id = a.cooperative_id and t.account_id = a.id and t.season_id in (${seasons.map(() => '?').join(', ')})`,
    [cooperativeId, contractId, ...seasons.map((s) => s.id)],
  );
  const balances = new Map<string, { seasonId: number; quantity: number }[]>();
  for (const r of rows) {
    const key = `${r.name} ${r.commodity}`;
    balances.set(key, [...(balances.get(key) ?? []), { seasonId: r.season_id, quantity: r.debit - r.credit }]);
  }
  return balances;
}

/** Every account of the contract must stand at its statement's closing when the season ends. */
function ledgerFault(
  contract: string,
  subjects: readonly SubjectLines[],
  ledger: Balances,
  seasonId: number,
): string | undefined {
  const closings = new Map(closingBalances(contract, subjects).map((b) => [`${b.account} ${b.commodity}`, b.quantity]));
  for (const key of new Set([...closings.keys(), ...ledger.keys()])) {
    const sum = (ledger.get(key) ?? []).reduce((total, b) => (b.seasonId <= seasonId ? total + b.quantity : total), 0);
    if (sum !== (closings.get(key) ?? 0)) return `${key} stands at ${sum} instead of ${closings.get(key) ?? 0}`;
  }
  return undefined;
}
