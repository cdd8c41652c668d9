/** What can be proposed: features put their actions in here at start, so that approvals need know none of them. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { CooperativeRef } from '../parties/cooperatives';

/** Who approved, and the instant; the chain keeps both with what is recorded. */
export interface Grant {
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly now: string;
}

/** Something that waits for a second person and then happens as it would have happened at once. */
export interface Action<P> {
  readonly name: string;
  /** The payload in normal form. */
  read(payload: unknown): P;
  /** What it is about; of one subject one proposal waits at a time. */
  subject(payload: P): string;
  /** The number of the contract it concerns. */
  contract?(payload: P): string;
  /** Long work without effect on the book that makes the unit of `execute` short. */
  prepare?(cooperative: CooperativeRef, payload: P): Promise<void>;
  /**
   * Does it, within the approval's unit; gives what is to be remembered of it.
   *
   * @throws DomainError when the rules refuse it now; the proposal then goes on waiting
   */
  execute(tx: Tx, cooperative: CooperativeRef, payload: P, grant: Grant): Promise<object>;
}

/** The actions by name. */
@Injectable()
export class ActionRegistry {
  private readonly actions = new Map<string, Action<unknown>>();

  register<P>(action: Action<P>): void {
    if (this.actions.has(action.name)) throw new Error(`the action ${action.name} is there already`);
    this.actions.set(action.name, action);
  }

  get(name: string): Action<unknown> {
    const action = this.actions.get(name);
    if (!action) throw new Error(`no feature has registered the action ${name}`);
    return action;
  }
}
