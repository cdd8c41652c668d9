/** Reads contracts for lists and detail. */
import { optional } from '../common/objects';
import type { Reader, SqlValue } from '../database/tx';
import { Terms } from '../domain/terms/terms';
import { within, type Scope } from '../parties/scope';
import { CONTRACT_ROWS, type ContractRow } from './contracts';
import { Choice, Code, DateText, ObjectOf } from '../domain/shape/field';
import { View, Views, Whole, Words } from '../domain/shape/view';

/** A filter for contracts. */
export interface ContractFilter {
  readonly household?: string;
  readonly state?: 'draft' | 'active';
  /** The key after which the page begins. */
  readonly after: number;
  readonly limit: number;
}

/** In the order the contracts were added; one row more than `limit`. */
export async function listContracts(reader: Reader, scope: Scope, filter: ContractFilter): Promise<ContractRow[]> {
  const inScope = within(scope, 'c.cooperative_id', 'c.household_id');
  const where = [inScope.sql, 'c.id > ?'];
  const params: SqlValue[] = [...inScope.params, filter.after];
  if (filter.household !== undefined) {
    where.push('h.code = ?');
    params.push(filter.household);
  }
  if (filter.state !== undefined) {
    where.push('c.state = ?');
    params.push(filter.state);
  }
  return reader.all<ContractRow>(
    `${CONTRACT_ROWS} where ${where.join(' and ')} order by c.id limit ${filter.limit + 1}`,
    params,
  );
}

/** A contract as others see it. */
export class ContractView {
  @Code() readonly number: string;
  @Code() readonly household: string;
  @Choice(['draft', 'active']) readonly state: ContractRow['state'];
  @DateText() readonly from: string;
  @DateText({ optional: true }) readonly to?: string;
  @DateText({ optional: true }) readonly bookedFrom?: string;
  @DateText({ optional: true }) readonly signedOn?: string;
  @Code({ optional: true }) readonly keeper?: string;
  @Words({ optional: true }) readonly branch?: string;
  @Words({ optional: true }) readonly guarantor?: string;
  @Words({ optional: true }) readonly witness?: string;
  @Words({ optional: true }) readonly note?: string;
  @ObjectOf(() => Terms) readonly terms: Terms;
  @Whole() readonly version: number;
}

/** A version of the terms, its first day, and its amendment. */
class TermsInForce {
  @Words({ optional: true }) readonly event?: string;
  @DateText() readonly inForceFrom: string;
  @DateText({ optional: true }) readonly reversedFrom?: string;
  @ObjectOf(() => Terms) readonly terms: Terms;
}

/** A contract in force, with all versions of its terms. */
export class ContractDetail extends ContractView {
  @Views(() => TermsInForce) readonly versions: readonly TermsInForce[];
  /** The terms in force on the requested day; `terms` are the original ones. */
  @View(() => TermsInForce) readonly termsInForce: TermsInForce;
}

export function contractView(row: ContractRow): ContractView {
  return {
    number: row.number,
    household: row.household,
    state: row.state,
    from: row.starts_on,
    ...optional('to', row.ends_on),
    ...optional('bookedFrom', row.booked_from),
    ...optional('signedOn', row.signed_on),
    ...optional('keeper', row.keeper),
    ...optional('branch', row.branch),
    ...optional('guarantor', row.guarantor),
    ...optional('witness', row.witness),
    ...optional('note', row.note),
    terms: JSON.parse(row.terms) as Terms,
    version: row.version,
  };
}

/**
 * The original terms, all amendments with their days in force, and the terms in force on a day.
 *
 * @param on the day, usually today
 */
export async function contractDetail(
  row: ContractRow,
  reader: Reader,
  cooperativeId: number,
  on: string,
): Promise<ContractDetail> {
  const view = contractView(row);
  const rows = await reader.all<{
    event_id: string;
    in_force_from: string;
    reversed_from: string | null;
    terms: string;
  }>(
    'select event_id, in_force_from, reversed_from, terms from terms_version where cooperative_id = ? and contract_id = ? order by in_force_from, seq',
    [cooperativeId, row.id],
  );
  const amendments = rows.map((r): TermsInForce => ({
    event: r.event_id,
    inForceFrom: r.in_force_from,
    ...optional('reversedFrom', r.reversed_from),
    terms: JSON.parse(r.terms) as Terms,
  }));
  const original: TermsInForce = { inForceFrom: row.starts_on, terms: view.terms };
  // By first day, then in the order of recording: the last version in force decides.
  const holds = ({ inForceFrom, reversedFrom }: TermsInForce): boolean =>
    inForceFrom <= on && (reversedFrom === undefined || reversedFrom > on);
  return { ...view, versions: [original, ...amendments], termsInForce: amendments.findLast(holds) ?? original };
}

/** The sequence of the contract's own line; 0 when it has none. */
export async function ownRecord(reader: Reader, cooperativeId: number, contractId: number): Promise<number> {
  const row = await reader.get<{ seq: number }>(
    'select seq from book_record where cooperative_id = ? and season_id is null and contract_id = ?',
    [cooperativeId, contractId],
  );
  return row?.seq ?? 0;
}
