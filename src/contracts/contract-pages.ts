/** Reads the histories of many contracts at once, in pages by key, at a cost that follows the facts since the last closing and not the past. */
import { carryOf, FACT_COLUMNS, frameOf, loadHistory, toFacts, versionOf, type FactRow } from './histories';
import { CONTRACT_ROWS, type ContractRow } from './contracts';
import type { Reader } from '../database/tx';
import { History, needsWholeHistory, type TermsVersion } from '../domain/contract/history';

/** A contract with its history and, where one is stored, what its statement of the season was computed from. */
export interface LoadedContract {
  readonly contract: ContractRow;
  readonly history: History;
}

const PAGE = 500;

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

/** Splits keys into pages of bounded size. */
export function pagesOf(ids: readonly number[], size = PAGE): number[][] {
  const pages: number[][] = [];
  for (let i = 0; i < ids.length; i += size) pages.push(ids.slice(i, i + size));
  return pages;
}

/**
 * The contracts of one page with their histories.
 *
 * @param ids in ascending order
 * @param onlySeason the season asked for, when it is the first open one: later facts then cannot matter and are not read
 */
export async function loadPage(
  reader: Reader,
  cooperativeId: number,
  ids: readonly number[],
  onlySeason?: number,
): Promise<LoadedContract[]> {
  const [low, high] = [ids[0] as number, ids.at(-1) as number];
  const wanted = new Set(ids);
  const contracts = await reader.all<ContractRow>(
    `${CONTRACT_ROWS} where c.cooperative_id = ? and c.id between ? and ? order by c.id`,
    [cooperativeId, low, high],
  );
  const carries = await carriesOf(reader, cooperativeId, low, high);
  const versions = await versionsOf(reader, cooperativeId, low, high);
  const facts = await factsSince(reader, cooperativeId, low, high, onlySeason);
  const loaded: LoadedContract[] = [];
  for (const contract of contracts) {
    if (!wanted.has(contract.id)) continue;
    const carry = carries.get(contract.id);
    const since = toFacts((facts.get(contract.id) ?? []).filter((f) => carry === undefined || f.booked_on > carry.on));
    const isWhole = carry === undefined || !needsWholeHistory(carry, since);
    const history = isWhole
      ? new History(frameOf(contract), versions.get(contract.id) ?? [], since, carry)
      : await loadHistory(reader, cooperativeId, contract, { whole: true });
    loaded.push({ contract, history });
  }
  return loaded;
}

async function carriesOf(
  reader: Reader,
  cooperativeId: number,
  low: number,
  high: number,
): Promise<Map<number, ReturnType<typeof carryOf>>> {
  const rows = await reader.all<{ contract_id: number; carry: string; ends_on: string; season_id: number }>(
    `select s.contract_id, s.carry, e.ends_on, s.season_id from contract c
     join statement s on s.cooperative_id = c.cooperative_id and s.season_id = c.carry_season_id and s.contract_id = c.id
     join season e on e.cooperative_id = s.cooperative_id and e.id = s.season_id
     where c.cooperative_id = ? and c.id between ? and ?`,
    [cooperativeId, low, high],
  );
  return new Map(rows.map((r) => [r.contract_id, carryOf(r.carry, r.ends_on, r.season_id)]));
}

async function versionsOf(
  reader: Reader,
  cooperativeId: number,
  low: number,
  high: number,
): Promise<Map<number, TermsVersion[]>> {
  const rows = await reader.all<Parameters<typeof versionOf>[0] & { contract_id: number }>(
    `select contract_id, seq, in_force_from, reversed_from, terms from terms_version
     where cooperative_id = ? and contract_id between ? and ? order by contract_id, seq`,
    [cooperativeId, low, high],
  );
  const versions = new Map<number, TermsVersion[]>();
  for (const row of rows) versions.set(row.contract_id, [...(versions.get(row.contract_id) ?? []), versionOf(row)]);
  return versions;
}

/**
 * The facts since the last closing, by contract. Every contract with a fact in a closed season had a statement then, and so has a carry.
 * The seasons are listed, since of a range of them the index would give every contract for every page.
 */
async function factsSince(
  reader: Reader,
  cooperativeId: number,
  low: number,
  high: number,
  onlySeason?: number,
): Promise<Map<number, FactRow[]>> {
  const first = await reader.get<{ id: number | null }>(
    'select min(id) as id from season where cooperative_id = ? and closed_seq is null',
    [cooperativeId],
  );
  const from = first?.id ?? 1;
  const rows = await reader.all<FactRow>(
    `select ${FACT_COLUMNS} from book_record
     where cooperative_id = ? and season_id in (select id from season where cooperative_id = ? and id between ? and ?)
     and contract_id between ? and ? and event_id is not null order by season_id, contract_id, booked_on, seq`,
    [cooperativeId, cooperativeId, from, onlySeason ?? 1_000_000, low, high],
  );
  const facts = new Map<number, FactRow[]>();
  for (const row of rows) {
    const list = facts.get(row.contract_id);
    if (list) list.push(row);
    else facts.set(row.contract_id, [row]);
  }
  return facts;
}
