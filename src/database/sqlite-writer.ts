/** The writer of a SQLite book: one connection, one queue, BEGIN IMMEDIATE, group commit. */
import { DomainError } from '../domain/errors';
import { asRefusal, isSqliteBusy, isSqliteFailure } from './refusals';
import { SqliteTx, type SqliteConnection } from './sqlite';
import type { WriteScope } from './tx';
import { MAX_GROUP, pause, Writer, type Unit } from './writer';

/** How long another process may hold the book before a unit is refused. */
const PATIENCE_MILLIS = 15_000;
/** No unit is added to a group that is older than this, so that the first is answered soon. */
const GROUP_MILLIS = 25;
/** After writing so long without a pause the lock is left for a moment, or another process might never get it. */
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
    // Units that come in the same turn share a commit.
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
      // Without the lock nobody can be served; else only those that shared the lost transaction are refused.
      const refused = members.length > 0 ? members : this.queue.splice(0);
      for (const unit of refused) unit.reject(asRefusal(error));
      return;
    }
    for (const answer of answers) answer();
  }

  /** Runs units until the group is full, old, or must be left alone. */
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
   * One unit in its savepoint; what it is told once the group's fate is known.
   *
   * @throws when the database itself failed: the whole transaction is lost then
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
      // A full disk ends the whole transaction by itself, whatever the unit made of the error.
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
      // The file cannot even be read: the next unit is told so when it begins.
    }
  }

  /** Takes the write lock; another process that holds it is waited for without blocking this one's readers. */
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
