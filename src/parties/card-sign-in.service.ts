/** Signing in with a herder's card: a printed link and a PIN open the household's own pages, on its telephone or at the clerk's desk. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { sha256 } from '../domain/ledger/chain';
import { isNewWait, minutesUntil, nextAttempt, PER_CARD } from '../identity/attempts';
import { checkPin, Passwords } from '../identity/passwords.service';
import { hashSecret } from '../identity/secrets';
import { endSession, Sessions } from '../identity/sessions.service';
import type { CardHolder } from '../identity/viewer';
import { CARD_TOLD, type CardRow } from './cards.service';

export interface CardSignIn {
  readonly token: string;
  readonly pin?: string;
  /** A new PIN, at the first use or to replace the old one. */
  readonly newPin?: string;
  /** At the clerk's desk: the session ends after two idle minutes. */
  readonly isKiosk?: boolean;
  /** The browser's previous session, which ends. */
  readonly previous?: string;
  readonly agent: string;
}

@Injectable()
export class CardSignInService {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /**
   * What the page of a card's link must ask for: the PIN, or a new one at the first use.
   *
   * @throws DomainError card_unknown
   */
  async stateOf(token: string): Promise<'enter' | 'choose'> {
    const card = await findCard(this.reads, token);
    if (!card) throw new DomainError('card_unknown');
    return card.pin_hash === null ? 'choose' : 'enter';
  }

  /**
   * Signs the household in and returns the session's secret. Only the holder of the card can fail at this, so that nobody else can lock it.
   *
   * @throws DomainError card_unknown, sign_in_failed, sign_in_blocked, pin_weak; field_required for `newPin` at the first use
   */
  async signIn(request: CardSignIn, origin: Origin): Promise<string> {
    const { token, pin, newPin } = request;
    if (newPin !== undefined) checkPin(newPin, 'newPin');
    const card = await this.takeAttempt((tx) => findCard(tx, token), origin);
    const isFirst = card.pin_hash === null;
    if (isFirst && newPin === undefined) throw new DomainError('field_required', {}, 'newPin');
    if (!isFirst && !(await this.passwords.verify(card.pin_hash, pin ?? ''))) return this.fail(card, origin);
    const hash = newPin === undefined ? card.pin_hash : await this.passwords.hash(newPin);
    const secret = await this.writer.write('people', async (tx) => {
      // Meanwhile it may have been revoked, or used for the first time by somebody else.
      const now = this.clock.now();
      const kept = await tx.run(
        `update herder_card set pin_hash = ?, failures = 0, blocked_until = null
         where cooperative_id = ? and id = ? and revoked_at is null and coalesce(pin_hash, '') = ?`,
        [hash, card.cooperative_id, card.id, card.pin_hash ?? ''],
      );
      if (kept === 0) return undefined;
      if (request.previous !== undefined) await endSession(tx, request.previous, now);
      // The trail keeps a hash of the PIN's hash, so that a PIN planted in the table is detected.
      const after = newPin === undefined || hash === null ? undefined : { pinSha256: sha256(hash) };
      await auditCard(tx, { ...origin, actor: `card:${card.id}` }, now, CARD_TOLD.signedIn, card, after);
      return this.sessions.start(tx, {
        card: { cooperativeId: card.cooperative_id, cardId: card.id },
        isStrong: true,
        isKiosk: request.isKiosk ?? false,
        address: origin.address,
        agent: request.agent,
      });
    });
    return secret ?? this.fail(card, origin);
  }

  /**
   * Asks a signed-in card holder for the PIN again, for an act that needs it. Attempts count as they do at sign-in.
   *
   * @throws DomainError card_unknown, sign_in_failed, sign_in_blocked
   */
  async requirePin(holder: CardHolder, pin: string, origin: Origin): Promise<void> {
    const card = await this.takeAttempt((tx) => findHeld(tx, holder), origin);
    if (card.pin_hash === null || !(await this.passwords.verify(card.pin_hash, pin))) return this.fail(card, origin);
    await this.writer.write('people', (tx) =>
      tx.run('update herder_card set failures = 0, blocked_until = null where cooperative_id = ? and id = ?', [
        card.cooperative_id,
        card.id,
      ]),
    );
  }

  /** Counts the attempt before any work is done, so that many parallel attempts cannot slip through. */
  private async takeAttempt(find: (tx: Tx) => Promise<CardRow | undefined>, origin: Origin): Promise<CardRow> {
    const now = this.clock.now();
    const outcome = await this.writer.write('people', async (tx) => {
      const card = await find(tx);
      if (!card) return { refused: new DomainError('card_unknown') };
      // The first use cannot be a guess.
      if (card.pin_hash === null) return { card };
      const next = nextAttempt({ failures: card.failures, blockedUntil: card.blocked_until }, now, PER_CARD);
      if ('refusedUntil' in next) {
        // Once per wait.
        const name = `card:${card.cooperative_id}:${card.id}`;
        if (await isNewWait(tx, name, next.refusedUntil, now)) await auditCard(tx, origin, now, 'card_blocked', card);
        return { refused: new DomainError('sign_in_blocked', { minutes: minutesUntil(next.refusedUntil, now) }) };
      }
      await tx.run('update herder_card set failures = ?, blocked_until = ? where cooperative_id = ? and id = ?', [
        next.failures,
        next.blockedUntil,
        card.cooperative_id,
        card.id,
      ]);
      return { card };
    });
    if (outcome.card) return outcome.card;
    throw outcome.refused;
  }

  private async fail(card: CardRow, origin: Origin): Promise<never> {
    await this.writer.write('people', (tx) => auditCard(tx, origin, this.clock.now(), 'card_sign_in_failed', card));
    throw new DomainError('sign_in_failed', { what: 'pin' }, 'pin');
  }
}

async function findCard(reader: Reader, token: string): Promise<CardRow | undefined> {
  return reader.get<CardRow>('select * from herder_card where token_hash = ? and revoked_at is null', [
    hashSecret(token),
  ]);
}

function findHeld(reader: Reader, { cooperativeId, cardId }: CardHolder): Promise<CardRow | undefined> {
  return reader.get<CardRow>('select * from herder_card where cooperative_id = ? and id = ? and revoked_at is null', [
    cooperativeId,
    cardId,
  ]);
}

async function auditCard(
  tx: Tx,
  origin: Origin,
  now: string,
  action: string,
  card: CardRow,
  after?: object,
): Promise<void> {
  const entry = { cooperativeId: card.cooperative_id, action, subject: `card:${card.id}` };
  await audit(tx, origin, now, { ...entry, ...(after ? { after } : {}) });
}
