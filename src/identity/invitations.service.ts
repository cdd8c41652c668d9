/** Invitations: links that work once, by which a user chooses a new password that nobody else has seen. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import { asBoolean, type Reader, type Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { noteChange } from './account-changes';
import { newDevice } from './devices';
import { forgiveUser } from './guards';
import { checkPassword, Passwords } from './passwords.service';
import { endEverything, findUser, grantsOf, reachOf, type Grant, type UserRow } from './people';
import { hashSecret, newSecret } from './secrets';
import { loadUser } from './sessions.service';
import type { Viewer } from './viewer';

const LIFE = 72 * 60 * 60_000;

/** Makes an invitation, which voids an earlier one; returns the secret for the link, which is stored nowhere. */
export async function invite(tx: Tx, userId: number, madeBy: number | undefined, now: string): Promise<string> {
  const secret = newSecret();
  await tx.run('delete from invitation where user_id = ? or expires_at <= ?', [userId, now]);
  await tx.insertMany(
    'invitation',
    ['hash', 'user_id', 'made_by', 'created_at', 'expires_at'],
    [[hashSecret(secret), userId, madeBy ?? null, now, instantAfter(now, LIFE)]],
  );
  await noteChange(tx, now, { userId, madeBy, what: 'invitation' });
  return secret;
}

/** A user whom the viewer has invited with the same data, and who has no password yet. */
export async function findInvited(
  reader: Reader,
  by: Viewer,
  { login, name, isOperator = false, roles = [] }: { readonly login: string; readonly name: string; readonly isOperator?: boolean; readonly roles?: readonly Grant[] }, // prettier-ignore
): Promise<UserRow | undefined> {
  const user = await findUser(reader, login);
  if (!user || user.password_hash !== null || user.name !== name || asBoolean(user.is_operator) !== isOperator) return undefined; // prettier-ignore
  const isTheirs = await reader.get('select 1 as one from invitation where user_id = ? and made_by = ?', [user.id, by.userId ?? 0]); // prettier-ignore
  if (!isTheirs || (await reachOf(reader, by, user)) !== 'whole') return undefined;
  const plain = (grants: readonly Grant[]): string => grants.map((g) => `${g.cooperativeId} ${g.role}`).sort().join(); // prettier-ignore
  return plain(await grantsOf(reader, user.id)) === plain(roles) ? user : undefined;
}

@Injectable()
export class Invitations {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
  ) {}

  /** The user of an invitation. @throws DomainError token_unknown when it was used, has expired, or its maker lost the right to make it */
  async guest(secret: string): Promise<{ readonly login: string; readonly name: string }> {
    const { user } = await this.require(this.reads, secret);
    return { login: user.login, name: user.name };
  }

  /**
   * Sets the user's password and ends all their sessions and tokens. Failed attempts are forgotten and the device is registered, so that nobody
   * who keeps guessing can lock the user out there.
   *
   * @returns the secret for the device's cookie
   *
   * @throws DomainError token_unknown, password_weak
   */
  async accept(secret: string, password: string, origin: Origin): Promise<string> {
    const { login } = (await this.require(this.reads, secret)).user;
    checkPassword(password, login);
    const hash = await this.passwords.hash(password);
    return this.writer.write('people', async (tx) => {
      const { user, madeBy } = await this.require(tx, secret);
      const now = this.clock.now();
      await endEverything(tx, user.id, now);
      await forgiveUser(tx, user);
      await noteChange(tx, now, { userId: user.id, madeBy, what: 'password' });
      await tx.run('update app_user set password_hash = ?, version = version + 1 where id = ?', [hash, user.id]);
      await audit(tx, { ...origin, actor: login }, now, {
        action: 'password_set',
        subject: login,
        after: { by: 'invitation' },
      });
      return newDevice(tx, user.id, now);
    });
  }

  private async require(reader: Reader, secret: string): Promise<{ user: UserRow; madeBy: number | undefined }> {
    const row = await reader.get<{ user_id: number; made_by: number | null }>(
      'select user_id, made_by from invitation where hash = ? and expires_at > ?',
      [hashSecret(secret), this.clock.now()],
    );
    const user =
      row && (await reader.get<UserRow>('select * from app_user where id = ? and disabled_at is null', [row.user_id]));
    if (!row || !user || !(await this.stands(reader, user, row.made_by)))
      throw new DomainError('token_unknown', {}, 'token');
    return { user, madeBy: row.made_by ?? undefined };
  }

  /** The user may since have gained rights in places where the maker of the invitation has none. */
  private async stands(reader: Reader, user: UserRow, madeBy: number | null): Promise<boolean> {
    if (madeBy === null) return true;
    const maker = await loadUser(reader, madeBy);
    return maker !== undefined && (await reachOf(reader, maker, user)) === 'whole';
  }
}
