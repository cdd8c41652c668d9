/** Loads the histories of contracts: what was carried from the last closed season and the facts since, or all facts, as known now or at an instant. */
import { yieldToEventLoop } from '../common/progress';
import { byText, type Reader, type SqlValue } from '../database/tx';
import { History, needsWholeHistory } from '../domain/contract/history';
import { DomainError } from '../domain/errors';
import type { CooperativeRef } from '../parties/cooperatives';
import { CONTRACT_ROWS, type ContractRow } from './contracts';
import { carryOf, FACT_COLUMNS, frameOf, toFacts, versionOf, versionsKnown, type CarryRow, type FactRow, type VersionRow } from './facts'; // prettier-ignore

/** How much of a history to load. */
export interface HistoryOptions {
  /** Only what was recorded by this instant; no carried position is used then. */
  readonly asKnown?: string;
  /** All facts, without a carried position. */
  readonly whole?: boolean;
  /** Nothing after this season, the first open one: for its statement later facts do not matter. */
  readonly upToSeason?: number;
}

/** A contract with its history. */
export interface LoadedContract {
  readonly contract: ContractRow;
  readonly history: History;
}

/** Contracts whose histories are held at once: of whole ones few, since they go as they came while they are young, which collects them cheaply. */
const AT_ONCE = 100;
const WHOLE_AT_ONCE = 16;
const PAGE = 500;

/**
 * The history of an active contract, in the shortest form that gives the right position on any open day.
 *
 * @throws DomainError contract_not_active; contract_unknown when it was recorded only after the instant
 */
export async function loadHistory(
  reader: Reader,
  cooperativeId: number,
  contract: ContractRow,
  options: HistoryOptions = {},
): Promise<History> {
  const [loaded] = await withHistories(reader, cooperativeId, [contract], options);
  if (!loaded) throw new DomainError('contract_unknown', { contract: contract.number }, 'contract');
  return loaded.history;
}

