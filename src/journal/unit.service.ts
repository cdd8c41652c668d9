/** Opens units of work in one cooperative for use cases that come one at a time. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import { JournalService } from './journal.service';
import type { CooperativeUnit } from './unit';
import { requireCooperative } from '../parties/cooperatives';

@Injectable()
export class UnitService {
  constructor(
    private readonly writer: Writer,
    private readonly journal: JournalService,
    private readonly clock: Clock,
  ) {}

  /**
   * A unit of ordinary work: what needs a second person's approval is proposed in it, and done in the unit of the approval.
   *
   * @throws DomainError cooperative_unknown, and whatever `work` throws; then nothing is written
   */
  run<T>(code: string, work: (unit: CooperativeUnit) => Promise<T>): Promise<T> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      return this.journal.unit(tx, cooperative, { now: this.clock.now() }, work);
    });
  }
}
