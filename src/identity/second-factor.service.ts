/** The second factor: a six-digit code from an authenticator, valid once, or one of ten recovery codes on paper. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { forgiveAttempts, minutesUntil, PER_LOGIN, takeAttempt } from './attempts';
import { codeGuard } from './guards';
import { OwnPassword, requireUnchanged } from './own-password.service';
import { requireSelf, type UserRow } from './people';
import { hashSecret } from './secrets';
import { endSessionsOf } from './sessions.service';
import { dropSecondFactor } from './users.service';
import type { Viewer } from './viewer';
import { Words } from '../domain/shape/view';

const ISSUER = 'Sureg';
const PERIOD_SECONDS = 30;
/** Allows for clocks that are half a minute off, and for slow typing. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** 120 random bits, which need no slow hash. */
const RECOVERY_BYTES = 15;

/** What is entered into an authenticator. */
export class Enrolment {
  /** For typing it in, base32. */
  @Words() readonly secret: string;
  /** `otpauth://…`, for a QR code. */
  @Words() readonly uri: string;
}

/** What a change of the second factor requires. */
export interface CodeAndPassword {
  readonly code: string;
  readonly password: string;
}

@Injectable()
export class SecondFactor {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly own: OwnPassword,
  ) {}

  /** Whether every sign-in of the viewer requires a code. */
  async isSet(viewer: Viewer): Promise<boolean> {
    const row = await this.reads.get('select id from app_user where id = ? and totp_confirmed_at is not null', [
      viewer.userId ?? -1,
    ]);
    return row !== undefined;
  }

  /**
   * Makes a secret, which is in force once it is confirmed.
   *
   * @throws DomainError not_permitted when there is one already: it is removed first, with a code
   */
  begin(viewer: Viewer): Promise<Enrolment> {
    return this.writer.write('people', async (tx) => {
      const user = await requireSelf(tx, viewer);
      if (user.totp_confirmed_at !== null) throw new DomainError('not_permitted');
      const secret = new Secret({ size: 20 }).base32;
      await tx.run('update app_user set totp_secret = ? where id = ?', [secret, user.id]);
      return { secret, uri: totpOf(secret, user.login).toString() };
    });
  }

  /** The secret that waits for confirmation. @throws DomainError not_permitted */
  async pending(viewer: Viewer): Promise<Enrolment | undefined> {
    const { totp_secret: secret, totp_confirmed_at: confirmedAt, login } = await requireSelf(this.reads, viewer);
    return secret === null || confirmedAt !== null ? undefined : { secret, uri: totpOf(secret, login).toString() };
  }

  /**
   * Confirms the secret with a code: from now on every sign-in requires one. Other sessions end, and this one counts as strong.
   *
   * @param password typed again, so that a hijacked session cannot lock its owner out
   * @returns the recovery codes, which are shown only once
   * @throws DomainError sign_in_failed, sign_in_blocked
   */
  async confirm(viewer: Viewer, origin: Origin, { code, password }: CodeAndPassword): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.guarded(viewer, password, async (tx, user, now) => {
      if (user.totp_confirmed_at !== null || !(await isFreshCode(tx, user, code, now))) return false;
      await tx.run('update app_user set totp_confirmed_at = ?, version = version + 1 where id = ?', [now, user.id]);
      await tx.insertMany(
        'recovery_code',
        ['user_id', 'hash', 'created_at'],
        codes.map((c) => [user.id, hashSecret(normalCode(c)), now]),
      );
      await endSessionsOf(tx, user.id, now, viewer.session);
      await tx.run('update session set is_strong = ? where hash = ?', [true, viewer.session ?? '']);
      await audit(tx, origin, now, { action: 'second_factor_set', subject: user.login });
      return true;
    });
    return codes;
  }

  /** @throws DomainError sign_in_failed, sign_in_blocked */
  async remove(viewer: Viewer, origin: Origin, { code, password }: CodeAndPassword): Promise<void> {
    await this.guarded(viewer, password, async (tx, user, now) => {
      if (user.totp_confirmed_at === null || !(await acceptCode(tx, user, code, now))) return false;
      await dropSecondFactor(tx, user.id);
      await endSessionsOf(tx, user.id, now, viewer.session);
      await tx.run('update session set is_strong = ? where hash = ?', [false, viewer.session ?? '']);
      await audit(tx, origin, now, { action: 'second_factor_removed', subject: user.login });
      return true;
    });
  }

  /** Codes are short, so attempts are counted: a hijacked session must not be able to try them all. */
  private async guarded(
    viewer: Viewer,
    password: string,
    work: (tx: Tx, user: UserRow, now: string) => Promise<boolean>,
  ): Promise<void> {
    const confirmed = await this.own.confirm(viewer, password);
    const now = this.clock.now();
    const outcome = await this.writer.write('people', async (tx) => {
      await requireUnchanged(tx, confirmed);
      const user = await requireSelf(tx, viewer);
      const guard = codeGuard(user.id);
      const { until: blocked } = await takeAttempt(tx, guard, now, PER_LOGIN);
      if (blocked !== undefined) return { blocked };
      const isDone = await work(tx, user, now);
      if (isDone) await forgiveAttempts(tx, guard, now);
      return { isDone };
    });
    if (outcome.blocked !== undefined)
      throw new DomainError('sign_in_blocked', { minutes: minutesUntil(outcome.blocked, now) });
    if (!outcome.isDone) throw new DomainError('sign_in_failed', {}, 'code');
  }
}

/** Whether a code of either kind is right and unused; uses it up. */
export async function acceptCode(tx: Tx, user: UserRow, code: string, now: string): Promise<boolean> {
  if (/^\d{6}$/.test(code.replaceAll(' ', ''))) return isFreshCode(tx, user, code, now);
  const used = await tx.run('update recovery_code set used_at = ? where user_id = ? and hash = ? and used_at is null', [
    now,
    user.id,
    hashSecret(normalCode(code)),
  ]);
  return used === 1;
}

/** Each time step counts once, so that a code read over somebody's shoulder is useless. */
async function isFreshCode(tx: Tx, user: UserRow, code: string, now: string): Promise<boolean> {
  if (user.totp_secret === null) return false;
  const timestamp = Date.parse(now);
  const token = code.replaceAll(' ', '');
  const delta = totpOf(user.totp_secret, user.login).validate({ token, timestamp, window: WINDOW });
  if (delta === null) return false;
  const step = Math.floor(timestamp / (PERIOD_SECONDS * 1000)) + delta;
  const taken = await tx.run(
    'update app_user set totp_last_step = ? where id = ? and (totp_last_step is null or totp_last_step < ?)',
    [step, user.id, step],
  );
  return taken === 1;
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** `ABCD-EFGH-…`: 24 characters in groups of four. */
function newRecoveryCode(): string {
  const text = new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32;
  return (text.match(/.{4}/g) ?? []).join('-');
}

function normalCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toUpperCase();
}
