/** The writer of a PostgreSQL book: a queue per cooperative under a session advisory lock, group commit, whole units retried. */
import type { Pool, PoolClient } from 'pg';
import { DomainError } from '../domain/errors';
import { PostgresTx } from './postgres';
import { MAX_GROUP, pause, Writer, type Unit, type WriteScope } from './writer';

const MAX_ATTEMPTS = 5;
/** The class of this application's advisory locks, and the key of the installation's own. */
export const LOCK_CLASS = 0x5e6;
const INSTALLATION = '';
const LOCK_TIMEOUT_MILLIS = 15_000;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';

export class PostgresWriter extends Writer {
  private readonly queues = new Map<string, Unit[]>();

  constructor(private readonly pool: Pool) {
    super();
  }

  protected enqueue(scope: WriteScope, unit: Unit): void {
    const key = scope === 'installation' ? INSTALLATION : scope.cooperative;
    const queue = this.queues.get(key);
    if (queue) {
      queue.push(unit);
      return;
    }
    this.queues.set(key, [unit]);
    void this.run(key);
  }

  private async run(key: string): Promise<void> {
    await Promise.resolve();
    const queue = this.queues.get(key) ?? [];
    while (queue.length > 0) {
      const group = queue.splice(0, MAX_GROUP);
      try {
        await this.runGroup(key, group);
      } catch (error) {
        for (const unit of group) unit.reject(refusal(error));
      }
    }
    this.queues.delete(key);
  }

  private async runGroup(key: string, group: readonly Unit[]): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await lock(client, key);
      await commitTogether(client, group);
      await client.query('select pg_advisory_unlock_all()');
    } catch (error) {
      // A client whose state is not known is thrown away; its locks go with its session.
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** A cooperative's units exclude each other and the whole installation's; those of other cooperatives run beside them. */
async function lock(client: PoolClient, key: string): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MILLIS}`);
  if (key === INSTALLATION) await client.query('select pg_advisory_lock($1, 0)', [LOCK_CLASS]);
  else
    await client.query('select pg_advisory_lock_shared($1, 0), pg_advisory_lock($1, hashtext($2) | 1)', [
      LOCK_CLASS,
      key,
    ]);
}

/** All units in one transaction, each undone alone when it fails; retried as a whole when PostgreSQL asks for it. */
async function commitTogether(client: PoolClient, group: readonly Unit[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('begin');
      const answers: (() => void)[] = [];
      for (const unit of group) answers.push(await runUnit(client, unit));
      await client.query('commit');
      for (const answer of answers) answer();
      return;
    } catch (error) {
      await client.query('rollback');
      if (!isRetryable(error) || attempt >= MAX_ATTEMPTS) throw error;
      await pause(10 * 2 ** attempt);
    }
  }
}

/** What the unit is to be told once the group is committed. */
async function runUnit(client: PoolClient, unit: Unit): Promise<() => void> {
  const tx = new PostgresTx(client);
  await client.query('savepoint unit');
  try {
    const result = await unit.work(tx);
    tx.end();
    await client.query(
      unit.isPreview ? 'rollback to savepoint unit; release savepoint unit' : 'release savepoint unit',
    );
    return () => unit.resolve(result);
  } catch (error) {
    tx.end();
    if (isRetryable(error)) throw error;
    await client.query('rollback to savepoint unit; release savepoint unit');
    return () => unit.reject(error);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

function isRetryable(error: unknown): boolean {
  return codeOf(error) === SERIALIZATION_FAILURE || codeOf(error) === DEADLOCK;
}

function refusal(error: unknown): unknown {
  return isRetryable(error) || codeOf(error) === LOCK_NOT_AVAILABLE ? new DomainError('database_busy') : error;
}
