/** Gives roles (at once to people of the cooperative and by operators, as offers to everybody else) and takes them away. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { offerRole, withdrawOffers } from './offers.service';
import {
  findUser,
  giverOf,
  giveRole,
  hasRoleIn,
  mayGrant,
  normalLogin,
  requireUser,
  type Grant,
  type UserRow,
} from './people';
import type { UserRole, Viewer } from './viewer';

/** A user's role. */
export interface RoleOf extends Grant {
  readonly login: string;
}

@Injectable()
export class UserRoles {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives a role, or offers it: an administrator sees only people who are in the cooperative already; to any other login, existing or not, the
   * role is offered.
   *
   * @throws DomainError not_permitted, offer_limit; user_unknown to operators only
   */
  async give(by: Viewer, origin: Origin, { login, cooperativeId, role }: RoleOf): Promise<'given' | 'offered'> {
    return this.writer.write('people', async (tx) => {
      if (!mayGrant(by, cooperativeId)) throw new DomainError('not_permitted');
      const now = this.clock.now();
      const user = by.isOperator ? await requireUser(tx, login) : await findUser(tx, login);
      if (user && (by.isOperator || (await hasRoleIn(tx, user.id, cooperativeId)))) {
        await giveRole(tx, origin, now, user, { cooperativeId, role }, giverOf(by));
        return 'given';
      }
      await offerRole(tx, by, origin, now, { login: normalLogin(login), cooperativeId, role });
      return 'offered';
    });
  }

  /**
   * Takes a role away, and any offer of it. For administrators a user without a role in the cooperative is like one who does not exist: nothing
   * is taken away.
   *
   * @throws DomainError not_permitted, last_administrator; user_unknown to operators only
   */
  async take(by: Viewer, origin: Origin, { login, cooperativeId, role }: RoleOf): Promise<void> {
    await this.end(by, origin, login, cooperativeId, (held) => held === role);
  }

  /**
   * Takes away all roles in a cooperative and all offers, with effect from the next request.
   *
   * @throws DomainError not_permitted, last_administrator; user_unknown to operators only
   */
  async remove(by: Viewer, origin: Origin, login: string, cooperativeId: number): Promise<void> {
    await this.end(by, origin, login, cooperativeId, () => true);
  }

  private async end(
    by: Viewer,
    origin: Origin,
    login: string,
    cooperativeId: number,
    isMeant: (role: UserRole) => boolean,
  ): Promise<void> {
    await this.writer.write('people', async (tx) => {
      if (!mayGrant(by, cooperativeId)) throw new DomainError('not_permitted');
      const now = this.clock.now();
      const user = by.isOperator ? await requireUser(tx, login) : await findUser(tx, login);
      if (user) await this.endGrants(tx, origin, now, user, cooperativeId, isMeant);
      await withdrawOffers(tx, origin, now, { login: normalLogin(login), cooperativeId }, isMeant);
    });
  }

  private async endGrants(
    tx: Tx,
    origin: Origin,
    now: string,
    { id, login }: UserRow,
    cooperativeId: number,
    isMeant: (role: UserRole) => boolean,
  ): Promise<void> {
    const held = await tx.all<{ role: UserRole }>(
      'select role from role_grant where cooperative_id = ? and user_id = ? order by role',
      [cooperativeId, id],
    );
    for (const { role } of held.filter((grant) => isMeant(grant.role))) {
      if (role === 'administrator') await requireAnotherAdministrator(tx, id, cooperativeId);
      const key = [cooperativeId, id, role];
      await tx.run('delete from role_grant where cooperative_id = ? and user_id = ? and role = ?', key);
      await audit(tx, origin, now, { cooperativeId, action: 'role_revoked', subject: login, before: { role } });
    }
  }
}

/** @throws DomainError last_administrator when one of the user's cooperatives, or the given one, would be left without an administrator */
export async function requireAnotherAdministrator(tx: Tx, userId: number, cooperativeId?: number): Promise<void> {
  const orphaned = await tx.get(
    `select g.cooperative_id from role_grant g where g.user_id = ? and g.role = 'administrator' ${cooperativeId === undefined ? '' : 'and g.cooperative_id = ?'}
     and not exists (select 1 from role_grant o join app_user u on u.id = o.user_id where o.cooperative_id = g.cooperative_id
       and o.role = 'administrator' and o.user_id <> g.user_id and u.disabled_at is null and u.password_hash is not null)`,
    cooperativeId === undefined ? [userId] : [userId, cooperativeId],
  );
  if (orphaned) throw new DomainError('last_administrator');
}
