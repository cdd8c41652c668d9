/** Adds cooperatives to the installation. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import type { CooperativeLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { lookalikeOf } from '../domain/shape/lookalikes';
import { inBook } from '../journal/book-writer';
import { audit, type Origin } from '../audit/audit';
import { giveRole } from '../identity/people';
import { insertCooperative, requireCooperative, type CooperativeRow } from '../parties/cooperatives';

@Injectable()
export class CooperativesService {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * @param administrator the user who becomes its first administrator
   * @throws DomainError code_taken, code_confusable
   */
  create(line: CooperativeLine, origin: Origin, administrator?: number): Promise<CooperativeRow> {
    return this.writer.write('installation', async (tx) => {
      const codes = (await tx.all<{ code: string }>('select code from cooperative')).map((row) => row.code);
      if (codes.includes(line.code)) throw new DomainError('code_taken', { code: line.code }, 'code');
      const known = lookalikeOf(line.code, codes);
      if (known !== undefined) throw new DomainError('code_confusable', { code: line.code, known }, 'code');
      const row = await insertCooperative(tx, line);
      const now = this.clock.now();
      const { seq } = await inBook(tx, row, { now }, ({ batch }) =>
        Promise.resolve(batch.add({ type: 'cooperative', line, recordedAt: now, entries: [] })),
      );
      await audit(tx, origin, now, {
        cooperativeId: row.id,
        action: 'cooperative_added',
        subject: row.code,
        after: { ...line, seq },
      });
      if (administrator !== undefined) {
        const user = await tx.get<{ login: string }>('select login from app_user where id = ?', [administrator]);
        const named = { id: administrator, login: user?.login ?? String(administrator) };
        await giveRole(
          tx,
          origin,
          now,
          named,
          { cooperativeId: row.id, role: 'administrator' },
          { userId: named.id, login: origin.actor },
        );
      }
      return requireCooperative(tx, row.code);
    });
  }
}
