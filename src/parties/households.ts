/** Households, which hold contracts or keep animals; a household is not a person. */
import { optional } from '../common/objects';
import type { HouseholdLine } from '../domain/book/lines';
import { withoutPersonalData } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { asBoolean, type Reader, type Tx } from '../database/tx';
import { Code, Flag } from '../domain/shape/field';
import { Whole, Words } from '../domain/shape/view';
import type { CardHolder } from '../identity/viewer';
import { isSameLine, type CooperativeRef, type Written } from './cooperatives';
import { within, wholeOf, type Scope } from './scope';

/** A row of `household`; `phone` and `id_number` are personal data. */
export interface HouseholdRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly member: boolean | null;
  readonly phone: string | null;
  readonly id_number: string | null;
  readonly note: string | null;
  readonly version: number;
}

export async function findHousehold(
  reader: Reader,
  cooperativeId: number,
  code: string,
): Promise<HouseholdRow | undefined> {
  return reader.get<HouseholdRow>('select * from household where cooperative_id = ? and code = ?', [
    cooperativeId,
    code,
  ]);
}

/** @throws DomainError household_unknown at `field`, also for a household outside the scope */
export async function requireHousehold(
  reader: Reader,
  scope: Scope,
  code: string,
  field = 'household',
): Promise<HouseholdRow> {
  const { sql, params } = within(scope, 'cooperative_id', 'id');
  const row = await reader.get<HouseholdRow>(`select * from household where ${sql} and code = ?`, [...params, code]);
  if (!row) throw new DomainError('household_unknown', { household: code }, field);
  return row;
}

/** The households after the key `after`, in the order they were added; one more than `limit`. */
export async function listHouseholds(
  reader: Reader,
  scope: Scope,
  after: number,
  limit: number,
): Promise<HouseholdRow[]> {
  const { sql, params } = within(scope, 'cooperative_id', 'id');
  return reader.all<HouseholdRow>(`select * from household where ${sql} and id > ? order by id limit ${limit + 1}`, [
    ...params,
    after,
  ]);
}

/** The code of a card's household. */
export async function householdCode(reader: Reader, card: CardHolder): Promise<string> {
  const row = await reader.get<{ code: string }>('select code from household where cooperative_id = ? and id = ?', [
    card.cooperativeId,
    card.householdId,
  ]);
  if (!row) throw new DomainError('household_unknown');
  return row.code;
}

/**
 * Adds a household's row, or accepts a repetition with the same content; the caller chains the line.
 *
 * @throws DomainError line_conflict
 */
export async function insertHousehold(tx: Tx, cooperative: CooperativeRef, line: HouseholdLine): Promise<Written> {
  const known = await findHousehold(tx, cooperative.id, line.code);
  if (known) {
    if (!isSameLine(householdLine(cooperative.code, known), withoutPersonalData(line))) {
      throw new DomainError('line_conflict', { code: line.code }, 'code');
    }
    return 'same';
  }
  const last = await tx.get<{ id: number | null }>('select max(id) as id from household where cooperative_id = ?', [
    cooperative.id,
  ]);
  await tx.insertMany(
    'household',
    ['cooperative_id', 'id', 'code', 'name', 'member', 'phone', 'id_number', 'note', 'version'],
    [
      [
        cooperative.id,
        (last?.id ?? 0) + 1,
        line.code,
        line.name,
        line.member ?? null,
        line.phone ?? null,
        line.idNumber ?? null,
        line.note ?? null,
        1,
      ],
    ],
  );
  return 'new';
}

/**
 * Corrects or erases personal data, the only part of a household that can be changed.
 *
 * @throws DomainError household_unknown, version_stale
 */
export async function changePersonalData(
  tx: Tx,
  cooperative: CooperativeRef,
  code: string,
  version: number,
  change: { readonly phone?: string | null; readonly idNumber?: string | null },
): Promise<void> {
  const row = await requireHousehold(tx, wholeOf(cooperative), code, 'code');
  if (row.version !== version) throw new DomainError('version_stale', { version: row.version });
  const phone = change.phone === undefined ? row.phone : change.phone;
  const idNumber = change.idNumber === undefined ? row.id_number : change.idNumber;
  await tx.run(
    'update household set phone = ?, id_number = ?, version = version + 1 where cooperative_id = ? and id = ?',
    [phone, idNumber, cooperative.id, row.id],
  );
}

/** The chained line of a row, without personal data. */
export function householdLine(cooperative: string, row: HouseholdRow): HouseholdLine {
  return {
    type: 'household',
    cooperative,
    code: row.code,
    name: row.name,
    ...optional('member', row.member === null ? null : asBoolean(row.member)),
    ...optional('note', row.note),
  };
}

/** Phone and ID number are masked. */
export class HouseholdView {
  @Code() readonly code: string;
  @Words() readonly name: string;
  @Flag({ optional: true }) readonly member?: boolean;
  @Words({ optional: true }) readonly phone?: string;
  @Words({ optional: true }) readonly idNumber?: string;
  @Words({ optional: true }) readonly note?: string;
  @Whole() readonly version: number;
}

/** For the trail, which cannot be erased: that there is a number, and no digit of it. */
export function hiddenData(row: HouseholdRow): object {
  return {
    ...optional('phone', row.phone === null ? null : '***'),
    ...optional('idNumber', row.id_number === null ? null : '***'),
  };
}

function maskedData(row: HouseholdRow): Pick<HouseholdView, 'phone' | 'idNumber'> {
  return {
    ...optional('phone', row.phone === null ? null : masked(row.phone)),
    ...optional('idNumber', row.id_number === null ? null : masked(row.id_number)),
  };
}

export function householdView(row: HouseholdRow): HouseholdView {
  return {
    code: row.code,
    name: row.name,
    ...optional('member', row.member === null ? null : asBoolean(row.member)),
    ...maskedData(row),
    ...optional('note', row.note),
    version: row.version,
  };
}

/** The first three and last four characters, of long enough texts; the rest is not shown. */
function masked(text: string): string {
  const characters = [...text];
  if (characters.length < 10) return '*'.repeat(characters.length);
  return [...characters.slice(0, 3), ...characters.slice(3, -4).map(() => '*'), ...characters.slice(-4)].join('');
}

/** What reports show of a household. */
export type HouseholdCard = Pick<HouseholdRow, 'name' | 'member'>;

/** All households of a cooperative by code. */
export async function householdsByCode(
  reader: Reader,
  cooperativeId: number,
): Promise<ReadonlyMap<string, HouseholdCard>> {
  const rows = await reader.all<HouseholdRow>('select code, name, member from household where cooperative_id = ?', [
    cooperativeId,
  ]);
  return new Map(rows.map((r) => [r.code, { name: r.name, member: r.member === null ? null : asBoolean(r.member) }]));
}
