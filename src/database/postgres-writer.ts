/** The writer of a PostgreSQL book: a queue per cooperative under a session advisory lock, group commit, whole units retried. */
import type { Pool, PoolClient } from 'pg';
import { PostgresTx } from './postgres';
import { asRefusal, isDatabaseError, isRetryable } from './refusals';
import type { WriteScope } from './tx';
import { MAX_GROUP, pause, Writer, type Unit } from './writer';

/** A unit is tried so often in all, the first of them with its group. */
const MAX_ATTEMPTS = 5;
const MAX_ATTEMPTS_TOGETHER = 3;
/** The class of this application's advisory locks; key 0 is the whole installation's, 2 that of people, and cooperatives have odd ones. */
export const LOCK_CLASS = 0x5e6;
/** No cooperative's code is empty or has a blank. */
const INSTALLATION = '';
const PEOPLE = ' people';

export class PostgresWriter extends Writer {
  private readonly queues = new Map<string, Unit[]>();

  constructor(private readonly pool: Pool) {
    super();
  }

  protected enqueue(scope: WriteScope, unit: Unit): void {
    const key = scope === 'installation' ? INSTALLATION : scope === 'people' ? PEOPLE : scope.cooperative;
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
      const group = queue.splice(0, queue[0]?.isAlone ? 1 : MAX_GROUP);
      try {
        await this.runGroup(key, group);
      } catch (error) {
        for (const unit of group) unit.reject(asRefusal(error));
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
      await client.query(`select pg_advisory_unlock_all(), set_config('idle_session_timeout', '0', false)`);
    } catch (error) {
      // A client whose state is not known is thrown away; its locks go with its session.
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** Outside of a transaction a silent session would be waited for without end, too. */
const WATCHED = `set_config('idle_session_timeout', current_setting('idle_in_transaction_session_timeout'), false)`;

/**
 * A cooperative's units exclude each other and the whole installation's; those of other cooperatives, and signing in, run beside them. The
 * installation's lock is always taken first and the other second, so that no two sessions wait for each other; two codes with one hash only
 * share a queue. A server that is stopped while it holds a lock, and says nothing, is taken for dead and loses it with its session.
 */
async function lock(client: PoolClient, key: string): Promise<void> {
  if (key === INSTALLATION) await client.query(`select ${WATCHED}, pg_advisory_lock($1, 0)`, [LOCK_CLASS]);
  else if (key === PEOPLE)
    await client.query(`select ${WATCHED}, pg_advisory_lock_shared($1, 0), pg_advisory_lock($1, 2)`, [LOCK_CLASS]);
  else
    await client.query(`select ${WATCHED}, pg_advisory_lock_shared($1, 0), pg_advisory_lock($1, hashtext($2) | 1)`, [
      LOCK_CLASS,
      key,
    ]);
}

/**
 * All units in one transaction, each undone alone when it fails; retried as a whole when PostgreSQL asks for it, and one by one after a few
 * tries, so that a unit that cannot be done does not take the others of its group with it.
 *
 * @param tried how often the units have been tried before
 */
async function commitTogether(client: PoolClient, group: readonly Unit[], tried = 0): Promise<void> {
  const most = group.length === 1 ? MAX_ATTEMPTS : MAX_ATTEMPTS_TOGETHER;
  for (let attempt = tried + 1; attempt <= most; attempt++) {
    try {
      await client.query('begin isolation level read committed');
      const answers: (() => void)[] = [];
      for (const unit of group) answers.push(await runUnit(client, unit));
      await client.query('commit');
      for (const answer of answers) answer();
      return;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await client.query('rollback');
      if (attempt === MAX_ATTEMPTS) return group[0]?.reject(asRefusal(error));
      await pause(10 * 2 ** attempt);
    }
  }
  for (const unit of group) await commitTogether(client, [unit], most);
}

/** What the unit is to be told once the group is committed. */
async function runUnit(client: PoolClient, unit: Unit): Promise<() => void> {
  const tx = new PostgresTx(client, unit.scope);
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
    return () => unit.reject(isDatabaseError(error) ? asRefusal(error) : error);
  }
}
