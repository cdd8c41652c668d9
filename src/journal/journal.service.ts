/** Opens the journal of a cooperative within a unit of work; the only way to append to it. */
import { Injectable } from '@nestjs/common';
import { requireClock } from '../audit/clock-check';
import type { Tx } from '../database/tx';
import type { CooperativeRef } from '../parties/cooperatives';
import { JournalBatch } from './journal-batch';
import type { CooperativeUnit, Stamp } from './unit';

@Injectable()
export class JournalService {
  /**
   * Does `work` as a unit of the cooperative within a transaction that is open, and writes what it appended.
   *
   * @throws DomainError clock_wrong
   */
  async unit<T>(
    tx: Tx,
    cooperative: CooperativeRef,
    stamp: Stamp,
    work: (unit: CooperativeUnit) => Promise<T>,
  ): Promise<T> {
    const batch = await this.batch(tx, cooperative);
    await requireClock(tx, cooperative.id, stamp.now, batch.head.at || null);
    const unit: CooperativeUnit = { ...stamp, tx, cooperative, batch };
    const result = await work(unit);
    await unit.batch.flush();
    return result;
  }

  /**
   * The batch of a unit; two batches of one cooperative must not be open in one unit.
   *
   * @throws Error when the cooperative has no row: its records would be a chain without a beginning
   */
  async batch(tx: Tx, cooperative: { readonly id: number }): Promise<JournalBatch> {
    const head = await tx.get<{ head_seq: number; head_hash: string; head_at: string | null }>(
      'select head_seq, head_hash, head_at from cooperative where id = ?',
      [cooperative.id],
    );
    if (!head) throw new Error(`no cooperative ${cooperative.id}`);
    const last = await tx.get<{ id: number | null }>('select max(id) as id from account where cooperative_id = ?', [
      cooperative.id,
    ]);
    return new JournalBatch(
      tx,
      cooperative.id,
      { seq: head.head_seq, hash: head.head_hash, at: head.head_at ?? '' },
      (last?.id ?? 0) + 1,
    );
  }
}
