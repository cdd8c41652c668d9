/** Sessions: opaque, stored as hashes, with an idle and an absolute limit; disabling a user ends them at once. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import { asBoolean, type Reader, type Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { IdentityRules, isSecondFactorAsked } from './rules';
import { hashSecret, newSecret } from './secrets';
import { ANONYMOUS, type Role, type TokenScope, type Viewer } from './viewer';
import { Flag } from '../domain/shape/field';
import { Instant, Words } from '../domain/shape/view';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** One office day; herders have longer, since their phones are their own. */
const ABSOLUTE = { user: 8 * HOUR, herder: 30 * 24 * HOUR, kiosk: 10 * MINUTE } as const;
const IDLE = { user: 30 * MINUTE, branch: 15 * MINUTE, herder: 30 * 24 * HOUR, kiosk: 2 * MINUTE } as const;
/** How often the time of last use is updated: a write for every request would be expensive. */
const SEEN_STEP = MINUTE / 2;
/** How long ended sessions are kept, to investigate misuse. The trail keeps sign-ins forever. */
const RETENTION_MILLIS = 30 * 24 * HOUR;
/** How many characters of its key identify a session to its owner. */
const SHOWN = 12;

/** The owner of a new session. */
export interface SessionStart {
  readonly user?: number;
  readonly card?: { readonly cooperativeId: number; readonly cardId: number };
  /** A second factor was given. */
  readonly isStrong: boolean;
  /** On the clerk's machine: ends after two idle minutes. */
  readonly isKiosk?: boolean;
  readonly address: string;
  readonly agent: string;
}

/** A session as its owner sees it. */
export class SessionView {
  /** The first characters of its key: enough to identify it, useless for hijacking it. */
  @Words() readonly id: string;
  @Flag() readonly isCurrent: boolean;
  @Words() readonly address: string;
  @Words() readonly agent: string;
  @Instant() readonly createdAt: string;
  @Instant() readonly seenAt: string;
}

interface SessionRow {
  readonly hash: string;
  readonly user_id: number | null;
  readonly cooperative_id: number | null;
  readonly card_id: number | null;
  readonly csrf: string;
  readonly is_strong: number | boolean;
  readonly is_kiosk: number | boolean;
  readonly address: string;
  readonly agent: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly expires_at: string;
}

