/** The only way to write: units of work in order, several sharing a durable commit, each answered after it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx, WriteScope } from './tx';

/** A waiting unit of work. */
export interface Unit {
  readonly scope: WriteScope;
  readonly work: (tx: Tx) => Promise<unknown>;
  /** A dry run: its writes are always undone. */
  readonly isPreview: boolean;
  /** Long work on the whole installation: it commits alone, so that no other caller waits for its commit. */
  readonly isAlone: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The most units of work that share a commit. */
export const MAX_GROUP = 256;

/** The running unit of work: detects one started inside another, which would wait for itself forever. */
interface Running {
  readonly writer: Writer;
  hasEnded: boolean;
}

const running = new AsyncLocalStorage<Running>();

/**
 * A unit of work sees all earlier ones, is undone alone when it throws, and is answered only after its commit is durable. Await nothing slow
 * inside it: nobody else can write meanwhile. It may run more than once when the database asks to repeat the transaction, so its side
 * effects outside of `tx` must tolerate that.
 */
export abstract class Writer {
  private idle: Promise<void> = Promise.resolve();
  private closed = false;

  /** @throws whatever `work` throws, or DomainError database_busy, database_unreachable, storage_full; nothing has been written then */
  write<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.enter(scope, work, false);
  }

  /** Dry run: runs `work` and undoes its writes. */
  preview<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.enter(scope, work, true);
  }

  /** Waits for running units of work and refuses later ones. */
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

/** Waits some milliseconds, with jitter so that competitors do not collide again. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds + (milliseconds * (performance.now() % 1)) / 2));
}
