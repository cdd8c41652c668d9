/** Under which names tries are counted: for a login, a device, a line, and a session that asks for the password or a code. */
import { lineOf } from '../common/network';
import type { Tx } from '../database/tx';
import { normalLogin, type UserRow } from './people';
import { hashSecret } from './secrets';

/** Tries are counted by the hash of what was typed, which may have been a password. */
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

/** Forgets every failed try of a user, wherever it was made; gives how many were refused. */
export async function forgiveUser(tx: Tx, user: Pick<UserRow, 'id' | 'login'>): Promise<number | undefined> {
  const names = [loginGuard(user.login), passwordGuard(user.id), codeGuard(user.id)];
  const which = 'name in (?, ?, ?) or name like ?';
  const params = [...names, `${hashSecret(user.login)}:%`];
  return forgive(tx, which, params);
}

/** The same for whatever has such names. */
export async function forgive(tx: Tx, which: string, params: readonly string[]): Promise<number | undefined> {
  const row = await tx.get<{ n: number; refused: number | null }>(
    `select count(*) as n, sum(refused) as refused from sign_in_guard where ${which}`,
    params,
  );
  if (!row || Number(row.n) === 0) return undefined;
  await tx.run(`delete from sign_in_guard where ${which}`, params);
  return Number(row.refused ?? 0);
}
