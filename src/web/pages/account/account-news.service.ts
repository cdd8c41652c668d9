/** What people are told about their accounts: roles that are offered, and what others did to them since they were there last. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import { changesOf, type AccountChange } from '../../../identity/account-changes';
import { Offers, type MyOffer } from '../../../identity/offers.service';
import { Sessions } from '../../../identity/sessions.service';
import type { Viewer } from '../../../identity/viewer';
import type { Flash } from '../../kit/flash';

@Injectable()
export class AccountNews {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly offers: Offers,
    private readonly sessions: Sessions,
  ) {}

  async of(viewer: Viewer): Promise<{ readonly offers: MyOffer[]; readonly changes: AccountChange[] }> {
    const changes = await changesOf(this.reads, viewer.userId ?? -1, this.clock.now());
    return { offers: await this.offers.to(viewer), changes };
  }

  /** What whoever has just signed in is told on the next page, with the way to read more. */
  async atSignIn(session: string): Promise<Flash | undefined> {
    const viewer = await this.sessions.viewer(session);
    const { offers, changes } = await this.of(viewer);
    const last = await this.sessions.before(viewer);
    const told = { tone: 'wait', params: {}, ...(viewer.csrf === undefined ? {} : { csrf: viewer.csrf }) } as const;
    if (last !== undefined && changes.some(({ at }) => at >= last)) return { ...told, key: 'flash.accountChanged' };
    return offers.length > 0 ? { ...told, key: 'flash.offersWait' } : undefined;
  }
}
