/** Tokens for machines: a user's rights, restricted to some scopes, for at most a year. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import { asBoolean } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { OwnPassword, requireUnchanged } from './own-password.service';
import { requireSelf } from './people';
import { IdentityRules, isSecondFactorAsked } from './rules';
import { hashSecret, newSecret } from './secrets';
import { loadUser } from './sessions.service';
import { ANONYMOUS, TOKEN_SCOPES, type TokenScope, type Viewer } from './viewer';
import { Flag } from '../domain/shape/field';
import { Instant, ListOfWords, Whole, Words } from '../domain/shape/view';

const PREFIX = 'sureg_';
const DAY = 24 * 60 * 60_000;
/** How often the time of last use is updated. */
const USED_STEP = 60_000;
export const MAX_TOKEN_DAYS = 365;

/** A token as its owner sees it. */
export class TokenView {
  @Whole() readonly id: number;
  @Words() readonly name: string;
  @ListOfWords(TOKEN_SCOPES) readonly scopes: readonly TokenScope[];
  @Instant() readonly createdAt: string;
  @Instant() readonly expiresAt: string;
  @Instant({ optional: true }) readonly lastUsedAt?: string;
  /** Made without the second factor that is now required of its owner: it gives no access. */
  @Flag() readonly isWeak: boolean;
}

/** A request for a token. */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly days: number;
  /** The user's password, typed again. */
  readonly password: string;
}

interface TokenRow {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  /** Null in tokens from older releases whose owner had no second factor. */
  readonly is_strong: number | boolean | null;
}

@Injectable()
export class Tokens {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly rules: IdentityRules,
    private readonly own: OwnPassword,
  ) {}

  /** The viewer of a token; anonymous if it is unknown, revoked or expired, or its user is disabled. */
  async viewer(secret: string): Promise<Viewer> {
    if (!secret.startsWith(PREFIX)) return ANONYMOUS;
    const now = this.clock.now();
    const row = await this.reads.get<TokenRow>('select * from api_token where hash = ? and revoked_at is null', [
      hashSecret(secret),
    ]);
    if (!row || row.expires_at <= now) return ANONYMOUS;
    const viewer = await loadUser(this.reads, row.user_id, scopesOf(row));
    if (viewer && (row.last_used_at === null || instantAfter(row.last_used_at, USED_STEP) <= now))
      await this.writer.write('people', (tx) =>
        tx.run('update api_token set last_used_at = ? where id = ?', [now, row.id]),
      );
    return viewer ? { ...viewer, isStrong: !this.isWeak(row, viewer) } : ANONYMOUS;
  }

  /** Whether it was made without a second factor that is now required. */
  private isWeak(row: TokenRow, viewer: Viewer): boolean {
    return !asBoolean(row.is_strong ?? false) && isSecondFactorAsked(this.rules, viewer);
  }

  /**
   * Makes a token. It outlives sessions, so the password is required: a hijacked session is not enough.
   *
   * @returns its key and the secret, which is shown only once
   * @throws DomainError not_permitted for herders and machines, sign_in_failed, sign_in_blocked
   */
  async create(
    viewer: Viewer,
    origin: Origin,
    token: NewToken,
  ): Promise<{ readonly id: number; readonly secret: string }> {
    const confirmed = await this.own.confirm(viewer, token.password);
    return this.writer.write('people', async (tx) => {
      await requireUnchanged(tx, confirmed);
      const user = await requireSelf(tx, viewer);
      const secret = PREFIX + newSecret();
      const now = this.clock.now();
      const last = await tx.get<{ id: number | null }>('select max(id) as id from api_token');
      const id = (last?.id ?? 0) + 1;
      const expires = instantAfter(now, Math.min(token.days, MAX_TOKEN_DAYS) * DAY);
      await tx.insertMany(
        'api_token',
        ['id', 'hash', 'user_id', 'name', 'scopes', 'created_at', 'expires_at', 'is_strong'],
        [
          [
            id,
            hashSecret(secret),
            user.id,
            token.name,
            token.scopes.join(' '),
            now,
            expires,
            user.totp_confirmed_at !== null,
          ],
        ],
      );
      await audit(tx, origin, now, {
        action: 'token_added',
        subject: user.login,
        after: { id, name: token.name, scopes: [...token.scopes], expires },
      });
      return { id, secret };
    });
  }

  /** A user's valid tokens. */
  async list(viewer: Viewer): Promise<TokenView[]> {
    const rows = await this.reads.all<TokenRow>(
      'select * from api_token where user_id = ? and revoked_at is null and expires_at > ? order by id',
      [viewer.userId ?? -1, this.clock.now()],
    );
    return rows.map((r) => ({
      id: r.id,
      name: r.name,
      scopes: [...scopesOf(r)],
      createdAt: r.created_at,
      expiresAt: r.expires_at,
      ...(r.last_used_at === null ? {} : { lastUsedAt: r.last_used_at }),
      isWeak: this.isWeak(r, viewer),
    }));
  }

  /** @throws DomainError token_unknown, not_permitted */
  async revoke(viewer: Viewer, origin: Origin, id: number): Promise<void> {
    await this.writer.write('people', async (tx) => {
      const user = await requireSelf(tx, viewer);
      const now = this.clock.now();
      const ended = await tx.run(
        'update api_token set revoked_at = ? where id = ? and user_id = ? and revoked_at is null',
        [now, id, user.id],
      );
      if (ended === 0) throw new DomainError('token_unknown');
      await audit(tx, origin, now, { action: 'token_revoked', subject: user.login, before: { id } });
    });
  }
}

function scopesOf(row: TokenRow): ReadonlySet<TokenScope> {
  const kept = row.scopes.split(' ');
  return new Set(TOKEN_SCOPES.filter((scope) => kept.includes(scope)));
}
