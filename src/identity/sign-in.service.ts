/** Signing in and out. Guessing is slowed down before it costs any work, no answer says which part was wrong, and every attempt is counted. */
import { Injectable } from '@nestjs/common';
import { audit, type AuditEntry, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { forgiveAttempts, giveBackAttempt, minutesUntil, PER_ADDRESS, PER_LOGIN, takeAttempt, tellsOfStranger, type Taken } from './attempts'; // prettier-ignore
import { knownDevice, newDevice } from './devices';
import { addressGuard, deviceGuard, loginGuard } from './guards';
import { Passwords } from './passwords.service';
import { findUser, type UserRow } from './people';
import { acceptCode } from './second-factor.service';
import { hashSecret, newSecret } from './secrets';
import { endSession, Sessions } from './sessions.service';
import type { Viewer } from './viewer';

/** How long the second step waits for a code. */
const STEP_LIFE = 5 * 60_000;
export const STEP_SECONDS = STEP_LIFE / 1000;

/** What the browser sent along. */
export interface Browsing {
  /** The secret of a device on which the user has signed in before. */
  readonly device?: string;
  /** The browser's previous session, which ends. */
  readonly previous?: string;
  readonly agent: string;
}

/** What was typed, and what the browser sent along. */
export interface SignInRequest extends Browsing {
  readonly login: string;
  readonly password: string;
  /** Six digits, or a recovery code. */
  readonly code?: string;
}

/** The code typed in the second step, and the secret of the first step. */
export interface SecondStep extends Browsing {
  readonly step: string;
  readonly code: string;
}

/** Secrets for two cookies. */
export interface SignedIn {
  readonly session: string;
  readonly device: string;
}

/** An attempt that was allowed. */
interface Attempt {
  readonly user: UserRow | undefined;
  readonly guards: { readonly login: string; readonly address?: string };
  readonly isKnownDevice: boolean;
  readonly takenAt: string;
  /** Attempts refused in the previous wait. */
  readonly refused: number;
}

/** An attempt with the right password. */
interface Checked extends Attempt {
  readonly user: UserRow;
  /** A stronger hash of the password, if the stored one is outdated. */
  readonly rehash: string | undefined;
}

type Failure = 'sign_in_failed' | 'second_factor_required';

@Injectable()
export class SignInService {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /** @throws DomainError sign_in_failed, sign_in_blocked; second_factor_required when everything but the code was right */
  async signIn(request: SignInRequest, origin: Origin): Promise<SignedIn> {
    const checked = await this.check(request, origin);
    const result = await this.writer.write('people', async (tx) => {
      const fault = await this.faultOf(tx, checked.user, request.code);
      return fault ? { fault } : { done: await this.begin(tx, checked, request, origin) };
    });
    return result.done ?? this.fail(checked, origin, result.fault);
  }

  /**
   * The same in two steps, for pages: the code of the second factor is asked for on a page of its own, which does not know the password.
   *
   * @returns who is signed in, or the secret that proves to the second step that the password was right
   * @throws DomainError sign_in_failed, sign_in_blocked
   */
  async firstStep(request: Omit<SignInRequest, 'code'>, origin: Origin): Promise<SignedIn | { readonly step: string }> {
    const checked = await this.check(request, origin);
    const result = await this.writer.write('people', async (tx) => {
      const fault = await this.faultOf(tx, checked.user, undefined);
      if (fault === undefined) return { done: await this.begin(tx, checked, request, origin) };
      return fault === 'second_factor_required' ? { done: await this.beginStep(tx, checked, origin) } : { fault };
    });
    return result.done ?? this.fail(checked, origin, result.fault);
  }

  /**
   * @returns undefined when too much time has passed since the first step, or the user has changed
   * @throws DomainError sign_in_failed, sign_in_blocked
   */
  async secondStep(request: SecondStep, origin: Origin): Promise<SignedIn | undefined> {
    const user = await this.writer.write('people', (tx) => this.userOf(tx, request.step));
    if (!user) return undefined;
    const attempt = await this.takeAttempt({ ...request, login: user.login }, origin);
    const result = await this.writer.write('people', async (tx) => {
      const still = await this.userOf(tx, request.step);
      if (!still) return { isOver: true };
      if (!(await acceptCode(tx, still, request.code, this.clock.now()))) return { isOver: false };
      await tx.run('delete from sign_in_step where hash = ?', [hashSecret(request.step)]);
      return { done: await this.begin(tx, { ...attempt, user: still, rehash: undefined }, request, origin) };
    });
    if (result.isOver === true) return undefined;
    return result.done ?? this.fail(attempt, origin);
  }

  /** The user whose password was right in the first step. */
  private userOf(reader: Reader, step: string): Promise<UserRow | undefined> {
    return reader.get<UserRow>(
      `select u.* from app_user u join sign_in_step s on s.user_id = u.id
       where s.hash = ? and s.expires_at > ? and u.disabled_at is null and u.totp_confirmed_at is not null`,
      [hashSecret(step), this.clock.now()],
    );
  }

  /** Counts the attempt, then checks the password. */
  private async check(request: SignInRequest, origin: Origin): Promise<Checked> {
    const attempt = await this.takeAttempt(request, origin);
    const { user } = attempt;
    const isRight = await this.passwords.verify(
      user?.disabled_at === null ? user.password_hash : undefined,
      request.password,
    );
    if (!user || !isRight) return this.fail(attempt, origin);
    const isOutdated = this.passwords.isOutdated(user.password_hash ?? '');
    return { ...attempt, user, rehash: isOutdated ? await this.passwords.hash(request.password) : undefined };
  }

  async signOut(viewer: Viewer, origin: Origin): Promise<void> {
    const { session } = viewer;
    if (session === undefined) return;
    await this.writer.write('people', async (tx) => {
      const now = this.clock.now();
      await endSession(tx, session, now);
      await audit(tx, origin, now, { action: 'signed_out', subject: viewer.actor });
    });
  }

  /**
   * Attempts from a device on which this user has signed in before are counted separately, so that a stranger cannot lock the user out; all
   * others are counted per login and per address.
   */
  private async takeAttempt(request: Pick<SignInRequest, 'login' | 'device'>, origin: Origin): Promise<Attempt> {
    const now = this.clock.now();
    const outcome = await this.writer.write('people', async (tx) => {
      const user = await findUser(tx, request.login);
      const device =
        user && request.device !== undefined ? await knownDevice(tx, user.id, request.device, now) : undefined;
      const guards = device === undefined
        ? { login: loginGuard(request.login), address: addressGuard(origin.address) }
        : { login: deviceGuard(request.login, device) }; // prettier-ignore
      const ofAddress: Taken =
        guards.address === undefined ? { refused: 0 } : await takeAttempt(tx, guards.address, now, PER_ADDRESS);
      const taken = ofAddress.until === undefined ? await takeAttempt(tx, guards.login, now, PER_LOGIN) : ofAddress;
      const isKnownDevice = device !== undefined;
      if (taken.until === undefined)
        return { attempt: { user, guards, isKnownDevice, takenAt: now, refused: ofAddress.refused + taken.refused } };
      // Recorded once per wait; further refusals are counted and recorded when it is over.
      if (taken.refused === 0)
        await this.auditAttempt(tx, origin, ofAddress.until === undefined ? user : undefined, {
          action: 'sign_in_blocked',
          subject: subjectOf(user),
        });
      return { until: taken.until };
    });
    if (outcome.attempt) return outcome.attempt;
    throw new DomainError('sign_in_blocked', { minutes: minutesUntil(outcome.until, now) });
  }

  /**
   * Records a failure in the trail. Attempts at a user are few because of the waits, but a stranger can use any number of unknown logins and
   * addresses, so not all of those are recorded.
   */
  private async auditAttempt(tx: Tx, origin: Origin, about: UserRow | undefined, entry: AuditEntry): Promise<void> {
    const now = this.clock.now();
    const unnamed = about ? 0 : await tellsOfStranger(tx, now);
    if (unnamed === undefined) return;
    await audit(tx, origin, now, unnamed === 0 ? entry : { ...entry, after: { ...entry.after, untold: unnamed } });
  }

  /** Checks again in the transaction that signs in: the user may have been disabled or given another password meanwhile. */
  private async faultOf(tx: Tx, checked: UserRow, code: string | undefined): Promise<Failure | undefined> {
    const user = await findUser(tx, checked.login);
    if (!user || user.disabled_at !== null || user.password_hash !== checked.password_hash) return 'sign_in_failed';
    if (user.totp_confirmed_at === null) return undefined;
    if (code === undefined) return 'second_factor_required';
    return (await acceptCode(tx, user, code, this.clock.now())) ? undefined : 'sign_in_failed';
  }

  /** The password was right, so the attempt does not count for the network line. It still counts for the user, since codes are short. */
  private async beginStep(
    tx: Tx,
    { user, guards, takenAt, rehash }: Checked,
    origin: Origin,
  ): Promise<{ step: string }> {
    const now = this.clock.now();
    const step = newSecret();
    if (guards.address !== undefined) await giveBackAttempt(tx, guards.address, takenAt);
    await this.rehash(tx, user, rehash);
    await tx.run('delete from sign_in_step where expires_at <= ?', [now]);
    await tx.insertMany(
      'sign_in_step',
      ['hash', 'user_id', 'created_at', 'expires_at'],
      [[hashSecret(step), user.id, now, instantAfter(now, STEP_LIFE)]],
    );
    await audit(tx, origin, now, { action: 'second_factor_required', subject: user.login });
    return { step };
  }

  private async begin(
    tx: Tx,
    { user, guards, isKnownDevice, takenAt, refused, rehash }: Checked,
    request: Browsing & { readonly code?: string },
    origin: Origin,
  ): Promise<SignedIn> {
    const now = this.clock.now();
    await forgiveAttempts(tx, guards.login, now);
    if (guards.address !== undefined) await giveBackAttempt(tx, guards.address, takenAt);
    await this.rehash(tx, user, rehash);
    if (request.previous !== undefined) await endSession(tx, request.previous, now);
    const device = isKnownDevice && request.device !== undefined ? request.device : await newDevice(tx, user.id, now);
    const session = await this.sessions.start(tx, {
      user: user.id,
      isStrong: request.code !== undefined && user.totp_confirmed_at !== null,
      address: origin.address,
      agent: request.agent,
    });
    await audit(tx, { ...origin, actor: user.login }, now, {
      action: 'signed_in',
      subject: user.login,
      ...afterWait(refused),
    });
    return { session, device };
  }

  private async rehash(tx: Tx, user: UserRow, rehash: string | undefined): Promise<void> {
    if (rehash !== undefined) await tx.run('update app_user set password_hash = ? where id = ?', [rehash, user.id]);
  }

  private async fail({ user, refused }: Attempt, origin: Origin, code: Failure = 'sign_in_failed'): Promise<never> {
    const entry = { action: code, subject: subjectOf(user), ...afterWait(refused) };
    await this.writer.write('people', (tx) => this.auditAttempt(tx, origin, user, entry));
    throw new DomainError(code);
  }
}

/** Unknown logins are not recorded, because somebody may have typed a password there. */
function subjectOf(user: UserRow | undefined): string {
  return user?.login ?? '?';
}

/** How many attempts were refused in the previous wait. */
function afterWait(refused: number): Pick<AuditEntry, 'after'> {
  return refused > 0 ? { after: { refused } } : {};
}
