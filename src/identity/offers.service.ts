/** Role offers: a cooperative offers a role to a login, known or not, and the user with that login accepts or declines. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { giveRole, mayGrant, requireSelf, type Grant } from './people';
import { loadUser } from './sessions.service';
import { actorOf, USER_ROLES, type UserRole, type Viewer } from './viewer';
import { Choice } from '../domain/shape/field';
import { Instant, Words } from '../domain/shape/view';

const LIFE = 30 * 24 * 60 * 60_000;
/** How many offers of a cooperative may be waiting; withdrawing some makes room. */
const OFFERS_MAX = 100;

/** An offer as the cooperative sees it, by the login as typed, which may not exist. */
export class OfferView {
  @Words() readonly login: string;
  @Choice(USER_ROLES) readonly role: UserRole;
  @Words() readonly offeredBy: string;
  @Instant() readonly offeredAt: string;
  @Instant() readonly expiresAt: string;
}

/** An offer as the user who may accept it sees it. */
export interface MyOffer extends OfferView {
  readonly cooperativeId: number;
  readonly cooperative: string;
  readonly cooperativeName: string;
}

/** Identifies an offer to oneself. */
export interface OfferRef {
  /** The cooperative's code. */
  readonly cooperative: string;
  readonly role: UserRole;
}

interface Row {
  readonly cooperative_id: number;
  readonly login: string;
  readonly role: UserRole;
  readonly offered_at: string;
  readonly offered_by: number;
  readonly expires_at: string;
  readonly maker: string;
}

const ROWS = 'select o.*, m.login as maker from role_offer o join app_user m on m.id = o.offered_by';

/** Makes or renews an offer. A declined one stays declined until it expires, and looks the same. */
export async function offerRole(
  tx: Tx,
  by: Viewer,
  origin: Origin,
  now: string,
  { login, cooperativeId, role }: Grant & { readonly login: string },
): Promise<void> {
  const { userId } = actorOf(by, origin);
  await tx.run('delete from role_offer where cooperative_id = ? and expires_at <= ?', [cooperativeId, now]);
  const { open } = (await tx.get<{ open: number | string }>(
    'select count(*) as open from role_offer where cooperative_id = ? and not (login = ? and role = ?)',
    [cooperativeId, login, role],
  )) ?? { open: 0 };
  if (Number(open) >= OFFERS_MAX) throw new DomainError('offer_limit', { limit: OFFERS_MAX });
  await tx.insertMany(
    'role_offer',
    ['cooperative_id', 'login', 'role', 'offered_at', 'offered_by', 'expires_at'],
    [[cooperativeId, login, role, now, userId, instantAfter(now, LIFE)]],
    `on conflict (cooperative_id, login, role) do update set offered_at = excluded.offered_at, offered_by = excluded.offered_by,
       expires_at = case when role_offer.declined_at is null then excluded.expires_at else role_offer.expires_at end`,
  );
  await audit(tx, origin, now, { cooperativeId, action: 'role_offered', subject: login, after: { role } });
}

/** Withdraws offers to a login. */
export async function withdrawOffers(
  tx: Tx,
  origin: Origin,
  now: string,
  { login, cooperativeId }: { readonly login: string; readonly cooperativeId: number },
  isMeant: (role: UserRole) => boolean,
): Promise<void> {
  const sql = 'select role from role_offer where cooperative_id = ? and login = ? and expires_at > ? order by role';
  for (const { role } of (await tx.all<{ role: UserRole }>(sql, [cooperativeId, login, now])).filter((o) => isMeant(o.role))) {
    await tx.run('delete from role_offer where cooperative_id = ? and login = ? and role = ?', [cooperativeId, login, role]);
    await audit(tx, origin, now, { cooperativeId, action: 'role_offer_withdrawn', subject: login, before: { role } });
  }
} // prettier-ignore

/** A cooperative's offers, declined ones included, so that they do not reveal whether a login exists. */
export async function offersOf(reader: Reader, cooperativeId: number, now: string): Promise<OfferView[]> {
  const sql = `${ROWS} where o.cooperative_id = ? and o.expires_at > ? order by o.login, o.role`;
  return (await reader.all<Row>(sql, [cooperativeId, now])).map(viewOf);
}

function viewOf({ login, role, maker, offered_at: offeredAt, expires_at: expiresAt }: Row): OfferView {
  return { login, role, offeredBy: maker, offeredAt, expiresAt };
}

@Injectable()
export class Offers {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /** The offers that a user may accept. */
  async to(viewer: Viewer): Promise<MyOffer[]> {
    if (viewer.kind !== 'user') return [];
    const rows = await this.reads.all<Row & { code: string; cooperative_name: string }>(
      `select o.*, m.login as maker, c.code, c.name as cooperative_name from role_offer o join app_user m on m.id = o.offered_by
       join cooperative c on c.id = o.cooperative_id where o.login = ? and o.expires_at > ? and o.declined_at is null order by c.code, o.role`,
      [viewer.actor, this.clock.now()],
    );
    const standing: MyOffer[] = [];
    for (const row of rows)
      if (await stands(this.reads, row))
        standing.push({ ...viewOf(row), cooperativeId: row.cooperative_id, cooperative: row.code, cooperativeName: row.cooperative_name }); // prettier-ignore
    return standing;
  }

  /** @throws DomainError offer_unknown, also when its maker has lost the right to make it; not_permitted for herders and machines */
  async accept(viewer: Viewer, origin: Origin, offer: OfferRef): Promise<void> {
    await this.decide(viewer, offer, async (tx, { cooperative_id: cooperativeId, role, ...row }, now) => {
      const user = await requireSelf(tx, viewer);
      await tx.run('delete from role_offer where cooperative_id = ? and login = ? and role = ?', [cooperativeId, row.login, role]);
      await giveRole(tx, origin, now, user, { cooperativeId, role }, { userId: row.offered_by, login: row.maker });
    }); // prettier-ignore
  }

  /** The cooperative does not learn of it: the offer still looks like one that nobody has answered. @throws DomainError as `accept` */
  async decline(viewer: Viewer, origin: Origin, offer: OfferRef): Promise<void> {
    await this.decide(viewer, offer, async (tx, { cooperative_id: cooperativeId, role, ...row }, now) => {
      const key = [now, cooperativeId, row.login, role];
      await tx.run('update role_offer set declined_at = ? where cooperative_id = ? and login = ? and role = ?', key);
      await audit(tx, origin, now, { action: 'role_declined', subject: row.login, before: { cooperative: cooperativeId, role } }); // prettier-ignore
    });
  }

  private async decide(
    viewer: Viewer,
    { cooperative, role }: OfferRef,
    work: (tx: Tx, row: Row, now: string) => Promise<void>,
  ): Promise<void> {
    await this.writer.write('people', async (tx) => {
      const now = this.clock.now();
      const { login } = await requireSelf(tx, viewer);
      const row = await tx.get<Row>(
        `${ROWS} join cooperative c on c.id = o.cooperative_id
         where c.code = ? and o.login = ? and o.role = ? and o.expires_at > ? and o.declined_at is null`,
        [cooperative, login, role, now],
      );
      if (!row || !(await stands(tx, row))) throw new DomainError('offer_unknown');
      await work(tx, row, now);
    });
  }
}

/** Whether its maker may still give roles there. */
async function stands(reader: Reader, { offered_by: by, cooperative_id: cooperativeId }: Row): Promise<boolean> {
  const maker = await loadUser(reader, by);
  return maker !== undefined && mayGrant(maker, cooperativeId);
}
