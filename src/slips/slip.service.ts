/** Shows and prints slips. Prints are counted, so that a reprint says that it is one. */
import { Injectable } from '@nestjs/common';
import { auditIn, type Origin } from '../audit/audit';
import { requireContract } from '../contracts/contracts';
import { requireEvent } from '../contracts/events.queries';
import { ReadPool } from '../database/reader';
import type { Access } from '../parties/scope';
import { BookWriter } from '../journal/book-writer';
import { addPrint, printsOf, SLIP_PRINTED, slipOf, type SlipView } from './slips';

/** An event that has a slip. */
export interface SlipKey {
  readonly contract: string;
  readonly event: string;
}

/** A slip being printed, with the number of this print. */
export interface NewPrint {
  readonly slip: SlipView;
  readonly print: number;
}

@Injectable()
export class SlipService {
  constructor(
    private readonly reads: ReadPool,
    private readonly books: BookWriter,
  ) {}

  /** @throws DomainError contract_unknown, event_unknown */
  of({ cooperative, scope }: Pick<Access, 'cooperative' | 'scope'>, number: string, id: string): Promise<SlipView> {
    return this.reads.snapshot(async (reader) => {
      const contract = await requireContract(reader, scope, number);
      return slipOf(reader, cooperative, contract, await requireEvent(reader, cooperative.id, contract.id, id));
    });
  }

  /**
   * Prints slips. The papers are made first and counted afterwards, so that a failed print does not make the next one a reprint. If somebody
   * else has printed one of them meanwhile, the papers have a wrong number and are made again.
   *
   * @param make makes the papers, each with the number of its print
   * @throws DomainError as `of`, and whatever `make` throws; nothing is counted then
   */
  async print<T>(
    opened: Pick<Access, 'cooperative' | 'scope'>,
    which: readonly SlipKey[],
    origin: Origin,
    make: (slips: readonly NewPrint[]) => Promise<T> | T,
  ): Promise<T> {
    const { cooperative } = opened;
    for (;;) {
      const slips: NewPrint[] = [];
      for (const { contract, event } of which) {
        const slip = await this.of(opened, contract, event);
        slips.push({ slip, print: slip.prints + 1 });
      }
      const made = await make(slips);
      const isCounted = await this.books.run(cooperative.code, async (unit) => {
        const { tx, now } = unit;
        for (const { slip, print } of slips)
          if ((await printsOf(tx, cooperative.id, slip.number)) + 1 !== print) return false;
        for (const { slip, print } of slips) {
          await addPrint(tx, cooperative.id, slip.number, { print, at: now, actor: origin.actor });
          const subject = String(slip.event.event['id']);
          await auditIn(unit, origin, { action: SLIP_PRINTED, subject, after: { print } });
        }
        return true;
      });
      if (isCounted) return made;
    }
  }
}
