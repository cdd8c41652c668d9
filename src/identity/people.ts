/** Users: finding them, who may manage whom, and ending their sessions and tokens. */
import { audit, type Origin } from '../audit/audit';
import type { Reader, Tx } from '../database/tx';
import { asBoolean } from '../database/tx';
import { DomainError } from '../domain/errors';
import { composed } from '../domain/shape/texts';
import { noteChange } from './account-changes';
import { endSessionsOf } from './sessions.service';
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

/** Who gives the role, if it is not the actor: when a user accepts an offer, its maker. */
export interface Giver {
  readonly userId: number | undefined;
  readonly login: string;
}

export function giverOf(by: Viewer): Giver {
  return { userId: by.userId, login: by.actor };
}

/** Gives a role, unless the user has it, and records that in the trail. The caller has checked that it may be given. */
export async function giveRole(
  tx: Tx,
  origin: Origin,
  now: string,
  user: Pick<UserRow, 'id' | 'login'>,
  { cooperativeId, role }: Grant,
  giver: Giver,
): Promise<void> {
  const added = await tx.insertMany(
    'role_grant',
    ['cooperative_id', 'user_id', 'role', 'granted_at', 'granted_by'],
    [[cooperativeId, user.id, role, now, giver.login]],
    'on conflict (cooperative_id, user_id, role) do nothing',
  );
  if (added === 0) return;
  if (role === 'branch') await noteChange(tx, now, { userId: user.id, madeBy: giver.userId, what: 'role' });
  const after = { role, ...(giver.login === origin.actor ? {} : { offeredBy: giver.login }) };
  await audit(tx, origin, now, { cooperativeId, action: 'role_granted', subject: user.login, after });
}

/** Longer than any login. */
const LOGIN_MAX = 200;

/** Logins ignore case: `WangYan` is `wangyan`. Texts too long for a login match no user. */
export function normalLogin(login: string): string {
  return (composed(login, LOGIN_MAX) ?? '').toLowerCase();
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

/** Whether a user has any role in a cooperative, so that its administrators know them. */
export async function hasRoleIn(reader: Reader, userId: number, cooperativeId: number): Promise<boolean> {
  return (await grantsOf(reader, userId)).some((g) => g.cooperativeId === cooperativeId);
}

/**
 * How far a viewer may manage a user's account. `whole`: disable and enable it. `part`: only take away roles in the viewer's cooperatives,
 * because the account also has roles elsewhere, where the viewer must not gain power. `none`: the user is treated as unknown.
 */
export async function reachOf(reader: Reader, by: Viewer, user: UserRow): Promise<'whole' | 'part' | 'none'> {
  if (by.isOperator) return 'whole';
  const grants = await grantsOf(reader, user.id);
  const isOwn = ({ cooperativeId }: Grant): boolean => mayGrant(by, cooperativeId);
  if (!grants.some(isOwn)) return 'none';
  return !asBoolean(user.is_operator) && grants.every(isOwn) ? 'whole' : 'part';
}

/** @throws DomainError user_unknown for users whom the viewer may not manage at all; account_shared */
export async function requireManaged(reader: Reader, by: Viewer, login: string): Promise<UserRow> {
  const user = await findUser(reader, login);
  const reach = user ? await reachOf(reader, by, user) : 'none';
  if (!user || reach === 'none') throw new DomainError('user_unknown', { login: normalLogin(login) }, 'login');
  if (reach === 'part') throw new DomainError('account_shared', { login: user.login }, 'login');
  return user;
}

/** Ends a user's tokens; returns how many there were. */
export async function endTokensOf(tx: Tx, userId: number, now: string): Promise<number> {
  return tx.run('update api_token set revoked_at = ? where user_id = ? and revoked_at is null and expires_at > ?', [now, userId, now]); // prettier-ignore
}

/** Ends a user's sessions, tokens, devices and invitations. */
export async function endEverything(tx: Tx, userId: number, now: string): Promise<void> {
  await endSessionsOf(tx, userId, now);
  await endTokensOf(tx, userId, now);
  await tx.run('delete from known_device where user_id = ?', [userId]);
  await tx.run('delete from invitation where user_id = ?', [userId]);
}
