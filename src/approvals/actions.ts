/** The registry of what can be proposed. Features register their actions at start, so that approvals depend on none of them. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import type { Reader, Tx } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import type { CooperativeRef } from '../parties/cooperatives';

/** Who approved, and when; the chain keeps both. */
export interface ApprovalContext {
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly now: string;
  /** The approver's. */
  readonly origin: Origin;
}

/** An action that waits for a second person and then runs as it would have run at once. */
export interface Action<P> {
  readonly name: string;
  /** The payload in normal form. */
  read(payload: unknown): P;
  /** What it is about; only one proposal about a subject can wait at a time. */
  subject(payload: P): string;
  /** The number of the contract it concerns. */
  contract?(payload: P): string;
  /** Long preparation without effect on the book, which makes the transaction of `execute` short. */
  prepare?(cooperative: CooperativeRef, payload: P): Promise<void>;
  /**
   * Runs the action in the approval's transaction; returns what the proposal should keep of the result.
   *
   * @throws DomainError when the rules refuse it now; the proposal then keeps waiting
   */
  execute(tx: Tx, cooperative: CooperativeRef, payload: P, grant: ApprovalContext): Promise<object>;
  /** Computes the effect by reading alone; without this method the action is run and undone. */
  effect?(reader: Reader, cooperative: CooperativeRef, payload: P): Promise<object>;
}

/** Runs an action and returns its effect in the form in which it was shown before. */
export interface EffectSource {
  carryOut(
    tx: Tx,
    cooperative: CooperativeRef,
    action: Action<unknown>,
    payload: unknown,
    grant: ApprovalContext,
  ): Promise<{ readonly result: object; readonly effect: object }>;
}

/** Identifies an effect that was shown: the SHA-256 of its canonical JSON, which the approver sends back. */
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
