/** The writer of a PostgreSQL book: a queue per cooperative under a session advisory lock, group commit, and retries of whole units of work. */
import type { Pool, PoolClient } from 'pg';
import { PostgresTx } from './postgres';
import { asRefusal, isDatabaseError, isRetryable } from './refusals';
import type { WriteScope } from './tx';
import { MAX_GROUP, pause, Writer, type Unit } from './writer';

/** How often a unit of work is tried in all, the first time together with its group. */
const MAX_ATTEMPTS = 5;
const MAX_ATTEMPTS_TOGETHER = 3;
/** The class of this application's advisory locks. Key 0 is for the whole installation, 2 for people; cooperatives have odd keys. */
export const LOCK_CLASS = 0x5e6;
/** Never the code of a cooperative, since codes are not empty and contain no blank. */
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
      // A client in an unknown state is discarded; its locks end with its session.
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** A session that is silent outside of a transaction must time out as well. */
const WATCHED = `set_config('idle_session_timeout', current_setting('idle_in_transaction_session_timeout'), false)`;

/**
 * Units of work of one cooperative exclude each other and those of the whole installation; other cooperatives, and signing in, run in
 * parallel. The installation's lock is always taken first, so that no two sessions wait for each other. Two codes with the same hash
 * merely share a queue. A server that hangs while it holds a lock loses it together with its session.
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
 * Runs all units of work in one transaction; one that fails is undone alone. Retries the whole group when PostgreSQL asks for it, and after a
 * few tries one by one, so that a unit that never succeeds does not take its group with it.
 *
 * @param tried how often the group has been tried before
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

/** The result for the caller, once the group is committed. */
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
