/** The actions of recording that a second person approves: events, corrections, and the activation of contracts. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActionRegistry, type Action, type ApprovalContext } from '../approvals/actions';
import { listSeasons } from '../calendar/seasons';
import { shanghaiDate } from '../common/clock';
import { activateContract } from './contracts';
import type { Tx } from '../database/tx';
import { readLine, type EventLine } from '../domain/book/lines';
import { Code, Count } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import { DomainError } from '../domain/errors';
import { isPlainObject } from '../domain/shape/check';
import { inBook } from '../journal/book-writer';
import type { BookTransaction } from '../journal/transaction';
import type { CooperativeRef } from '../parties/cooperatives';
import { recordAllIn, recordIn } from './recorder';

export const RECORD_EVENT = 'record_event';
export const CORRECT_EVENT = 'correct_event';
export const ACTIVATE_CONTRACT = 'activate_contract';

/** A correction: a wrong event is reversed and entered again, both or neither. */
export interface Correction {
  readonly reversal: EventLine;
  readonly event: EventLine;
}

/** An activation, with the version of the draft: one changed since needs a new proposal. */
export class Activation {
  @Code() contract: string;
  @Count({ max: Number.MAX_SAFE_INTEGER }) version: number;
}

@Injectable()
export class RecordingActions implements OnModuleInit {
  constructor(private readonly actions: ActionRegistry) {}

  onModuleInit(): void {
    this.actions.register(this.recordEvent());
    this.actions.register(this.correctEvent());
    this.actions.register(this.activateContract());
  }

  private recordEvent(): Action<EventLine> {
    return {
      name: RECORD_EVENT,
      read: (payload) => readLine(payload) as EventLine,
      subject: (line) => line.id,
      contract: (line) => line.contract,
      execute: (tx, cooperative, line, grant) =>
        inApproved(tx, cooperative, grant, (unit) => recordIn(unit, line, shanghaiDate(grant.now))),
    };
  }

  private correctEvent(): Action<Correction> {
    return {
      name: CORRECT_EVENT,
      read: (payload) => {
        if (!isPlainObject(payload)) throw new DomainError('object_invalid');
        return { reversal: readLine(payload['reversal']) as EventLine, event: readLine(payload['event']) as EventLine };
      },
      subject: ({ event }) => event.id,
      contract: ({ event }) => event.contract,
      execute: (tx, cooperative, { reversal, event }, grant) =>
        inApproved(tx, cooperative, grant, (unit) => recordAllIn(unit, [reversal, event], shanghaiDate(grant.now))),
    };
  }

  private activateContract(): Action<Activation> {
    return {
      name: ACTIVATE_CONTRACT,
      read: (payload) => readShape(Activation, payload),
      subject: (payload) => payload.contract,
      contract: (payload) => payload.contract,
      execute: (tx, cooperative, { contract, version }, grant) =>
        inApproved(tx, cooperative, grant, async (unit) => {
          await activateContract(unit, contract, version, await listSeasons(tx, cooperative.id));
          return { contract, seq: unit.batch.head.seq };
        }),
    };
  }
}

function inApproved<T>(
  tx: Tx,
  cooperative: CooperativeRef,
  { now, approvedBy, approvedAt }: ApprovalContext,
  work: (unit: BookTransaction) => Promise<T>,
): Promise<T> {
  return inBook(tx, cooperative, { now, approval: { approvedBy, approvedAt }, isApproved: true }, work);
}
