/** Opens units of work in one cooperative for use cases that come one at a time. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import { JournalService } from '../journal/journal.service';
import type { CooperativeUnit } from '../journal/unit';
import { requireCooperative } from '../parties/cooperatives';

/** Until there is sign-in, whoever reaches the API acts as the installation's operator. */
export const OPERATOR = 'operator';

@Injectable()
export class UnitService {
  constructor(
    private readonly writer: Writer,
    private readonly journal: JournalService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError cooperative_unknown, and whatever `work` throws; then nothing is written */
  run<T>(code: string, work: (unit: CooperativeUnit) => Promise<T>): Promise<T> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      const now = this.clock.now();
      const approval = { approvedBy: OPERATOR, approvedAt: now };
      const unit: CooperativeUnit = {
        tx,
        cooperative,
        batch: await this.journal.batch(tx, cooperative),
        now,
        approval,
      };
      const result = await work(unit);
      await unit.batch.flush();
      return result;
    });
  }
}
