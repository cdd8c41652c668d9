/** Confirms a user's own password, for acts that a hijacked session must not be able to do, and changes it. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { forgiveAttempts, minutesUntil, PER_LOGIN, takeAttempt } from './attempts';
import { passwordGuard } from './guards';
import { checkPassword, Passwords } from './passwords.service';
import { endTokensOf, requireSelf, type UserRow } from './people';
import { endSessionsOf } from './sessions.service';
import type { Viewer } from './viewer';

/** What else happens when the password changes. */
export interface PasswordChange {
  readonly old: string;
  readonly password: string;
  /** Whether tokens stay; by default they end, since whoever knew the old password may have made one. */
  readonly keepsTokens?: boolean;
}

@Injectable()
export class OwnPassword {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
  ) {}

  /**
   * The user of a session, after they have typed their password again. Attempts are counted as at sign-in.
   *
   * @throws DomainError not_permitted for herders and machines, sign_in_failed, sign_in_blocked
   */
  async confirm(viewer: Viewer, password: string): Promise<UserRow> {
    const user = await requireSelf(this.reads, viewer);
    const guard = passwordGuard(user.id);
    const now = this.clock.now();
    const refused = await this.writer.write('people', (tx) => takeAttempt(tx, guard, now, PER_LOGIN));
    if (refused.until !== undefined)
      throw new DomainError('sign_in_blocked', { minutes: minutesUntil(refused.until, now) });
    if (!(await this.passwords.verify(user.password_hash, password)))
      throw new DomainError('sign_in_failed', {}, 'password');
    await this.writer.write('people', (tx) => forgiveAttempts(tx, guard, this.clock.now()));
    return user;
  }

  /**
   * Changes a user's own password. Their other sessions end, and so do their tokens unless these are to stay.
   *
   * @returns the number of tokens ended
   * @throws DomainError not_permitted, sign_in_failed, sign_in_blocked, password_weak
   */
  async change(viewer: Viewer, origin: Origin, { old, password, keepsTokens }: PasswordChange): Promise<number> {
    checkPassword(password, viewer.actor, 'newPassword');
    const user = await this.confirm(viewer, old);
    const hash = await this.passwords.hash(password);
    return this.writer.write('people', async (tx) => {
      const now = this.clock.now();
      await requireUnchanged(tx, user);
      await tx.run('update app_user set password_hash = ?, version = version + 1 where id = ?', [hash, user.id]);
      await endSessionsOf(tx, user.id, now, viewer.session);
      const tokens = keepsTokens ? 0 : await endTokensOf(tx, user.id, now);
      const after = { by: 'owner', ...(tokens > 0 ? { tokensEnded: tokens } : {}) };
      await audit(tx, origin, now, { action: 'password_set', subject: user.login, after });
      return tokens;
    });
  }
}

/**
 * Checks a confirmation again in the transaction that relies on it.
 *
 * @throws DomainError sign_in_failed when the password has changed or the user is disabled
 */
export async function requireUnchanged(tx: Tx, { id, password_hash: hash }: UserRow): Promise<void> {
  const same = await tx.get('select id from app_user where id = ? and password_hash = ? and disabled_at is null', [id, hash]); // prettier-ignore
  if (!same) throw new DomainError('sign_in_failed', {}, 'password');
}
