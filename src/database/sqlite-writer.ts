/** The writer of a SQLite book: one connection, one queue, BEGIN IMMEDIATE, group commit. */
import { DomainError } from '../domain/errors';
import { SqliteTx, type SqliteConnection } from './sqlite';
import { MAX_GROUP, pause, Writer, type Unit, type WriteScope } from './writer';

/** How long another process may hold the book before a unit is refused. */
const PATIENCE_MILLIS = 15_000;
/** No unit is added to a group that is older than this, so that the first is answered soon. */
const GROUP_MILLIS = 25;

export class SqliteWriter extends Writer {
  private readonly queue: Unit[] = [];
  private isRunning = false;

  constructor(private readonly connection: SqliteConnection) {
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
    while (this.queue.length > 0) await this.runGroup();
    this.isRunning = false;
  }

  private async runGroup(): Promise<void> {
    try {
      await this.begin();
    } catch (error) {
      for (const unit of this.queue.splice(0)) unit.reject(error);
      return;
    }
    const answers: (() => void)[] = [];
    const members: Unit[] = [];
    const started = performance.now();
    while (this.queue.length > 0 && members.length < MAX_GROUP && performance.now() - started < GROUP_MILLIS) {
      const unit = this.queue.shift() as Unit;
      members.push(unit);
      await this.runUnit(unit, answers);
      if (!this.connection.handle.inTransaction) break;
    }
    this.commit(members, answers);
  }

  /** One unit in its savepoint; a failure is answered with the others, when the group's fate is known. */
  private async runUnit(unit: Unit, answers: (() => void)[]): Promise<void> {
    const { handle } = this.connection;
    const tx = new SqliteTx(this.connection);
    this.connection.prepare('savepoint unit').run();
    try {
      const result = await unit.work(tx);
      tx.end();
      if (unit.isPreview) this.connection.prepare('rollback to unit').run();
      this.connection.prepare('release unit').run();
      answers.push(() => unit.resolve(result));
    } catch (error) {
      tx.end();
      // A full disk ends the whole transaction by itself; then there is no savepoint left.
      if (handle.inTransaction) handle.exec('rollback to unit; release unit');
      answers.push(() => unit.reject(error));
    }
  }

  private commit(members: readonly Unit[], answers: readonly (() => void)[]): void {
    const { handle } = this.connection;
    try {
      if (!handle.inTransaction) throw new DomainError('database_busy', { reason: 'rolled back' });
      this.connection.prepare('commit').run();
    } catch (error) {
      if (handle.inTransaction) handle.exec('rollback');
      for (const unit of members) unit.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** Takes the write lock; another process that holds it is waited for without blocking this one's readers. */
  private async begin(): Promise<void> {
    const started = performance.now();
    for (let wait = 5; ; wait = Math.min(wait * 2, 200)) {
      try {
        this.connection.prepare('begin immediate').run();
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() - started > PATIENCE_MILLIS) throw new DomainError('database_busy');
        await pause(wait);
      }
    }
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'));
}
