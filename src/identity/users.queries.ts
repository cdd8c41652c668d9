/** Lists of users with their roles, in one cooperative or everywhere. */
import { asBoolean, type Reader } from '../database/tx';
import type { UserRow } from './people';
import { Flag } from '../domain/shape/field';
import { Keyed, Words } from '../domain/shape/view';
import { USER_ROLES, type UserRole } from './viewer';

/** A user with the roles that the reader may see, by the codes of cooperatives. */
export type ListedUser = UserRow & {
  readonly roles: Readonly<Record<string, readonly UserRole[]>>;
  /** The account also has roles outside of the listed cooperatives. */
  readonly isShared: boolean;
};

/** One page of users in the order they were added; one more than the page if there are more. */
export async function listUsers(
  reader: Reader,
  {
    cooperativeId,
    after,
    limit,
    managed = cooperativeId === undefined ? [] : [cooperativeId],
  }: {
    readonly cooperativeId?: number | undefined;
    readonly after: number;
    readonly limit: number;
    /** The cooperatives that the reader administers. */
    readonly managed?: readonly number[];
  },
): Promise<ListedUser[]> {
  const isMember = 'exists (select 1 from role_grant g where g.user_id = u.id and g.cooperative_id = ?)';
  const users = await reader.all<UserRow>(
    `select u.* from app_user u where u.id > ? ${cooperativeId === undefined ? '' : `and ${isMember}`} order by u.id limit ${limit + 1}`,
    [after, ...(cooperativeId === undefined ? [] : [cooperativeId])],
  );
  if (users.length === 0) return [];
  const grants = await reader.all<{ user_id: number; code: string; role: UserRole }>(
    `select g.user_id, o.code, g.role from role_grant g join cooperative o on o.id = g.cooperative_id
     where g.user_id >= ? and g.user_id <= ? ${cooperativeId === undefined ? '' : 'and g.cooperative_id = ?'} order by o.code, g.role`,
    [users[0]?.id ?? 0, users.at(-1)?.id ?? 0, ...(cooperativeId === undefined ? [] : [cooperativeId])],
  );
  const elsewhere = cooperativeId === undefined ? [] : await reader.all<{ user_id: number; cooperative_id: number }>(
    'select user_id, cooperative_id from role_grant where user_id >= ? and user_id <= ?',
    [users[0]?.id ?? 0, users.at(-1)?.id ?? 0],
  ); // prettier-ignore
  const shared = new Set(elsewhere.filter((g) => !managed.includes(g.cooperative_id)).map((g) => g.user_id));
  return users.map((user) => {
    const roles: Record<string, UserRole[]> = {};
    for (const { user_id: id, code, role } of grants) if (id === user.id) (roles[code] ??= []).push(role);
    const isShared = cooperativeId !== undefined && (asBoolean(user.is_operator) || shared.has(user.id));
    return { ...user, roles, isShared };
  });
}

/** What others may see of a user. */
export class UserView {
  @Words() readonly login: string;
  @Words() readonly name: string;
  @Flag() readonly operator: boolean;
  @Flag() readonly disabled: boolean;
  /** Not yet: the invitation was not accepted. */
  @Flag() readonly canSignIn: boolean;
  @Flag() readonly hasSecondFactor: boolean;
  @Keyed({ type: 'array', items: { type: 'string', enum: USER_ROLES } }) readonly roles: ListedUser['roles'];
}

export function userView(user: ListedUser): UserView {
  return {
    login: user.login,
    name: user.name,
    operator: asBoolean(user.is_operator),
    disabled: user.disabled_at !== null,
    canSignIn: user.password_hash !== null && user.disabled_at === null,
    hasSecondFactor: user.totp_confirmed_at !== null,
    roles: user.roles,
  };
}
