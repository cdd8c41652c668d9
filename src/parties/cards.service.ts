/** Issues, replaces and revokes herders' cards. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import { hashSecret, newSecret } from '../identity/secrets';
import type { CardHolder } from '../identity/viewer';
import type { CooperativeRef } from './cooperatives';
import { Flag } from '../domain/shape/field';
import { Instant, Whole, Words } from '../domain/shape/view';

/** A card as clerks see it; its secret is only on the paper. */
export class CardView {
  @Whole() readonly id: number;
  @Words() readonly holder: string;
  /** The holder has chosen a PIN. */
  @Flag() readonly isUsed: boolean;
  @Instant() readonly createdAt: string;
  @Words() readonly createdBy: string;
  @Instant({ optional: true }) readonly revokedAt?: string;
}

/** A card being issued, with the secret for its link, which is stored nowhere. */
export interface NewCard {
  readonly id: number;
  readonly secret: string;
}

/** Makes the paper or the link by which a new card is handed out. */
export type CardDelivery<T> = (card: NewCard & { readonly holder: string }) => Promise<T> | T;

/** A stored card. */
export interface CardRow {
  readonly cooperative_id: number;
  readonly id: number;
  readonly household_id: number;
  readonly holder: string;
  readonly pin_hash: string | null;
  readonly failures: number;
  readonly blocked_until: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly revoked_at: string | null;
}

/** Names in the audit trail; never renamed. */
export const CARD_TOLD = { issued: 'card_issued', revoked: 'card_revoked', signedIn: 'card_signed_in' } as const;

/** The holder and the link of a new card as the trail keeps them, by their hashes. */
export function cardSeal(holder: string, tokenHash: string): string {
  return sha256(canonicalJson({ holder, tokenHash }));
}

interface HouseholdRef {
  readonly id: number;
  readonly code: string;
}

@Injectable()
export class Cards {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues a card. A household may have several, for husband, wife and daughter.
   *
   * @param hand makes the paper or the link; when it fails, no card is issued
   * @param newest the household's last card when the form was shown: by the same form again, the holder's card is made anew
   */
  issue<T>(
    cooperative: CooperativeRef,
    household: HouseholdRef,
    holder: string,
    origin: Origin,
    hand: CardDelivery<T>,
    newest?: number,
  ): Promise<T> {
    return this.handOver(cooperative, holder, hand, async (tx, card) => {
      const made = newest === undefined ? undefined : await findMade(tx, cooperative, household, { after: newest, holder, by: origin.actor }); // prettier-ignore
      if (made) await this.end(tx, cooperative, household, made.id, origin);
      await this.insert(tx, cooperative, household, { ...card, holder }, origin);
    });
  }

  /** All cards of a household, revoked ones included. */
  async list(cooperativeId: number, householdId: number): Promise<CardView[]> {
    const rows = await this.reads.all<CardRow>(
      'select * from herder_card where cooperative_id = ? and household_id = ? order by id',
      [cooperativeId, householdId],
    );
    return rows.map((r) => ({
      id: r.id,
      holder: r.holder,
      isUsed: r.pin_hash !== null,
      createdAt: r.created_at,
      createdBy: r.created_by,
      ...(r.revoked_at === null ? {} : { revokedAt: r.revoked_at }),
    }));
  }

  /**
   * Revokes a card, for example a lost one, and ends its sessions.
   *
   * @throws DomainError card_unknown
   */
  async revoke(cooperative: CooperativeRef, household: HouseholdRef, id: number, origin: Origin): Promise<void> {
    await this.writer.write({ cooperative: cooperative.code }, (tx) =>
      this.end(tx, cooperative, household, id, origin),
    );
  }

  /**
   * Replaces a card whose paper was lost or whose PIN was forgotten, and revokes the old one. A second request replaces the new card, whose
   * paper may never have arrived.
   *
   * @param hand as in `issue`; when it fails, the old card stays
   * @throws DomainError card_unknown
   */
  async reprint<T>(
    cooperative: CooperativeRef,
    household: HouseholdRef,
    id: number,
    origin: Origin,
    hand: CardDelivery<T>,
  ): Promise<T> {
    const { holder } = await requireLast(this.reads, cooperative, household, id, origin.actor);
    return this.handOver(cooperative, holder, hand, async (tx, card) => {
      const last = await requireLast(tx, cooperative, household, id, origin.actor);
      await this.end(tx, cooperative, household, last.id, origin);
      await this.insert(tx, cooperative, household, { ...card, holder }, origin);
    });
  }

