/** What recording does once a second person has approved: an event comes into the book, a contract into force. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActionRegistry, type Action, type Grant } from '../approvals/actions';
import { listSeasons } from '../calendar/seasons';
import { shanghaiDate } from '../common/clock';
import { activateContract } from '../contracts/contracts';
import type { Tx } from '../database/tx';
import { readLine, type EventLine } from '../domain/book/lines';
import { Code, Count } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import { JournalService } from '../journal/journal.service';
import type { CooperativeUnit } from '../journal/unit';
import type { CooperativeRef } from '../parties/cooperatives';
import { recordIn } from './recorder';

export const RECORD_EVENT = 'record_event';
export const ACTIVATE_CONTRACT = 'activate_contract';

/** A contract as it stood when its activation was proposed: a draft changed since needs a new proposal. */
export class Activation {
  @Code() contract: string;
  @Count({ max: Number.MAX_SAFE_INTEGER }) version: number;
}

@Injectable()
export class RecordingActions implements OnModuleInit {
  constructor(
    private readonly actions: ActionRegistry,
    private readonly journal: JournalService,
  ) {}

  onModuleInit(): void {
    this.actions.register(this.recordEvent());
    this.actions.register(this.activateContract());
  }

  private recordEvent(): Action<EventLine> {
    return {
      name: RECORD_EVENT,
      read: (payload) => readLine(payload) as EventLine,
      subject: (line) => line.id,
      contract: (line) => line.contract,
      execute: (tx, cooperative, line, grant) =>
        this.unit(tx, cooperative, grant, (unit) => recordIn(unit, line, shanghaiDate(grant.now))),
    };
  }

  private activateContract(): Action<Activation> {
    return {
      name: ACTIVATE_CONTRACT,
      read: (payload) => readShape(Activation, payload),
      subject: (payload) => payload.contract,
      contract: (payload) => payload.contract,
      execute: (tx, cooperative, { contract, version }, grant) =>
        this.unit(tx, cooperative, grant, async (unit) => {
          await activateContract(unit, contract, version, await listSeasons(tx, cooperative.id));
          return { contract, seq: unit.batch.head.seq };
        }),
    };
  }

  private unit<T>(
    tx: Tx,
    cooperative: CooperativeRef,
    { now, ...approval }: Grant,
    work: (unit: CooperativeUnit) => Promise<T>,
  ): Promise<T> {
    return this.journal.unit(tx, cooperative, { now, approval, isApproved: true }, work);
  }
}
