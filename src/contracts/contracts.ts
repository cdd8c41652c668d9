/** Contracts: who leases what on which terms. Drafts can be edited; an activated contract is part of the chain. */
import { optional } from '../common/objects';
import type { ContractLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { bookedFrom } from '../domain/recording/booking';
import { checkTerms } from '../domain/terms/check-terms';
import type { Terms } from '../domain/terms/terms';
import { canonicalJson } from '../domain/ledger/canonical';
import type { Season } from '../calendar/seasons';
import type { Reader, SqlValue } from '../database/tx';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { isSameLine } from '../parties/cooperatives';
import { requireHousehold } from '../parties/households';
import { wholeOf, within, type Scope } from '../parties/scope';

/** A row of `contract`, with the household's code. */
export interface ContractRow {
  readonly id: number;
  readonly number: string;
  readonly household_id: number;
  readonly household: string;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly signed_on: string | null;
  readonly keeper: string | null;
  readonly branch: string | null;
  readonly guarantor: string | null;
  readonly witness: string | null;
  readonly note: string | null;
  readonly state: 'draft' | 'active';
  readonly terms: string;
  readonly booked_from: string | null;
  readonly last_seq: number;
  readonly carry_season_id: number | null;
  readonly version: number;
}

export const CONTRACT_ROWS = `select c.*, h.code as household from contract c
  join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id`;

export async function findContract(
  reader: Reader,
  cooperativeId: number,
  number: string,
): Promise<ContractRow | undefined> {
  return reader.get<ContractRow>(`${CONTRACT_ROWS} where c.cooperative_id = ? and c.number = ?`, [
    cooperativeId,
    number,
  ]);
}

/** @throws DomainError contract_unknown, also for a contract outside the scope */
export async function requireContract(reader: Reader, scope: Scope, number: string): Promise<ContractRow> {
  const { sql, params } = within(scope, 'c.cooperative_id', 'c.household_id');
  const row = await reader.get<ContractRow>(`${CONTRACT_ROWS} where ${sql} and c.number = ?`, [...params, number]);
  if (!row) throw new DomainError('contract_unknown', { contract: number }, 'contract');
  return row;
}

/** The states of a contract. */
export type ContractState = ContractRow['state'];

/**
 * Adds a contract, as a draft or active at once. Accepts a repetition in the same state with the same content.
 *
 * @throws DomainErrors household_unknown, contract_dates, terms_*, number_taken (of a draft), line_conflict
 */
export async function addContract(
  unit: BookTransaction,
  line: ContractLine,
  seasons: readonly Season[],
  state: ContractState,
): Promise<Written> {
  const known = await findContract(unit.tx, unit.cooperative.id, line.number);
  if (known) {
    if (known.state === state && isSameLine(contractLine(unit.cooperative.code, known), line)) return 'same';
    if (state === 'draft') throw new DomainError('number_taken', { number: line.number }, 'number');
    throw new DomainError('line_conflict', { code: line.number }, 'number');
  }
  const household = await checkContract(unit, line);
  const last = await unit.tx.get<{ id: number | null }>('select max(id) as id from contract where cooperative_id = ?', [
    unit.cooperative.id,
  ]);
  const id = (last?.id ?? 0) + 1;
  const values: Record<string, SqlValue> = {
    ...contractColumns(line, household),
    state: 'draft',
    booked_from: null,
    last_seq: 0,
    carry_season_id: null,
    version: 1,
  };
  await unit.tx.insertMany(
    'contract',
    ['cooperative_id', 'id', ...Object.keys(values)],
    [[unit.cooperative.id, id, ...Object.values(values)]],
  );
  if (state === 'active') await activate(unit, id, line, seasons);
  return 'new';
}

/** Checks a contract's references and terms; returns the household's id. */
async function checkContract(unit: BookTransaction, line: ContractLine): Promise<number> {
  checkTerms(line.terms, { from: line.from, ...optional('to', line.to ?? null) });
  const household = await requireHousehold(unit.tx, wholeOf(unit.cooperative), line.household);
  if (line.keeper !== undefined) await requireHousehold(unit.tx, wholeOf(unit.cooperative), line.keeper, 'keeper');
  return household.id;
}

function contractColumns(line: ContractLine, householdId: number): Record<string, SqlValue> {
  return {
    number: line.number,
    household_id: householdId,
    starts_on: line.from,
    ends_on: line.to ?? null,
    signed_on: line.signedOn ?? null,
    keeper: line.keeper ?? null,
    branch: line.branch ?? null,
    guarantor: line.guarantor ?? null,
    witness: line.witness ?? null,
    note: line.note ?? null,
    terms: canonicalJson(line.terms),
  };
}

/** Activates a contract: from now on it is part of the chain and never changes. */
async function activate(
  unit: BookTransaction,
  id: number,
  line: ContractLine,
  seasons: readonly Season[],
): Promise<void> {
  const { seq } = unit.batch.add({
    type: 'contract',
    line,
    contractId: id,
    recordedAt: unit.now,
    ...unit.approval,
    entries: [],
  });
  await unit.tx.run(
    "update contract set state = 'active', booked_from = ?, last_seq = ?, version = version + 1 where cooperative_id = ? and id = ?",
    [bookedFrom(line.from, seasons), seq, unit.cooperative.id, id],
  );
}

/**
 * Activates a draft.
 *
 * @throws DomainError contract_unknown, contract_already_active, version_stale
 */
export async function activateContract(
  unit: BookTransaction,
  number: string,
  version: number,
  seasons: readonly Season[],
): Promise<void> {
  const row = await requireDraft(unit, number, version);
  await activate(unit, row.id, contractLine(unit.cooperative.code, row), seasons);
}

/**
 * Replaces a draft's content, except its number. A form sent twice makes one change.
 *
 * @throws DomainError contract_unknown, contract_already_active, version_stale and what `addContract` refuses
 */
export async function changeDraft(
  unit: BookTransaction,
  number: string,
  version: number,
  line: ContractLine,
): Promise<Written> {
  const known = await findContract(unit.tx, unit.cooperative.id, number);
  if (known?.state === 'draft' && isSameLine(contractLine(unit.cooperative.code, known), line)) return 'same';
  const row = await requireDraft(unit, number, version);
  const columns = contractColumns(line, await checkContract(unit, line));
  const names = Object.keys(columns);
  await unit.tx.run(
    `update contract set ${names.map((n) => `${n} = ?`).join(', ')}, version = version + 1 where cooperative_id = ? and id = ?`,
    [...Object.values(columns), unit.cooperative.id, row.id],
  );
  return 'new';
}

/** @throws DomainError contract_unknown, contract_already_active, version_stale */
export async function requireDraft(unit: BookTransaction, number: string, version: number): Promise<ContractRow> {
  const row = await requireContract(unit.tx, wholeOf(unit.cooperative), number);
  if (row.state !== 'draft') throw new DomainError('contract_already_active', { contract: number });
  if (row.version !== version) throw new DomainError('version_stale', { version: row.version });
  return row;
}

/** The line that a row came from. */
export function contractLine(cooperative: string, row: ContractRow): ContractLine {
  return {
    type: 'contract',
    cooperative,
    number: row.number,
    household: row.household,
    from: row.starts_on,
    ...optional('to', row.ends_on),
    ...optional('signedOn', row.signed_on),
    ...optional('keeper', row.keeper),
    ...optional('branch', row.branch),
    ...optional('guarantor', row.guarantor),
    ...optional('witness', row.witness),
    ...optional('note', row.note),
    terms: JSON.parse(row.terms) as Terms,
  };
}
