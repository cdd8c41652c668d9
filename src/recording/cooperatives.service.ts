/** Adds cooperatives to the installation. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import type { CooperativeLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { JournalService } from '../journal/journal.service';
import { insertCooperative } from '../parties/cooperatives';

@Injectable()
export class CooperativesService {
  constructor(
    private readonly writer: Writer,
    private readonly journal: JournalService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError code_taken */
  async create(line: CooperativeLine): Promise<void> {
    await this.writer.write('installation', async (tx) => {
      const known = await tx.get('select id from cooperative where code = ?', [line.code]);
      if (known) throw new DomainError('code_taken', { code: line.code }, 'code');
      const row = await insertCooperative(tx, line);
      const batch = await this.journal.batch(tx, row);
      batch.add({ type: 'cooperative', line, recordedAt: this.clock.now(), entries: [] });
      await batch.flush();
    });
  }
}
