/** The only way to write: units of work in order, several sharing one durable commit, each answered after it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx, WriteScope } from './tx';

/** One waiting unit. */
export interface Unit {
  readonly scope: WriteScope;
  readonly work: (tx: Tx) => Promise<unknown>;
  /** Its writes are always undone: a look at what would happen. */
  readonly isPreview: boolean;
  /** Long work of the whole installation: others neither share its commit nor wait for it to be answered. */
  readonly isAlone: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** At most so many units share a commit. */
export const MAX_GROUP = 256;

/** A unit that is being worked on. It only serves to find a unit within a unit, which would wait for itself for ever. */
interface Running {
  readonly writer: Writer;
  hasEnded: boolean;
}

const running = new AsyncLocalStorage<Running>();

/**
 * A unit sees all units before it, is undone alone when it throws, and is answered only after its commit is durable. Do not await anything slow
 * inside a unit: nobody else writes meanwhile. A unit may be run more than once, when the database asks to repeat the transaction: what
 * it reads and changes beside `tx` must bear that.
 */
export abstract class Writer {
  private idle: Promise<void> = Promise.resolve();
  private closed = false;

  /** @throws whatever `work` throws, or DomainError database_busy, database_unreachable, storage_full; nothing of the unit is kept then */
  write<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.enter(scope, work, false);
  }

  /** Runs `work` as it would run now, and undoes what it wrote. */
  preview<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.enter(scope, work, true);
  }

  /** Waits for the units that are under way; later ones are refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.idle;
  }

  protected abstract enqueue(scope: WriteScope, unit: Unit): void;

  private enter<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>, isPreview: boolean): Promise<T> {
    const outer = running.getStore();
    if (outer?.writer === this && !outer.hasEnded)
      return Promise.reject(new Error('a unit of work is running: pass its tx on instead of opening another'));
    if (this.closed) return Promise.reject(new Error('the writer is closed'));
    const answer = new Promise<T>((resolve, reject) => {
      this.enqueue(scope, {
        scope,
        work: (tx) => this.marked(() => work(tx)),
        isPreview,
        isAlone: scope === 'installation',
        resolve: (result) => resolve(result as T),
        reject,
      });
    });
    this.idle = Promise.allSettled([this.idle, answer]).then(() => undefined);
    return answer;
  }

  private async marked<T>(work: () => Promise<T>): Promise<T> {
    const mark: Running = { writer: this, hasEnded: false };
    try {
      return await running.run(mark, work);
    } finally {
      mark.hasEnded = true;
    }
  }
}

/** A wait of some milliseconds, with jitter so that rivals do not meet again. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds + (milliseconds * (performance.now() % 1)) / 2));
}
