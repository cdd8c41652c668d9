/** What can be proposed: features put their actions in here at start, so that approvals need know none of them. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import type { Reader, Tx } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import type { CooperativeRef } from '../parties/cooperatives';

/** Who approved, and the instant; the chain keeps both with what is recorded. */
export interface ApprovalContext {
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly now: string;
  /** Of whoever approved. */
  readonly origin: Origin;
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
  execute(tx: Tx, cooperative: CooperativeRef, payload: P, grant: ApprovalContext): Promise<object>;
  /** What it would do, found by reading; without it, by doing it and undoing it again. */
  effect?(reader: Reader, cooperative: CooperativeRef, payload: P): Promise<object>;
}

/** Does an action and says what it changed, in the words in which it was shown before. */
export interface EffectSource {
  carryOut(
    tx: Tx,
    cooperative: CooperativeRef,
    action: Action<unknown>,
    payload: unknown,
    grant: ApprovalContext,
  ): Promise<{ readonly result: object; readonly effect: object }>;
}

/** What an effect is known by once it was shown: the SHA-256 of its canonical JSON. Whoever approves it sends it back. */
export function shownAs(effect: object): string {
  return sha256(canonicalJson(effect));
}

/** The actions by name. */
@Injectable()
export class ActionRegistry {
  private readonly actions = new Map<string, Action<unknown>>();
  private source: EffectSource | undefined;

  register<P>(action: Action<P>): void {
    if (this.actions.has(action.name)) throw new Error(`the action ${action.name} is there already`);
    this.actions.set(action.name, action);
  }

  /** What changes in statements is known to a feature above. */
  set effects(source: EffectSource) {
    this.source = source;
  }

  get effects(): EffectSource {
    if (!this.source) throw new Error('no feature has registered how effects are found');
    return this.source;
  }

  get(name: string): Action<unknown> {
    const action = this.actions.get(name);
    if (!action) throw new Error(`no feature has registered the action ${name}`);
    return action;
  }
}
