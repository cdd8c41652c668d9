/** What a viewer may see: a cooperative's whole book, or only the contracts of one household. Every query takes a scope, so that none is forgotten. */
import type { Reader, SqlValue } from '../database/tx';
import { DomainError } from '../domain/errors';
import { rolesIn, type Role, type Viewer } from '../identity/viewer';
import { listCooperatives, requireCooperative, type CooperativeRef, type CooperativeRow } from './cooperatives';

/** The part of a cooperative's book that may be read. */
export interface Scope {
  readonly cooperativeId: number;
  /** The only household visible; undefined for all. */
  readonly householdId?: number;
}

/** A whole cooperative, for its staff, the command line and internal use. */
export function wholeOf(cooperative: Pick<CooperativeRef, 'id'>): Scope {
  return { cooperativeId: cooperative.id };
}

/** A cooperative in which a viewer has a role, with what they may see of it. */
export interface Access {
  readonly cooperative: CooperativeRow;
  readonly roles: ReadonlySet<Role>;
  readonly scope: Scope;
}

/**
 * The cooperative of a code, for a viewer. One in which they have no role is treated like one that does not exist.
 *
 * @throws DomainError cooperative_unknown
 */
export async function openTo(viewer: Viewer, reader: Reader, code: string): Promise<Access> {
  const cooperative = await requireCooperative(reader, code);
  const roles = rolesIn(viewer, cooperative.id);
  if (roles.size === 0) throw new DomainError('cooperative_unknown', { cooperative: code }, 'cooperative');
  const scope = viewer.card
    ? { cooperativeId: cooperative.id, householdId: viewer.card.householdId }
    : wholeOf(cooperative);
  return { cooperative, roles, scope };
}

/**
 * The key of a cooperative whose people a viewer may see: operators give roles everywhere, which does not let them read books.
 *
 * @throws DomainError cooperative_unknown
 */
export async function nameTo(viewer: Viewer, reader: Reader, code: string): Promise<CooperativeRef> {
  if (!viewer.isOperator) return (await openTo(viewer, reader, code)).cooperative;
  const { id } = await requireCooperative(reader, code);
  return { id, code };
}

/** The cooperatives in which a viewer has a role, by code. */
export async function cooperativesOf(viewer: Viewer, reader: Reader): Promise<CooperativeRow[]> {
  return (await listCooperatives(reader)).filter(({ id }) => rolesIn(viewer, id).size > 0);
}

/**
 * The SQL condition that restricts a query to a scope.
 *
 * @param household the column of the household's key
 * @example within({ cooperativeId: 1, householdId: 7 }, 'c.cooperative_id', 'c.household_id')
 */
export function within(scope: Scope, cooperative: string, household: string): { sql: string; params: SqlValue[] } {
  return scope.householdId === undefined
    ? { sql: `${cooperative} = ?`, params: [scope.cooperativeId] }
    : { sql: `${cooperative} = ? and ${household} = ?`, params: [scope.cooperativeId, scope.householdId] };
}
