/** Slips of events as they are looked at and printed; each print counts, so that a second one says that it is one. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { requireContract } from '../contracts/contracts';
import { requireEvent } from '../contracts/events.queries';
import { ReadPool } from '../database/reader';
import type { Access } from '../parties/scope';
import { UnitService } from '../recording/unit.service';
import { addPrint, slipOf, type SlipView } from './slips';

@Injectable()
export class SlipService {
  constructor(
    private readonly reads: ReadPool,
    private readonly units: UnitService,
  ) {}

  /** @throws DomainError contract_unknown, event_unknown */
  of({ cooperative, scope }: Pick<Access, 'cooperative' | 'scope'>, number: string, id: string): Promise<SlipView> {
    return this.reads.snapshot(async (reader) => {
      const contract = await requireContract(reader, scope, number);
      return slipOf(reader, cooperative, contract, await requireEvent(reader, cooperative.id, contract.id, id));
    });
  }

  /** Says that it was printed once more; how often by now. @throws DomainError as `of` */
  print(
    { cooperative, scope }: Pick<Access, 'cooperative' | 'scope'>,
    number: string,
    id: string,
    origin: Origin,
  ): Promise<{ readonly number: number; readonly prints: number }> {
    return this.units.run(cooperative.code, async ({ tx, now }) => {
      const contract = await requireContract(tx, scope, number);
      const { seq } = await requireEvent(tx, cooperative.id, contract.id, id);
      const prints = await addPrint(tx, cooperative.id, seq, { at: now, actor: origin.actor });
      const entry = { cooperativeId: cooperative.id, action: 'slip_printed', subject: id, after: { print: prints } };
      await audit(tx, origin, now, entry);
      return { number: seq, prints };
    });
  }
}
