/** Opens transactions of a cooperative's book: the only way to append to it. */
import { Injectable } from '@nestjs/common';
import { requireClock } from '../audit/clock-check';
import { Clock } from '../common/clock';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import { openBatch } from './journal-batch';
import type { BookTransaction, Stamp } from './transaction';

@Injectable()
export class BookWriter {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * A transaction of ordinary work: what needs a second person's approval is proposed in it, and done in the transaction of the approval.
   *
   * @throws DomainError cooperative_unknown, clock_wrong, and whatever `work` throws; then nothing is written
   */
  run<T>(code: string, work: (unit: BookTransaction) => Promise<T>): Promise<T> {
    return this.writer.write({ cooperative: code }, async (tx) =>
      inBook(tx, await requireCooperative(tx, code), { now: this.clock.now() }, work),
    );
  }
}

/**
 * Does `work` in the book of a cooperative within a transaction that is open, and writes what it appended.
 *
 * @throws DomainError clock_wrong
 */
export async function inBook<T>(
  tx: Tx,
  cooperative: CooperativeRef,
  stamp: Stamp,
  work: (unit: BookTransaction) => Promise<T>,
): Promise<T> {
  const unit = await openBook(tx, cooperative, stamp);
  await requireClock(tx, cooperative.id, stamp.now, unit.batch.head.at || null);
  const result = await work(unit);
  await unit.batch.flush();
  return result;
}

/** As `inBook`, for whoever looks at the clock and writes the batch at times of their own: an import. */
export async function openBook(tx: Tx, cooperative: CooperativeRef, stamp: Stamp): Promise<BookTransaction> {
  return { ...stamp, tx, cooperative, batch: await openBatch(tx, cooperative) };
}
