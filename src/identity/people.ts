/** Rows of users and what everything about people shares: finding them, who may manage whom, and ending what they hold. */
import { audit, type Origin } from '../audit/audit';
import type { Reader, Tx } from '../database/tx';
import { asBoolean } from '../database/tx';
import { DomainError } from '../domain/errors';
import { composed } from '../domain/shape/texts';
import { endSessionsOf } from './sessions';
import { rolesIn, type UserRole, type Viewer } from './viewer';

/** A row of `app_user`. */
export interface UserRow {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly password_hash: string | null;
  readonly locale: string | null;
  readonly totp_secret: string | null;
  readonly totp_confirmed_at: string | null;
  readonly is_operator: number | boolean;
  readonly disabled_at: string | null;
}

/** A role in one cooperative. */
export interface Grant {
  readonly cooperativeId: number;
  readonly role: UserRole;
}

/** Gives a role and tells the trail of it; what is there already stays. Whoever calls knows that it may be given. */
export async function giveRole(
  tx: Tx,
  origin: Origin,
  now: string,
  user: Pick<UserRow, 'id' | 'login'>,
  { cooperativeId, role }: Grant,
): Promise<void> {
  const added = await tx.insertMany(
    'role_grant',
    ['cooperative_id', 'user_id', 'role', 'granted_at', 'granted_by'],
    [[cooperativeId, user.id, role, now, origin.actor]],
    'on conflict (cooperative_id, user_id, role) do nothing',
  );
  if (added > 0)
    await audit(tx, origin, now, { cooperativeId, action: 'role_granted', subject: user.login, after: { role } });
}

/** Longer than any login may be. */
const MOST_LOGIN = 200;

/** Logins are the same whatever their case: `WangYan` is `wangyan`. What is too long for a login is nobody's. */
export function normalLogin(login: string): string {
  return (composed(login, MOST_LOGIN) ?? '').toLowerCase();
}

export async function findUser(reader: Reader, login: string): Promise<UserRow | undefined> {
  return reader.get<UserRow>('select * from app_user where login = ?', [normalLogin(login)]);
}

/** @throws DomainError user_unknown */
export async function requireUser(reader: Reader, login: string): Promise<UserRow> {
  const user = await findUser(reader, login);
  if (!user) throw new DomainError('user_unknown', { login: normalLogin(login) }, 'login');
  return user;
}

/** The user behind a viewer who signed in as a person; a machine's token may not change whose it is.
 *
 * @throws DomainError not_permitted
 */
export async function requireSelf(reader: Reader, viewer: Viewer): Promise<UserRow> {
  const user =
    viewer.kind === 'user' && viewer.userId !== undefined
      ? await reader.get<UserRow>('select * from app_user where id = ? and disabled_at is null', [viewer.userId])
      : undefined;
  if (!user) throw new DomainError('not_permitted');
  return user;
}

export async function grantsOf(reader: Reader, userId: number): Promise<Grant[]> {
  const rows = await reader.all<{ cooperative_id: number; role: UserRole }>(
    'select cooperative_id, role from role_grant where user_id = ? order by cooperative_id, role',
    [userId],
  );
  return rows.map((r) => ({ cooperativeId: r.cooperative_id, role: r.role }));
}

/** Whether a viewer may give and take roles in a cooperative. */
export function mayGrant(by: Viewer, cooperativeId: number): boolean {
  return by.isOperator || rolesIn(by, cooperativeId).has('administrator');
}

/**
 * Whether a viewer may disable a user or let them choose a new password. An administrator may only where the user has no rights beyond that
 * administrator's own cooperatives: the head of one book must not become somebody else in another.
 */
export async function mayManage(reader: Reader, by: Viewer, user: UserRow): Promise<boolean> {
  if (by.isOperator) return true;
  const grants = await grantsOf(reader, user.id);
  return !asBoolean(user.is_operator) && grants.length > 0 && grants.every((g) => mayGrant(by, g.cooperativeId));
}

/** @throws DomainError user_unknown, also for users whom the viewer may not manage */
export async function requireManaged(reader: Reader, by: Viewer, login: string): Promise<UserRow> {
  const user = await findUser(reader, login);
  if (!user || !(await mayManage(reader, by, user)))
    throw new DomainError('user_unknown', { login: normalLogin(login) }, 'login');
  return user;
}

/** Ends all that a user holds: sessions, tokens, devices, invitations. */
export async function endEverything(tx: Tx, userId: number, now: string): Promise<void> {
  await endSessionsOf(tx, userId, now);
  await tx.run('update api_token set revoked_at = ? where user_id = ? and revoked_at is null', [now, userId]);
  await tx.run('delete from known_device where user_id = ?', [userId]);
  await tx.run('delete from invitation where user_id = ?', [userId]);
}
