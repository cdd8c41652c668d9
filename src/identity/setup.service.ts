/** The first run: as long as there is no user, whoever can read the server's terminal may create the first operator. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { isSameSecret, newSecret } from './secrets';
import { Users } from './users.service';
import { THE_OPERATOR } from './viewer';

@Injectable()
export class SetupService {
  /** Only in the memory of this process: void when the server stops. */
  private secret: string | undefined;

  constructor(
    private readonly reads: ReadPool,
    private readonly users: Users,
  ) {}

  /** The secret for the link to print; undefined if somebody can sign in already. */
  async begin(): Promise<string | undefined> {
    this.secret = (await hasUsers(this.reads)) ? undefined : newSecret();
    return this.secret;
  }

  /** Whether the link is still valid. */
  async isOpen(secret: string): Promise<boolean> {
    return this.secret !== undefined && isSameSecret(secret, this.secret) && !(await hasUsers(this.reads));
  }

  /**
   * Creates the first operator. Afterwards the link is void.
   *
   * @throws DomainError token_unknown, password_weak, login_taken
   */
  async complete(
    secret: string,
    user: { readonly login: string; readonly name: string },
    password: string,
    origin: Origin,
  ): Promise<void> {
    if (!(await this.isOpen(secret))) throw gone();
    await this.users.addWithPassword(THE_OPERATOR, origin, { ...user, isOperator: true }, password, async (tx) => {
      if (await hasUsers(tx)) throw gone();
    });
    this.secret = undefined;
  }
}

async function hasUsers(reader: Reader): Promise<boolean> {
  return (await reader.get('select id from app_user limit 1')) !== undefined;
}

function gone(): DomainError {
  return new DomainError('token_unknown', {}, 'token');
}
