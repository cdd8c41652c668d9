/** Signing in and out: guessing is slowed down before it costs anything, no answer says which part was wrong, and every try is on the trail. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { lineOf } from '../common/network';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { forgiveAttempts, giveBackAttempt, minutesUntil, PER_ADDRESS, PER_LOGIN, takeAttempt } from './attempts';
import { Passwords } from './passwords';
import { findUser, normalLogin, type UserRow } from './people';
import { acceptCode } from './second-factor';
import { hashSecret, newSecret } from './secrets';
import { endSession, Sessions } from './sessions';
import type { Viewer } from './viewer';

const DAY = 24 * 60 * 60_000;
const DEVICE_LIFE = 180 * DAY;
/** How long a browser keeps the cookie by which its user's device is known again. */
export const DEVICE_SECONDS = DEVICE_LIFE / 1000;

/** What somebody typed, and what their browser sent along. */
export interface SignInRequest {
  readonly login: string;
  readonly password: string;
  /** Six digits, or a recovery code. */
  readonly code?: string;
  /** The secret of a device that the user signed in from before. */
  readonly device?: string;
  /** The session that the browser had until now; it ends. */
  readonly previous?: string;
  readonly agent: string;
}

/** Secrets for two cookies. */
export interface SignedIn {
  readonly session: string;
  readonly device: string;
}

/** An attempt that was let through. */
interface Attempt {
  readonly user: UserRow | undefined;
  readonly guards: { readonly login: string; readonly address?: string };
  readonly isKnownDevice: boolean;
  readonly takenAt: string;
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
    const attempt = await this.takeAttempt(request, origin);
    const { user } = attempt;
    const isRight = await this.passwords.verify(
      user?.disabled_at === null ? user.password_hash : undefined,
      request.password,
    );
    if (!user || !isRight) return this.fail(user, origin);
    const rehash = this.passwords.isOutdated(user.password_hash ?? '')
      ? await this.passwords.hash(request.password)
      : undefined;
    const result = await this.writer.write('people', async (tx) => {
      const fault = await this.faultOf(tx, user, request.code);
      return fault ? { fault } : { done: await this.begin(tx, user, attempt, request, origin, rehash) };
    });
    return result.done ?? this.fail(user, origin, result.fault);
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
   * Whoever comes from a device where this user signed in before has tries of their own, so that a stranger cannot lock the owner out;
   * all the others share theirs, for each login and for each address.
   */
  private async takeAttempt(request: SignInRequest, origin: Origin): Promise<Attempt> {
    const now = this.clock.now();
    const login = hashSecret(normalLogin(request.login));
    const outcome = await this.writer.write('people', async (tx) => {
      const user = await findUser(tx, request.login);
      const device =
        user && request.device !== undefined ? await knownDevice(tx, user.id, request.device, now) : undefined;
      const guards = device === undefined
        ? { login: `login:${login}`, address: `address:${lineOf(origin.address.slice(0, 64))}` }
        : { login: `${login}:${device}` }; // prettier-ignore
      const refused =
        (guards.address === undefined ? undefined : await takeAttempt(tx, guards.address, now, PER_ADDRESS)) ??
        (await takeAttempt(tx, guards.login, now, PER_LOGIN));
      if (refused === undefined)
        return { attempt: { user, guards, isKnownDevice: device !== undefined, takenAt: now } };
      await audit(tx, origin, now, { action: 'sign_in_blocked', subject: subjectOf(user) });
      return { refused };
    });
    if (outcome.attempt) return outcome.attempt;
    throw new DomainError('sign_in_blocked', { minutes: minutesUntil(outcome.refused, now) });
  }

  /** What is still wrong, looked at in the unit that signs in: the user may have been disabled or given another password meanwhile. */
  private async faultOf(tx: Tx, checked: UserRow, code: string | undefined): Promise<Failure | undefined> {
    const user = await findUser(tx, checked.login);
    if (!user || user.disabled_at !== null || user.password_hash !== checked.password_hash) return 'sign_in_failed';
    if (user.totp_confirmed_at === null) return undefined;
    if (code === undefined) return 'second_factor_required';
    return (await acceptCode(tx, user, code, this.clock.now())) ? undefined : 'sign_in_failed';
  }

  private async begin(
    tx: Tx,
    user: UserRow,
    { guards, isKnownDevice, takenAt }: Attempt,
    request: SignInRequest,
    origin: Origin,
    rehash: string | undefined,
  ): Promise<SignedIn> {
    const now = this.clock.now();
    await forgiveAttempts(tx, guards.login, now);
    if (guards.address !== undefined) await giveBackAttempt(tx, guards.address, takenAt);
    if (rehash !== undefined) await tx.run('update app_user set password_hash = ? where id = ?', [rehash, user.id]);
    if (request.previous !== undefined) await endSession(tx, request.previous, now);
    const device = isKnownDevice && request.device !== undefined ? request.device : await newDevice(tx, user.id, now);
    const session = await this.sessions.start(tx, {
      user: user.id,
      isStrong: request.code !== undefined && user.totp_confirmed_at !== null,
      address: origin.address,
      agent: request.agent,
    });
    await audit(tx, { ...origin, actor: user.login }, now, { action: 'signed_in', subject: user.login });
    return { session, device };
  }

  private async fail(user: UserRow | undefined, origin: Origin, code: Failure = 'sign_in_failed'): Promise<never> {
    await this.writer.write('people', (tx) =>
      audit(tx, origin, this.clock.now(), { action: code, subject: subjectOf(user) }),
    );
    throw new DomainError(code);
  }
}

/** What was typed as a login that nobody has may be a password: it is not written down. */
function subjectOf(user: UserRow | undefined): string {
  return user?.login ?? '?';
}

/** The key of a device of this user. */
async function knownDevice(tx: Tx, userId: number, secret: string, now: string): Promise<string | undefined> {
  const row = await tx.get<{ hash: string }>(
    'select hash from known_device where user_id = ? and hash = ? and expires_at > ?',
    [userId, hashSecret(secret), now],
  );
  return row?.hash;
}

async function newDevice(tx: Tx, userId: number, now: string): Promise<string> {
  const secret = newSecret();
  await tx.run('delete from known_device where user_id = ? and expires_at <= ?', [userId, now]);
  await tx.insertMany(
    'known_device',
    ['user_id', 'hash', 'created_at', 'expires_at'],
    [[userId, hashSecret(secret), now, instantAfter(now, DEVICE_LIFE)]],
  );
  return secret;
}
