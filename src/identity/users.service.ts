/** Adds users, who always choose their own password, and disables them; users are never deleted. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import type { Locale } from '../i18n/locale';
import { asBoolean, type Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { isOfOneScript, lookalikeOf } from '../domain/shape/lookalikes';
import { noteChange } from './account-changes';
import { giveBackAttempt, minutesUntil, PER_LOGIN, takeAttempt } from './attempts';
import { findInvited, invite } from './invitations.service';
import { checkPassword, Passwords } from './passwords.service';
import {
  endEverything,
  giverOf,
  giveRole,
  mayGrant,
  normalLogin,
  requireManaged,
  requireSelf,
  type Grant,
  type UserRow,
} from './people';
import { requireAnotherAdministrator } from './roles.service';
import { endSessionsOf } from './sessions.service';
import type { Viewer } from './viewer';

/** Reserved names: in the book and the trail they do not mean a user. */
const RESERVED = ['operator', 'anonymous', 'cli', 'system'];

/** Refusals that reveal that a login exists. */
const GUESSED: ReadonlySet<string> = new Set(['login_taken', 'login_confusable']);

export interface NewUser {
  readonly login: string;
  readonly name: string;
  readonly locale?: Locale;
  readonly isOperator?: boolean;
  readonly roles?: readonly Grant[];
}

@Injectable()
export class Users {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Adds a user, who chooses a password by the invitation whose secret is returned; after a second request only the second invitation is valid.
   * Administrators who hit existing logins are slowed down like people guessing passwords, so that they cannot find out who has which login.
   *
   * @throws DomainError not_permitted, login_taken, login_mixed, login_confusable, sign_in_blocked
   */
  async add(by: Viewer, origin: Origin, user: NewUser): Promise<string> {
    const now = this.clock.now();
    const guard = by.isOperator ? undefined : `added-by:${by.userId}`;
    const taken = guard === undefined ? undefined : await this.writer.write('people', (tx) => takeAttempt(tx, guard, now, PER_LOGIN)); // prettier-ignore
    const blocked = taken?.until;
    if (blocked !== undefined) throw new DomainError('sign_in_blocked', { minutes: minutesUntil(blocked, now) });
    const forget = (tx: Tx): Promise<void> => (guard === undefined ? Promise.resolve() : giveBackAttempt(tx, guard, now)); // prettier-ignore
    try {
      return await this.writer.write('people', async (tx) => {
        const known = await findInvited(tx, by, user);
        if (known) await audit(tx, origin, now, { action: 'user_invited', subject: known.login });
        const id = known?.id ?? (await this.insert(tx, by, origin, user));
        await forget(tx);
        return invite(tx, id, by.userId, now);
      });
    } catch (error) {
      if (!(error instanceof DomainError && GUESSED.has(error.code))) await this.writer.write('people', forget);
      throw error;
    }
  }

  /**
   * Adds a user who has typed a password themselves: the first operator, or one at the command line.
   *
   * @param check checks again in the same transaction that this is still allowed
   * @throws DomainError password_weak, not_permitted, and what `add` refuses
   */
  async addWithPassword(
    by: Viewer,
    origin: Origin,
    user: NewUser,
    password: string,
    check: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    checkPassword(password, normalLogin(user.login));
    const hash = await this.passwords.hash(password);
    await this.writer.write('people', async (tx) => {
      await check(tx);
      await this.insert(tx, by, origin, user, hash);
    });
  }

  private async insert(tx: Tx, by: Viewer, origin: Origin, user: NewUser, hash: string | null = null): Promise<number> {
    const { name, isOperator = false, roles = [] } = user;
    const login = normalLogin(user.login);
    if (!by.isOperator && (isOperator || roles.length === 0)) throw new DomainError('not_permitted');
    await requireNewLogin(tx, login);
    const now = this.clock.now();
    const last = await tx.get<{ id: number | null }>('select max(id) as id from app_user');
    const id = (last?.id ?? 0) + 1;
    await tx.insertMany(
      'app_user',
      ['id', 'login', 'name', 'password_hash', 'locale', 'is_operator', 'created_at', 'version'],
      [[id, login, name, hash, user.locale ?? null, isOperator, now, 1]],
    );
    await audit(tx, origin, now, { action: 'user_added', subject: login, after: { isOperator } });
    for (const grant of roles) {
      if (!mayGrant(by, grant.cooperativeId)) throw new DomainError('not_permitted');
      await giveRole(tx, origin, now, { id, login }, grant, giverOf(by));
    }
    return id;
  }

