/** Reads statements: closed ones as they were frozen, open ones computed from the facts. */
import { byText } from '../database/tx';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Season } from '../calendar/seasons';
import { CONTRACT_ROWS, type ContractRow } from '../contracts/contracts';
import { loadHistory } from '../contracts/histories';
import type { Reader } from '../database/tx';
import { settle, type SubjectLines } from '../domain/statement/statement';
import {
  decodeSubjects,
  encodeSubjects,
  statementHash,
  statementLines,
  statementNumber,
  type StatementLine,
} from '../domain/statement/statement-lines';
import { stateNow, type StatementState, type TakenStep } from '../domain/statement/workflow';
import type { CooperativeRef } from '../parties/cooperatives';
import { loadPage, pagesOf, type LoadedContract } from '../contracts/contract-pages';
import { lastSteps } from './workflow.queries';

/** Drafts computed at once. */
const DRAFTS = 100;

/** A statement ready to be shown or exported. */
export interface StatementView {
  readonly number: string;
  readonly contract: string;
  readonly household: string;
  readonly season: string;
  readonly status: StatementState;
  /** It was presented, and is a draft again since its content is another now. */
  readonly isChanged: boolean;
  readonly sha256: string;
  readonly subjects: readonly SubjectLines[];
  readonly lines: readonly StatementLine[];
}

/** A closed statement as it is kept. */
export interface StoredRow {
  readonly contract_id: number;
  readonly number: string;
  readonly household: string;
  readonly state: StatementState;
  readonly lines: string;
  readonly sha256: string;
}

/** All statements of a season, in the order of the contracts' numbers by code point. */
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

export function storedView(cooperative: CooperativeRef, season: Season, row: StoredRow): StatementView {
  const subjects = decodeSubjects(row.lines);
  return {
    number: statementNumber(season.code, row.number),
    contract: row.number,
    household: row.household,
    season: season.code,
    status: row.state,
    isChanged: false,
    sha256: row.sha256,
    subjects,
    lines: statementLines(
      { cooperative: cooperative.code, season: season.code, contract: row.number, household: row.household },
      subjects,
    ),
  };
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
  const steps = await lastSteps(reader, { cooperativeId: cooperative.id, seasonId: season.id }, asKnown);
  // Computed by key, given out by number: what waits in between waits in the short form in which statements are kept.
  const drafts: { at: number; isChanged: boolean; row: StoredRow }[] = [];
  for (const page of pagesOf(
    [...order.keys()].sort((a, b) => a - b),
    DRAFTS,
  )) {
    for (const loaded of await loadDrafts(reader, cooperative, page, asKnown)) {
      const { id } = loaded.contract;
      const view = draftView(cooperative, season, loaded, steps.get(id));
      if (view) drafts.push({ at: order.get(id) as number, isChanged: view.isChanged, row: rowOf(id, view) });
    }
    await breathe();
  }
  for (const { row, isChanged } of drafts.sort((a, b) => a.at - b.at))
    yield { ...storedView(cooperative, season, row), isChanged };
}

function rowOf(contract_id: number, { contract, household, status, subjects, sha256 }: StatementView): StoredRow {
  return { contract_id, number: contract, household, state: status, lines: encodeSubjects(subjects), sha256 };
}

async function loadDrafts(
  reader: Reader,
  cooperative: CooperativeRef,
  ids: readonly number[],
  asKnown?: string,
): Promise<LoadedContract[]> {
  if (asKnown === undefined) return loadPage(reader, cooperative.id, ids);
  const loaded: LoadedContract[] = [];
  for (const id of ids) {
    const contract = await reader.get<ContractRow & { recorded_at: string }>(
      `select x.*, r.recorded_at from (${CONTRACT_ROWS} where c.cooperative_id = ? and c.id = ?) x
       join book_record r on r.cooperative_id = x.cooperative_id and r.season_id is null and r.contract_id = x.id and r.type = 'contract'`,
      [cooperative.id, id],
    );
    if (!contract || contract.recorded_at > asKnown) continue;
    loaded.push({ contract, history: await loadHistory(reader, cooperative.id, contract, { asKnown }) });
  }
  return loaded;
}

/** The statement of an open season, from the facts; it stands where its last step left it, if that was about this content. */
export function draftView(
  cooperative: CooperativeRef,
  season: Season,
  { contract, history }: LoadedContract,
  last: TakenStep | undefined,
): StatementView | undefined {
  const settlement = settle(history, season);
  if (!settlement) return undefined;
  const { subjects } = settlement;
  const head = {
    cooperative: cooperative.code,
    season: season.code,
    contract: contract.number,
    household: contract.household,
  };
  const sha256 = statementHash(head, subjects);
  const { state, isChanged } = stateNow(last, sha256);
  return {
    number: statementNumber(season.code, contract.number),
    contract: contract.number,
    household: contract.household,
    season: season.code,
    status: state,
    isChanged,
    sha256,
    subjects,
    lines: statementLines(head, subjects),
  };
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
  return draftView(
    cooperative,
    season,
    { contract, history: await loadHistory(reader, cooperative.id, contract) },
    last,
  );
}