/** The active contracts among those with the keys, in their order, each with its history; without those that were not known at the instant. */
export async function loadPage(
  reader: Reader,
  cooperativeId: number,
  ids: readonly number[],
  options: HistoryOptions = {},
): Promise<LoadedContract[]> {
  if (ids.length === 0) return [];
  const { sql, params } = among('c.id', ids);
  const rows = await reader.all<ContractRow>(
    `${CONTRACT_ROWS} where c.cooperative_id = ? and ${sql} and c.state = 'active'`,
    [cooperativeId, ...params],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return withHistories(reader, cooperativeId, ids.flatMap((id) => byId.get(id) ?? []), options); // prettier-ignore
}

/** The same of any number of contracts, page by page; others are served between two pages. */
export async function* eachHistory(
  reader: Reader,
  cooperativeId: number,
  ids: readonly number[],
  options: HistoryOptions = {},
): AsyncGenerator<LoadedContract> {
  for (const page of pagesOf(ids, options.whole ? WHOLE_AT_ONCE : AT_ONCE)) {
    yield* await loadPage(reader, cooperativeId, page, options);
    await yieldToEventLoop();
  }
}

/** All active contracts with their whole histories, by household and number in code-point order: for reports on what happened. */
export async function* wholeHistories(
  reader: Reader,
  cooperative: CooperativeRef,
  asKnown?: string,
): AsyncGenerator<LoadedContract> {
  const ids = await reader.all<{ id: number }>(
    `select c.id from contract c join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
     where c.cooperative_id = ? and c.state = 'active' order by ${byText(reader, 'h.code')}, ${byText(reader, 'c.number')}`,
    [cooperative.id],
  );
  const options = { whole: true, ...(asKnown === undefined ? {} : { asKnown }) };
  yield* eachHistory(reader, cooperative.id, ids.map(({ id }) => id), options); // prettier-ignore
}

/**
 * The keys of all active contracts of a cooperative that have no statement of the season as new as their last record. Left out are those that
 * cannot have one: they had begun and yet had no statement when the season before was closed, and nothing came since.
 */
export async function staleContracts(reader: Reader, cooperativeId: number, seasonId: number): Promise<number[]> {
  const rows = await reader.all<{ id: number }>(
    `select c.id from contract c
     left join statement s on s.cooperative_id = c.cooperative_id and s.season_id = ? and s.contract_id = c.id
     left join season p on p.cooperative_id = c.cooperative_id and p.id = ? and p.closed_seq is not null
     where c.cooperative_id = ? and c.state = 'active' and (s.basis_seq is null or s.basis_seq <> c.last_seq)
     and (p.id is null or c.booked_from > p.ends_on or c.carry_season_id = p.id or c.last_seq > p.closed_seq
       or exists (select 1 from book_record r where r.cooperative_id = c.cooperative_id and r.season_id = ? and r.contract_id = c.id))
     order by c.id`,
    [seasonId, seasonId - 1, cooperativeId, seasonId],
  );
  return rows.map((r) => r.id);
}

/** The keys of all active contracts whose last record is another than the one that is known of them. */
export async function changedContracts(
  reader: Reader,
  cooperativeId: number,
  lastSeqOf: (id: number) => number | undefined,
): Promise<number[]> {
  const rows = await reader.all<{ id: number; last_seq: number }>(
    "select id, last_seq from contract where cooperative_id = ? and state = 'active' order by id",
    [cooperativeId],
  );
  return rows.filter((row) => lastSeqOf(row.id) !== Number(row.last_seq)).map((row) => row.id);
}

/** Splits keys into pages of bounded size. */
export function pagesOf(ids: readonly number[], size = PAGE): number[][] {
  const pages: number[][] = [];
  for (let i = 0; i < ids.length; i += size) pages.push(ids.slice(i, i + size));
  return pages;
}

async function withHistories(
  reader: Reader,
  cooperativeId: number,
  all: readonly ContractRow[],
  { asKnown, whole = asKnown !== undefined, upToSeason }: HistoryOptions,
): Promise<LoadedContract[]> {
  const contracts = asKnown === undefined ? all : await recordedBy(reader, cooperativeId, all, asKnown);
  if (contracts.length === 0) return [];
  const ids = contracts.map(({ id }) => id);
  const isCarried = !whole && contracts.some((c) => c.carry_season_id !== null);
  const carries = isCarried ? await carriesOf(reader, cooperativeId, ids) : new Map<number, CarryRow[]>();
  const versions = await versionsOf(reader, cooperativeId, ids);
  const facts = await factsOf(reader, cooperativeId, ids, { whole, ...(asKnown === undefined ? {} : { asKnown }), ...(upToSeason === undefined ? {} : { upToSeason }) }); // prettier-ignore
  const loaded: LoadedContract[] = [];
  for (const contract of contracts) {
    const frame = frameOf(contract);
    const [row] = carries.get(contract.id) ?? [];
    if (!row && !whole && contract.carry_season_id !== null)
      throw new DomainError('record_missing', { what: `statement ${contract.number}` });
    const openedWith = row && carryOf(row);
    const known = toFacts(facts.get(contract.id) ?? []);
    const amended = versions.get(contract.id) ?? [];
    const terms = asKnown === undefined ? amended.map((v) => versionOf(v)) : versionsKnown(amended, known);
    const history =
      openedWith && needsWholeHistory(openedWith, known)
        ? await loadHistory(reader, cooperativeId, contract, { whole: true })
        : new History(frame, terms, known, openedWith);
    loaded.push({ contract, history });
  }
  return loaded;
}

/** Those that had been recorded by an instant. */
async function recordedBy(
  reader: Reader,
  cooperativeId: number,
  contracts: readonly ContractRow[],
  asKnown: string,
): Promise<ContractRow[]> {
  if (contracts.length === 0) return [];
  const { sql, params } = among('contract_id', contracts.map(({ id }) => id)); // prettier-ignore
  const rows = await reader.all<{ contract_id: number }>(
    `select contract_id from book_record where cooperative_id = ? and season_id is null and ${sql} and type = 'contract' and recorded_at <= ?`,
    [cooperativeId, ...params, asKnown],
  );
  const known = new Set(rows.map((row) => row.contract_id));
  return contracts.filter(({ id }) => known.has(id));
}

function carriesOf(reader: Reader, cooperativeId: number, ids: readonly number[]): Promise<Map<number, CarryRow[]>> {
  const { sql, params } = among('c.id', ids);
  return byContract<CarryRow>(
    reader,
    `select s.contract_id, s.carry, e.ends_on from contract c
     join statement s on s.cooperative_id = c.cooperative_id and s.season_id = c.carry_season_id and s.contract_id = c.id
     join season e on e.cooperative_id = s.cooperative_id and e.id = s.season_id
     where c.cooperative_id = ? and ${sql}`,
    [cooperativeId, ...params],
  );
}

function versionsOf(reader: Reader, cooperativeId: number, ids: readonly number[]): Promise<Map<number, VersionRow[]>> {
  const { sql, params } = among('contract_id', ids);
  return byContract<VersionRow>(
    reader,
    `select contract_id, seq, in_force_from, reversed_from, terms from terms_version
     where cooperative_id = ? and ${sql} order by contract_id, seq`,
    [cooperativeId, ...params],
  );
}

/**
 * All facts, or those since the last closing: every contract with a fact in a closed season had a statement then, and so has a carry.
 * The seasons are listed, since of a range of them the index would give every contract for every page; and facts of later seasons are
 * booked later, so that they come in the order of their days.
 */
function factsOf(
  reader: Reader,
  cooperativeId: number,
  ids: readonly number[],
  { whole, asKnown, upToSeason }: HistoryOptions,
): Promise<Map<number, FactRow[]>> {
  const { sql, params } = among('contract_id', ids);
  return byContract<FactRow>(
    reader,
    `select ${FACT_COLUMNS} from book_record where cooperative_id = ?
     and season_id in (select id from season where cooperative_id = ? ${whole ? '' : 'and closed_seq is null'} and id <= ?)
     and ${sql} and event_id is not null ${asKnown === undefined ? '' : 'and recorded_at <= ?'} order by season_id, contract_id, booked_on, seq`,
    [cooperativeId, cooperativeId, upToSeason ?? 1_000_000, ...params, ...(asKnown === undefined ? [] : [asKnown])],
  );
}

/** A condition for keys: of those that lie close together a range, which reads along the index, else each of them. */
function among(column: string, ids: readonly number[]): { sql: string; params: readonly number[] } {
  const [low, high] = [Math.min(...ids), Math.max(...ids)];
  if (ids.length > 1 && high - low < 2 * ids.length) return { sql: `${column} between ? and ?`, params: [low, high] };
  return { sql: `${column} in (${ids.map(() => '?').join(', ')})`, params: ids };
}

async function byContract<T extends { readonly contract_id: number }>(
  reader: Reader,
  sql: string,
  params: readonly SqlValue[],
): Promise<Map<number, T[]>> {
  const groups = new Map<number, T[]>();
  for (const row of await reader.all<T>(sql, params)) {
    const group = groups.get(row.contract_id);
    if (group) group.push(row);
    else groups.set(row.contract_id, [row]);
  }
  return groups;
}
