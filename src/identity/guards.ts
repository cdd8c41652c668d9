/** The names under which attempts are counted: for a login, a device, a network line, and a session that asks for the password or a code. */
import { lineOf } from '../common/network';
import type { Tx } from '../database/tx';
import { normalLogin, type UserRow } from './people';
import { hashSecret } from './secrets';

/** Logins are counted by their hash, since somebody may have typed a password there. */
export function loginGuard(login: string): string {
  return `login:${hashSecret(normalLogin(login))}`;
}

export function deviceGuard(login: string, device: string): string {
  return `${hashSecret(normalLogin(login))}:${device}`;
}

export const ADDRESS = 'address:';

export function addressGuard(address: string): string {
  return ADDRESS + lineOf(address.slice(0, 64));
}

/** Wrong passwords in a session. */
export function passwordGuard(userId: number): string {
  return `password:${userId}`;
}

/** Wrong codes in a session. */
export function codeGuard(userId: number): string {
  return `code:${userId}`;
}

/** Forgets all failed attempts at a user, wherever they were made; returns how many were refused. */
export async function forgiveUser(tx: Tx, user: Pick<UserRow, 'id' | 'login'>): Promise<number | undefined> {
  const names = [loginGuard(user.login), passwordGuard(user.id), codeGuard(user.id)];
  const which = 'name in (?, ?, ?) or name like ?';
  const params = [...names, `${hashSecret(user.login)}:%`];
  return forgive(tx, which, params);
}

/** Forgets the attempts under the names that a condition selects; returns how many were refused. */
export async function forgive(tx: Tx, which: string, params: readonly string[]): Promise<number | undefined> {
  const row = await tx.get<{ n: number; refused: number | null }>(
    `select count(*) as n, sum(refused) as refused from sign_in_guard where ${which}`,
    params,
  );
  if (!row || Number(row.n) === 0) return undefined;
  await tx.run(`delete from sign_in_guard where ${which}`, params);
  return Number(row.refused ?? 0);
}