  /** Makes the paper first, outside of the transaction because it takes long; then the card, unless its number was taken meanwhile. */
  private async handOver<T>(
    cooperative: CooperativeRef,
    holder: string,
    hand: CardDelivery<T>,
    keep: (tx: Tx, card: NewCard) => Promise<void>,
  ): Promise<T> {
    for (;;) {
      const card = { id: await nextNumber(this.reads, cooperative.id), secret: newSecret() };
      const handed = await hand({ ...card, holder });
      const isKept = await this.writer.write({ cooperative: cooperative.code }, async (tx) => {
        if ((await nextNumber(tx, cooperative.id)) !== card.id) return false;
        await keep(tx, card);
        return true;
      });
      if (isKept) return handed;
    }
  }

  private async insert(
    tx: Tx,
    { id: cooperativeId }: CooperativeRef,
    household: HouseholdRef,
    { id, secret, holder }: NewCard & { readonly holder: string },
    origin: Origin,
  ): Promise<void> {
    const now = this.clock.now();
    const tokenHash = hashSecret(secret);
    await tx.insertMany(
      'herder_card',
      ['cooperative_id', 'id', 'household_id', 'holder', 'token_hash', 'failures', 'created_at', 'created_by'],
      [[cooperativeId, id, household.id, holder, tokenHash, 0, now, origin.actor]],
    );
    await audit(tx, origin, now, {
      cooperativeId,
      action: CARD_TOLD.issued,
      subject: household.code,
      after: { card: id, sha256: cardSeal(holder, tokenHash) },
    });
  }

  private async end(
    tx: Tx,
    cooperative: CooperativeRef,
    household: HouseholdRef,
    id: number,
    origin: Origin,
  ): Promise<void> {
    await requireCard(tx, cooperative, household, id);
    const cooperativeId = cooperative.id;
    const now = this.clock.now();
    await tx.run('update herder_card set revoked_at = ? where cooperative_id = ? and id = ?', [now, cooperativeId, id]);
    await tx.run('update session set ended_at = ? where cooperative_id = ? and card_id = ? and ended_at is null', [
      now,
      cooperativeId,
      id,
    ]);
    await audit(tx, origin, now, {
      cooperativeId,
      action: CARD_TOLD.revoked,
      subject: household.code,
      before: { card: id },
    });
  }
}

/** A card as other card holders of the household see it. */
export interface NewCardView {
  readonly holder: string;
  readonly madeBy: string;
  readonly madeAt: string;
}

/** The household's other cards issued since an instant, revoked or not, newest first. */
export async function cardsSince(reader: Reader, own: CardHolder, since: string): Promise<NewCardView[]> {
  const rows = await reader.all<CardRow>(
    'select * from herder_card where cooperative_id = ? and household_id = ? and id <> ? and created_at >= ? order by id desc',
    [own.cooperativeId, own.householdId, own.cardId, since],
  );
  return rows.map((r) => ({ holder: r.holder, madeBy: r.created_by, madeAt: r.created_at }));
}

async function nextNumber(reader: Reader, cooperativeId: number): Promise<number> {
  const sql = 'select max(id) as id from herder_card where cooperative_id = ?';
  return ((await reader.get<{ id: number | null }>(sql, [cooperativeId]))?.id ?? 0) + 1;
}

/** A card of the household that is not revoked. */
async function requireCard(
  reader: Reader,
  cooperative: CooperativeRef,
  household: HouseholdRef,
  id: number,
): Promise<CardRow> {
  const card = await reader.get<CardRow>(
    'select * from herder_card where cooperative_id = ? and id = ? and household_id = ? and revoked_at is null',
    [cooperative.id, id, household.id],
  );
  if (!card) throw new DomainError('card_unknown');
  return card;
}

/** The unused card that `by` has issued to the same holder after another one. */
async function findMade(
  reader: Reader,
  cooperative: CooperativeRef,
  household: HouseholdRef,
  { after, holder, by }: { readonly after: number; readonly holder: string; readonly by: string },
): Promise<CardRow | undefined> {
  return reader.get<CardRow>(
    `select * from herder_card where cooperative_id = ? and household_id = ? and id > ? and holder = ? and created_by = ?
     and pin_hash is null and revoked_at is null order by id desc limit 1`,
    [cooperative.id, household.id, after, holder, by],
  );
}

/** A card, or the one that `by` has issued in its place. @throws DomainError card_unknown */
async function requireLast(
  reader: Reader,
  cooperative: CooperativeRef,
  household: HouseholdRef,
  id: number,
  by: string,
): Promise<CardRow> {
  const card = await reader.get<CardRow>(
    'select * from herder_card where cooperative_id = ? and household_id = ? and id = ?',
    [cooperative.id, household.id, id],
  );
  if (card?.revoked_at === null) return card;
  const made = card && (await findMade(reader, cooperative, household, { after: id, holder: card.holder, by }));
  if (!made) throw new DomainError('card_unknown');
  return made;
}
