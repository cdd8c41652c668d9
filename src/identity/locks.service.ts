/** Waits after failed sign-ins: lists them, and ends one early. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { ADDRESS, addressGuard, forgive, forgiveUser, loginGuard } from './guards';
import { requireManaged } from './people';
import type { Viewer } from './viewer';
import { Instant, Whole, Words } from '../domain/shape/view';

/** A user who must wait on new devices, or a network line that must wait. */
export class Lock {
  @Words({ optional: true }) readonly login?: string;
  @Words({ optional: true }) readonly address?: string;
  @Instant() readonly until: string;
  /** Attempts refused in this wait. */
  @Whole() readonly refused: number;
}

interface GuardRow {
  readonly name: string;
  readonly blocked_until: string;
  readonly refused: number;
}

@Injectable()
export class Locks {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /** All current waits. @throws DomainError not_permitted */
  async list(by: Viewer): Promise<Lock[]> {
    if (!by.isOperator) throw new DomainError('not_permitted');
    const users = await this.reads.all<{ login: string }>('select login from app_user order by login');
    const logins = new Map(users.map(({ login }) => [loginGuard(login), login]));
    return (await this.waiting()).flatMap(({ name, blocked_until: until, refused }) => {
      const login = logins.get(name);
      const lock: Lock | undefined =
        login !== undefined
          ? { login, until, refused }
          : name.startsWith(ADDRESS)
            ? { address: name.slice(ADDRESS.length), until, refused }
            : undefined;
      return lock ? [lock] : [];
    });
  }

  private waiting(): Promise<GuardRow[]> {
    return this.reads.all<GuardRow>(
      'select name, blocked_until, refused from sign_in_guard where blocked_until > ? order by blocked_until desc, name',
      [this.clock.now()],
    );
  }

  /** Ends a user's wait. @throws DomainError user_unknown, also for users whom the viewer may not manage */
  async liftLogin(by: Viewer, origin: Origin, login: string): Promise<void> {
    await this.writer.write('people', async (tx) => {
      const user = await requireManaged(tx, by, login);
      await this.auditRelease(tx, origin, user.login, await forgiveUser(tx, user));
    });
  }

  /** Ends the wait of a network line, behind which a whole office may have mistyped. @throws DomainError not_permitted */
  async liftAddress(by: Viewer, origin: Origin, address: string): Promise<void> {
    if (!by.isOperator) throw new DomainError('not_permitted');
    const guard = addressGuard(address.replace(/::\/64$/, '::'));
    await this.writer.write('people', async (tx) => {
      await this.auditRelease(tx, origin, guard.slice(ADDRESS.length), await forgive(tx, 'name = ?', [guard]));
    });
  }

  private async auditRelease(tx: Tx, origin: Origin, subject: string, refused: number | undefined): Promise<void> {
    if (refused === undefined) return;
    await audit(tx, origin, this.clock.now(), { action: 'lock_lifted', subject, after: { refused } });
  }
}