  /**
   * Disables a user: they can no longer sign in, and their sessions and tokens end at once.
   *
   * @throws DomainError user_unknown, account_shared, last_administrator
   */
  async disable(by: Viewer, origin: Origin, login: string): Promise<void> {
    await this.change(by, origin, login, 'user_disabled', async (tx, user, now) => {
      if (user.disabled_at !== null) return false;
      await requireAnotherOperator(tx, user);
      await requireAnotherAdministrator(tx, user.id);
      await endEverything(tx, user.id, now);
      return this.update(tx, user.id, 'disabled_at', now);
    });
  }

  /** @throws DomainError user_unknown, account_shared */
  async enable(by: Viewer, origin: Origin, login: string): Promise<void> {
    await this.change(by, origin, login, 'user_enabled', async (tx, user) =>
      user.disabled_at === null ? false : this.update(tx, user.id, 'disabled_at', null),
    );
  }

  /**
   * Makes a link for choosing a new password; the old one stays valid until the link is used.
   *
   * @throws DomainError user_unknown, also for a disabled user; account_shared
   */
  async inviteAgain(by: Viewer, origin: Origin, login: string): Promise<string> {
    let secret = '';
    await this.change(by, origin, login, 'user_invited', async (tx, user, now) => {
      if (user.disabled_at !== null) throw new DomainError('user_unknown', { login: user.login }, 'login');
      secret = await invite(tx, user.id, by.userId, now);
      return true;
    });
    return secret;
  }

  /**
   * Removes the second factor of somebody who has lost both telephone and recovery codes.
   *
   * @throws DomainError user_unknown, account_shared
   */
  async resetSecondFactor(by: Viewer, origin: Origin, login: string): Promise<void> {
    await this.change(by, origin, login, 'second_factor_reset', async (tx, user, now) => {
      if (user.totp_confirmed_at === null) return false;
      await endSessionsOf(tx, user.id, now);
      await dropSecondFactor(tx, user.id);
      await noteChange(tx, now, { userId: user.id, madeBy: by.userId, what: 'second_factor' });
      return true;
    });
  }

  private async change(
    by: Viewer,
    origin: Origin,
    login: string,
    action: string,
    work: (tx: Tx, user: UserRow, now: string) => Promise<boolean>,
  ): Promise<void> {
    await this.writer.write('people', async (tx) => {
      const user = await requireManaged(tx, by, login);
      const now = this.clock.now();
      if (await work(tx, user, now)) await audit(tx, origin, now, { action, subject: user.login });
    });
  }

  private async update(tx: Tx, id: number, column: 'disabled_at', value: string | null): Promise<true> {
    await tx.run(`update app_user set ${column} = ?, version = version + 1 where id = ?`, [value, id]);
    return true;
  }

  /** The user's name and language for pages. */
  async setProfile(
    viewer: Viewer,
    origin: Origin,
    profile: { readonly name?: string; readonly locale?: Locale },
  ): Promise<void> {
    await this.writer.write('people', async (tx) => {
      const user = await requireSelf(tx, viewer);
      const next = { name: profile.name ?? user.name, locale: profile.locale ?? user.locale };
      await tx.run('update app_user set name = ?, locale = ?, version = version + 1 where id = ?', [
        next.name,
        next.locale,
        user.id,
      ]);
      await audit(tx, origin, this.clock.now(), { action: 'profile_changed', subject: user.login });
    });
  }
}

/**
 * A login means one person in the book forever, so it must be neither taken nor confusable with another. The other login is not named, since it
 * may belong to another cooperative.
 *
 * @throws DomainError login_taken, login_mixed, login_confusable
 */
async function requireNewLogin(tx: Tx, login: string): Promise<void> {
  const known = [...RESERVED, ...(await tx.all<{ login: string }>('select login from app_user')).map((u) => u.login)];
  if (known.includes(login)) throw new DomainError('login_taken', { login }, 'login');
  if (!isOfOneScript(login)) throw new DomainError('login_mixed', { login }, 'login');
  if (lookalikeOf(login, known) !== undefined) throw new DomainError('login_confusable', { login }, 'login');
}

/** Takes the second factor and its recovery codes away. */
export async function dropSecondFactor(tx: Tx, userId: number): Promise<void> {
  await tx.run(
    'update app_user set totp_secret = null, totp_confirmed_at = null, totp_last_step = null, version = version + 1 where id = ?',
    [userId],
  );
  await tx.run('delete from recovery_code where user_id = ?', [userId]);
  // It may have been stolen and used to make tokens.
  await tx.run('update api_token set is_strong = ? where user_id = ?', [false, userId]);
}

/** @throws DomainError last_administrator */
async function requireAnotherOperator(tx: Tx, user: UserRow): Promise<void> {
  if (!asBoolean(user.is_operator)) return;
  const other = await tx.get(
    'select id from app_user where is_operator = ? and id <> ? and disabled_at is null and password_hash is not null',
    [true, user.id],
  );
  if (!other) throw new DomainError('last_administrator');
}
