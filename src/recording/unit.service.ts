/** Opens units of work in one cooperative for use cases that come one at a time. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import { JournalService } from '../journal/journal.service';
import type { CooperativeUnit } from '../journal/unit';
import { requireCooperative } from '../parties/cooperatives';

@Injectable()
export class UnitService {
  constructor(
    private readonly writer: Writer,
    private readonly journal: JournalService,
    private readonly clock: Clock,
  ) {}

  /**
   * @param approvedBy who answers for what needs a second person's approval; nobody for ordinary work
   * @throws DomainError cooperative_unknown, and whatever `work` throws; then nothing is written
   */
  run<T>(code: string, work: (unit: CooperativeUnit) => Promise<T>, approvedBy?: string): Promise<T> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      const now = this.clock.now();
      const unit: CooperativeUnit = {
        tx,
        cooperative,
        batch: await this.journal.batch(tx, cooperative),
        now,
        ...(approvedBy === undefined ? {} : { approval: { approvedBy, approvedAt: now } }),
      };
      const result = await work(unit);
      await unit.batch.flush();
      return result;
    });
  }
}