@Injectable()
export class Sessions {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly rules: IdentityRules,
  ) {}

  /** Starts a session in the transaction of the sign-in; returns the secret for the cookie, which is stored nowhere. Deletes old sessions. */
  async start(tx: Tx, start: SessionStart): Promise<string> {
    const secret = newSecret();
    const now = this.clock.now();
    const life = ABSOLUTE[start.isKiosk ? 'kiosk' : start.card ? 'herder' : 'user'];
    await tx.run('delete from session where expires_at < ?', [instantAfter(now, -RETENTION_MILLIS)]);
    await tx.insertMany(
      'session',
      ['hash', 'user_id', 'cooperative_id', 'card_id', 'csrf', 'is_strong', 'is_kiosk', 'address', 'agent', 'created_at', 'seen_at', 'expires_at', 'ended_at'],
      [[hashSecret(secret), start.user ?? null, start.card?.cooperativeId ?? null, start.card?.cardId ?? null, newSecret(), start.isStrong,
        start.isKiosk ?? false, start.address.slice(0, 64), start.agent.slice(0, 200), now, now, instantAfter(now, life), null]],
    ); // prettier-ignore
    return secret;
  }

  /** The viewer of a cookie's secret; anonymous if it is unknown, ended, idle for too long or expired. */
  async viewer(secret: string): Promise<Viewer> {
    const hash = hashSecret(secret);
    const row = await this.reads.get<SessionRow>('select * from session where hash = ? and ended_at is null', [hash]);
    const now = this.clock.now();
    if (!row || row.expires_at <= now) return ANONYMOUS;
    const viewer = row.user_id === null ? await this.herder(row) : await loadUser(this.reads, row.user_id);
    if (!viewer || instantAfter(row.seen_at, idleOf(row, viewer)) <= now) return ANONYMOUS;
    if (instantAfter(row.seen_at, SEEN_STEP) <= now) await this.markSeen(hash, now);
    // A role given during the session may require a second factor.
    const isStrong = asBoolean(row.is_strong) || !isSecondFactorAsked(this.rules, viewer);
    return { ...viewer, isStrong, session: hash, csrf: row.csrf };
  }

  private async herder(row: SessionRow): Promise<Viewer | undefined> {
    const card = await this.reads.get<{ household_id: number; holder: string; locale: string | null }>(
      'select household_id, holder, locale from herder_card where cooperative_id = ? and id = ? and revoked_at is null',
      [row.cooperative_id, row.card_id],
    );
    if (!card || row.cooperative_id === null || row.card_id === null) return undefined;
    return {
      kind: 'herder',
      actor: `card:${row.card_id}`,
      name: card.holder,
      isOperator: false,
      isStrong: true,
      roles: new Map([[row.cooperative_id, new Set<Role>(['herder'])]]),
      card: { cooperativeId: row.cooperative_id, householdId: card.household_id, cardId: row.card_id },
      ...(card.locale === null ? {} : { locale: card.locale }),
    };
  }

  private async markSeen(hash: string, now: string): Promise<void> {
    await this.writer.write('people', (tx) =>
      tx.run('update session set seen_at = ? where hash = ? and ended_at is null', [now, hash]),
    );
  }

  async end(hash: string): Promise<void> {
    await this.writer.write('people', (tx) => endSession(tx, hash, this.clock.now()));
  }

  /**
   * Ends one of the viewer's sessions, on whichever device.
   *
   * @throws DomainError session_unknown, not_permitted for herders and machines
   */
  async endOwn(viewer: Viewer, origin: Origin, id: string): Promise<void> {
    if (viewer.kind !== 'user') throw new DomainError('not_permitted');
    const now = this.clock.now();
    await this.writer.write('people', async (tx) => {
      const ended = await tx.run(
        'update session set ended_at = ? where user_id = ? and substr(hash, 1, ?) = ? and ended_at is null',
        [now, viewer.userId ?? -1, SHOWN, id],
      );
      if (ended === 0) throw new DomainError('session_unknown');
      await audit(tx, origin, now, { action: 'session_ended', subject: viewer.actor, before: { id } });
    });
  }

  /** When a user last signed in before this session, as far as sessions are kept. */
  async before(viewer: Viewer): Promise<string | undefined> {
    const row = await this.reads.get<{ last: string | null }>(
      'select max(created_at) as last from session where user_id = ? and hash <> ?',
      [viewer.userId ?? -1, viewer.session ?? ''],
    );
    return row?.last ?? undefined;
  }

  /** A user's live sessions, newest first. */
  async list(viewer: Viewer): Promise<SessionView[]> {
    const rows = await this.reads.all<SessionRow>(
      'select * from session where user_id = ? and ended_at is null and expires_at > ? order by created_at desc, hash',
      [viewer.userId ?? -1, this.clock.now()],
    );
    return rows.map((r) => ({
      id: r.hash.slice(0, SHOWN),
      isCurrent: r.hash === viewer.session,
      address: r.address,
      agent: r.agent,
      createdAt: r.created_at,
      seenAt: r.seen_at,
    }));
  }
}

function idleOf(row: SessionRow, viewer: Viewer): number {
  if (asBoolean(row.is_kiosk)) return IDLE.kiosk;
  if (viewer.kind === 'herder') return IDLE.herder;
  return [...viewer.roles.values()].some((roles) => roles.has('branch')) ? IDLE.branch : IDLE.user;
}

/** Ends one session. */
export async function endSession(tx: Tx, hash: string, now: string): Promise<void> {
  await tx.run('update session set ended_at = ? where hash = ? and ended_at is null', [now, hash]);
}

/** Ends a user's sessions, except the one to keep, and sign-ins that wait for a code. */
export async function endSessionsOf(tx: Tx, userId: number, now: string, keep = ''): Promise<void> {
  await tx.run('update session set ended_at = ? where user_id = ? and ended_at is null and hash <> ?', [
    now,
    userId,
    keep,
  ]);
  await tx.run('delete from sign_in_step where user_id = ?', [userId]);
}

/** A user with current roles; undefined if disabled. */
export async function loadUser(
  reader: Reader,
  userId: number,
  scopes?: ReadonlySet<TokenScope>,
): Promise<Viewer | undefined> {
  const user = await reader.get<{
    login: string;
    name: string;
    locale: string | null;
    is_operator: number | boolean;
  }>('select login, name, locale, is_operator from app_user where id = ? and disabled_at is null', [userId]);
  if (!user) return undefined;
  const grants = await reader.all<{ cooperative_id: number; role: Role }>(
    'select cooperative_id, role from role_grant where user_id = ?',
    [userId],
  );
  const roles = new Map<number, Set<Role>>();
  for (const { cooperative_id: id, role } of grants) roles.set(id, (roles.get(id) ?? new Set<Role>()).add(role));
  return {
    kind: scopes ? 'token' : 'user',
    userId,
    actor: user.login,
    name: user.name,
    isOperator: asBoolean(user.is_operator),
    roles,
    isStrong: true,
    ...(scopes ? { scopes } : {}),
    ...(user.locale === null ? {} : { locale: user.locale }),
  };
}
