/** How far a viewer sees: a cooperative's book, whole or only the contracts of one household. Queries ask for it, so that none can forget it. */
import type { Reader, SqlValue } from '../database/tx';
import { DomainError } from '../domain/errors';
import { rolesIn, type Role, type Viewer } from '../identity/viewer';
import { listCooperatives, requireCooperative, type CooperativeRef, type CooperativeRow } from './cooperatives';

/** The part of one cooperative's book that may be read. */
export interface Scope {
  readonly cooperativeId: number;
  /** The only household that is seen; undefined for all. */
  readonly householdId?: number;
}

/** All of a cooperative: for its staff, the command line and the rules themselves. */
export function wholeOf(cooperative: Pick<CooperativeRef, 'id'>): Scope {
  return { cooperativeId: cooperative.id };
}

/** A cooperative that a viewer has a role in, with what the role lets them see. */
export interface Access {
  readonly cooperative: CooperativeRow;
  readonly roles: ReadonlySet<Role>;
  readonly scope: Scope;
}

/**
 * Opens a cooperative to a viewer. A cooperative where they have no role is as unknown as one that is not there.
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
 * The key of a cooperative whose people a viewer may know of: operators give roles everywhere, but read no book by that.
 *
 * @throws DomainError cooperative_unknown
 */
export async function nameTo(viewer: Viewer, reader: Reader, code: string): Promise<CooperativeRef> {
  if (!viewer.isOperator) return (await openTo(viewer, reader, code)).cooperative;
  const { id } = await requireCooperative(reader, code);
  return { id, code };
}

/** The cooperatives that a viewer has a role in, by code. */
export async function cooperativesOf(viewer: Viewer, reader: Reader): Promise<CooperativeRow[]> {
  return (await listCooperatives(reader)).filter(({ id }) => rolesIn(viewer, id).size > 0);
}

/**
 * The condition that keeps a query within a scope.
 *
 * @param household the column of the household's key
 * @example within({ cooperativeId: 1, householdId: 7 }, 'c.cooperative_id', 'c.household_id')
 */
export function within(scope: Scope, cooperative: string, household: string): { sql: string; params: SqlValue[] } {
  return scope.householdId === undefined
    ? { sql: `${cooperative} = ?`, params: [scope.cooperativeId] }
    : { sql: `${cooperative} = ? and ${household} = ?`, params: [scope.cooperativeId, scope.householdId] };
}
