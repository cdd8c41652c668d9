/** Reads statements: closed ones as frozen, open ones computed from the facts. */
import type { Season } from '../calendar/seasons';
import type { ContractRow } from '../contracts/contracts';
import { eachHistory, loadHistory, type LoadedContract } from '../contracts/histories';
import { byText, type Reader } from '../database/tx';
import { decodeSubjects, encodeSubjects, statementHead } from '../domain/statement/statement-lines';
import { stateNow, type StatementState, type TakenStep } from '../domain/statement/workflow';
import type { CooperativeRef } from '../parties/cooperatives';
import { makeStatement, viewOf, type StatementView } from './statement-maker';
import { lastSteps } from './workflow.queries';

export type { StatementView };

/** A stored closed statement. */
export interface StoredRow {
  readonly contract_id: number;
  readonly number: string;
  readonly household: string;
  readonly state: StatementState;
  readonly lines: string;
  readonly sha256: string;
}

/** All statements of a season by contract number (code points). */
export async function* readStatements(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  asKnown?: string,
): AsyncGenerator<StatementView> {
  if (season.closed) yield* readClosed(reader, cooperative, season);
  else yield* computeDrafts(reader, cooperative, season, asKnown);
}

export const STORED = `select s.contract_id, c.number, h.code as household, s.state, s.lines, s.sha256 from statement s
  join contract c on c.cooperative_id = s.cooperative_id and c.id = s.contract_id
  join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id`;

async function* readClosed(reader: Reader, cooperative: CooperativeRef, season: Season): AsyncGenerator<StatementView> {
  const sql = `${STORED} where s.cooperative_id = ? and s.season_id = ? and s.closed_seq is not null order by ${byText(reader, 'c.number')}`;
  for await (const row of reader.iterate<StoredRow>(sql, [cooperative.id, season.id]))
    yield storedView(cooperative, season, row);
}

export function storedView(
  cooperative: CooperativeRef,
  season: Season,
  row: StoredRow,
  isChanged = false,
): StatementView {
  const head = statementHead(cooperative, season, row);
  return viewOf({ head, subjects: decodeSubjects(row.lines), sha256: row.sha256 }, row.state, isChanged);
}

async function* computeDrafts(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  asKnown?: string,
): AsyncGenerator<StatementView> {
  const order = new Map<number, number>();
  const sql = `select id from contract where cooperative_id = ? and state = 'active' order by ${byText(reader, 'number')}`;
  for (const [i, row] of (await reader.all<{ id: number }>(sql, [cooperative.id])).entries()) order.set(row.id, i);
  // Computed in the order of keys but returned in the order of numbers; in between they wait in the compact stored form.
  const drafts: { at: number; isChanged: boolean; row: StoredRow }[] = [];
  const ids = [...order.keys()].sort((a, b) => a - b);
  for await (const { id, view } of openStatements(reader, cooperative, season, ids, asKnown))
    drafts.push({ at: order.get(id) as number, isChanged: view.isChanged, row: rowOf(id, view) });
  for (const { row, isChanged } of drafts.sort((a, b) => a.at - b.at))
    yield storedView(cooperative, season, row, isChanged);
}

function rowOf(contract_id: number, { contract, household, status, subjects, sha256 }: StatementView): StoredRow {
  return { contract_id, number: contract, household, state: status, lines: encodeSubjects(subjects), sha256 };
}

/** The statements of some contracts in an open season, in the order of the keys given. */
export async function* openStatements(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  ids: readonly number[],
  asKnown?: string,
): AsyncGenerator<{ readonly id: number; readonly view: StatementView }> {
  if (ids.length === 0) return;
  const range = { from: Math.min(...ids), to: Math.max(...ids) };
  const steps = await lastSteps(reader, { cooperativeId: cooperative.id, seasonId: season.id, ...range }, asKnown);
  const options = asKnown === undefined ? {} : { asKnown };
  for await (const loaded of eachHistory(reader, cooperative.id, ids, options)) {
    const { id } = loaded.contract;
    const view = draftView(cooperative, season, loaded, steps.get(id));
    if (view) yield { id, view };
  }
}

/** The statement of an open season. Its state is that of the last step, if that was about the current content. */
export function draftView(
  cooperative: CooperativeRef,
  season: Season,
  loaded: LoadedContract,
  last: TakenStep | undefined,
): StatementView | undefined {
  const made = makeStatement(cooperative, season, loaded);
  if (!made) return undefined;
  const { state, isChanged } = stateNow(last, made.sha256);
  return viewOf(made, state, isChanged);
}

/** One statement; undefined when the contract has none in that season. */
export async function findStatement(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  contract: ContractRow,
): Promise<StatementView | undefined> {
  const row = season.closed
    ? await reader.get<StoredRow>(
        `${STORED} where s.cooperative_id = ? and s.season_id = ? and s.contract_id = ? and s.closed_seq is not null`,
        [cooperative.id, season.id, contract.id],
      )
    : undefined;
  if (row) return storedView(cooperative, season, row);
  if (season.closed || contract.state !== 'active') return undefined;
  const key = { cooperativeId: cooperative.id, seasonId: season.id, from: contract.id, to: contract.id };
  const last = (await lastSteps(reader, key)).get(contract.id);
  const history = await loadHistory(reader, cooperative.id, contract);
  return draftView(cooperative, season, { contract, history }, last);
}
