/** Reads all contracts with their whole histories, household by household, as known at an instant: for reports on what happened. */
import { byText } from '../database/tx';
import { setImmediate as breathe } from 'node:timers/promises';
import { CONTRACT_ROWS, type ContractRow } from './contracts';
import { FACT_COLUMNS, frameOf, toFacts, versionOf, type FactRow } from './histories';
import type { Reader, SqlValue } from '../database/tx';
import type { Fact } from '../domain/contract/history';
import { History } from '../domain/contract/history';
import type { CooperativeRef } from '../parties/cooperatives';
import { pagesOf, type LoadedContract } from './contract-pages';

/** Few contracts at once: their histories are read whole, and go as they came while they are young, which collects them cheaply. */
const PAGE = 16;

/** The active contracts recorded by the instant, by household and number in code-point order. */
export async function* wholeHistories(
  reader: Reader,
  cooperative: CooperativeRef,
  asKnown?: string,
): AsyncGenerator<LoadedContract> {
  const known = asKnown === undefined ? '' : 'and r.recorded_at <= ?';
  const ids = await reader.all<{ id: number }>(
    `select c.id from contract c
     join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
     join book_record r on r.cooperative_id = c.cooperative_id and r.season_id is null and r.contract_id = c.id and r.type = 'contract'
     where c.cooperative_id = ? and c.state = 'active' ${known} order by ${byText(reader, 'h.code')}, ${byText(reader, 'c.number')}`,
    [cooperative.id, ...(asKnown === undefined ? [] : [asKnown])],
  );
  for (const page of pagesOf(
    ids.map((row) => row.id),
    PAGE,
  )) {
    yield* await readPage(reader, cooperative.id, page, asKnown);
    await breathe();
  }
}

async function readPage(
  reader: Reader,
  cooperativeId: number,
  ids: readonly number[],
  asKnown: string | undefined,
): Promise<LoadedContract[]> {
  const list = ids.map(() => '?').join(', ');
  const contracts = await byContract<ContractRow>(
    reader,
    `${CONTRACT_ROWS} where c.cooperative_id = ? and c.id in (${list})`,
    [cooperativeId, ...ids],
    (row) => row.id,
  );
  const versions = await byContract<Parameters<typeof versionOf>[0] & { contract_id: number }>(
    reader,
    `select contract_id, seq, in_force_from, reversed_from, terms from terms_version
     where cooperative_id = ? and contract_id in (${list}) order by contract_id, seq`,
    [cooperativeId, ...ids],
    (row) => row.contract_id,
  );
  const facts = await byContract<FactRow>(
    reader,
    `select ${FACT_COLUMNS} from book_record
     where cooperative_id = ? and season_id in (select id from season where cooperative_id = ?) and contract_id in (${list})
     and event_id is not null ${asKnown === undefined ? '' : 'and recorded_at <= ?'} order by booked_on, seq`,
    [cooperativeId, cooperativeId, ...ids, ...(asKnown === undefined ? [] : [asKnown])],
    (row) => row.contract_id,
  );
  return ids.flatMap((id) => {
    const known = toFacts(facts.get(id) ?? []);
    return (contracts.get(id) ?? []).map((contract) => ({
      contract,
      history: new History(frameOf(contract), versionsKnown(versions.get(id) ?? [], known), known),
    }));
  });
}

/** Amendments among the facts, each reversed only when its reversal is among them too. */
function versionsKnown(
  rows: readonly Parameters<typeof versionOf>[0][],
  facts: readonly Fact[],
): ReturnType<typeof versionOf>[] {
  const bySeq = rows.length === 0 ? undefined : new Map(facts.map((f) => [f.seq, f]));
  return rows.flatMap((row) => {
    const amendment = bySeq?.get(row.seq);
    return amendment ? [versionOf(row, amendment.reversedOn !== undefined)] : [];
  });
}

async function byContract<T>(
  reader: Reader,
  sql: string,
  params: readonly SqlValue[],
  keyOf: (row: T) => number,
): Promise<Map<number, T[]>> {
  const groups = new Map<number, T[]>();
  for (const row of await reader.all<T>(sql, params)) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
