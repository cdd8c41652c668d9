/** The writer of a SQLite book: one connection, one queue, BEGIN IMMEDIATE, group commit. */
import { DomainError } from '../domain/errors';
import { asRefusal, isSqliteBusy, isSqliteFailure } from './refusals';
import { SqliteTx, type SqliteConnection } from './sqlite';
import type { WriteScope } from './tx';
import { MAX_GROUP, pause, Writer, type Unit } from './writer';

/** How long a unit of work waits for another process to release the book before it is refused. */
const PATIENCE_MILLIS = 15_000;
/** A group older than this takes no further units of work, so that the first is answered soon. */
const GROUP_MILLIS = 25;
/** After this much writing without a pause the lock is released for a moment, so that other processes get it too. */
const TURN_MILLIS = 100;
const GAP_MILLIS = 2;

export class SqliteWriter extends Writer {
  private readonly queue: Unit[] = [];
  private isRunning = false;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly patienceMillis = PATIENCE_MILLIS,
  ) {
    super();
  }

  protected enqueue(_scope: WriteScope, unit: Unit): void {
    this.queue.push(unit);
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Units of work that arrive in the same tick share a commit.
    await Promise.resolve();
    let scope = performance.now();
    while (this.queue.length > 0) {
      if (performance.now() - scope > TURN_MILLIS) {
        await pause(GAP_MILLIS);
        scope = performance.now();
      }
      await this.runGroup();
    }
    this.isRunning = false;
  }

  private async runGroup(): Promise<void> {
    const members: Unit[] = [];
    const answers: (() => void)[] = [];
    try {
      await this.begin();
      await this.work(members, answers);
      this.connection.prepare('commit').run();
    } catch (error) {
      this.giveUp();
      // Without the lock everybody is refused; otherwise only those that shared the lost transaction.
      const refused = members.length > 0 ? members : this.queue.splice(0);
      for (const unit of refused) unit.reject(asRefusal(error));
      return;
    }
    for (const answer of answers) answer();
  }

  /** Runs units of work until the group is full, too old, or joined by one that must run alone. */
  private async work(members: Unit[], answers: (() => void)[]): Promise<void> {
    const started = performance.now();
    while (members.length < MAX_GROUP && performance.now() - started < GROUP_MILLIS) {
      const unit = this.queue[0];
      if (!unit || (unit.isAlone && members.length > 0)) return;
      this.queue.shift();
      members.push(unit);
      answers.push(await this.runUnit(unit));
      if (unit.isAlone) return;
    }
  }

  /**
   * Runs one unit of work in a savepoint; returns how to answer its caller once the group is committed or lost.
   *
   * @throws when the database itself failed, so that the whole transaction is lost
   */
  private async runUnit(unit: Unit): Promise<() => void> {
    const { handle } = this.connection;
    const tx = new SqliteTx(this.connection, unit.scope);
    this.connection.prepare('savepoint unit').run();
    try {
      const result = await unit.work(tx);
      tx.end();
      if (unit.isPreview) this.connection.prepare('rollback to unit').run();
      this.connection.prepare('release unit').run();
      return () => unit.resolve(result);
    } catch (error) {
      tx.end();
      if (isSqliteFailure(error)) throw error;
      // A full disk ends the whole transaction, however the unit of work handled the error.
      if (!handle.inTransaction) throw new DomainError('storage_full');
      handle.exec('rollback to unit; release unit');
      return () => unit.reject(error);
    }
  }

  private giveUp(): void {
    const { handle } = this.connection;
    try {
      if (handle.inTransaction) handle.exec('rollback');
    } catch {
      // The file cannot even be read; the next unit of work fails with that when it begins.
    }
  }

  /** Takes the write lock. Waiting for another process does not block this one's readers. */
  private async begin(): Promise<void> {
    const started = performance.now();
    for (let wait = 5; ; wait = Math.min(wait * 2, 200)) {
      try {
        this.connection.prepare('begin immediate').run();
        return;
      } catch (error) {
        if (!isSqliteBusy(error)) throw error;
        if (performance.now() - started > this.patienceMillis) throw new DomainError('database_busy');
        await pause(wait);
      }
    }
  }
}
