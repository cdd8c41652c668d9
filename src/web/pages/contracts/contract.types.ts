/** What the page of a contract shows. */
import type { Book } from '../../../domain/events/effect';
import type { DueStep } from '../../../domain/obligations/plan';
import type { Fen } from '../../../domain/quantity/money';
import type { Obligation } from '../../../domain/obligations/registry';
import type { Terms } from '../../../domain/terms/terms';
import type { DebtDue } from '../../../contracts/due-list.service';

/** One event behind a figure. */
export interface Reason {
  readonly id: string;
  readonly kind: string;
  readonly on: string;
  readonly bookedOn: string;
  /** Exact: substitutions give fractions. */
  readonly heads?: string;
  readonly fen?: Fen;
}

export interface DebtView {
  readonly debt: DebtDue;
  readonly obligation?: Obligation;
  readonly steps?: readonly DueStep[];
  readonly settledBy: readonly Reason[];
  readonly changedBy: readonly Reason[];
}

export interface CashLineView {
  readonly line: string;
  readonly fen: Fen;
  readonly because: readonly Reason[];
}

export interface StockView {
  readonly book: Book;
  readonly class: string;
  readonly heads: number;
  readonly because: readonly Reason[];
}

export interface BalancesView {
  readonly debts: readonly DebtView[];
  readonly cash: readonly CashLineView[];
  readonly cashFen: Fen;
  readonly depositFen: Fen;
  readonly deposits: readonly Reason[];
  readonly stock: readonly StockView[];
}

export interface EventLineView {
  readonly id: string;
  readonly seq: number;
  readonly kind: string;
  readonly on: string;
  readonly bookedOn: string;
  readonly event: object;
  readonly settled?: readonly string[];
  readonly fen?: Fen;
  /** At the end of the booked day, on its last event: only what that day changed. */
  readonly balance?: {
    readonly owed: readonly { readonly class: string; readonly obligation: string; readonly heads: number }[];
    readonly fen?: Fen;
  };
  readonly reversedBy?: string;
  readonly recordedAt?: string;
  readonly approvedBy?: string;
  /** The reader may take it back without a second person. */
  readonly isAlone: boolean;
  /** How many photos and papers belong to it. */
  readonly files: number;
}

/** Flock and feed debt on a few days; each list goes with `days`. */
export interface CourseView {
  readonly days: readonly string[];
  /** Heads. */
  readonly leased: readonly number[];
  readonly own: readonly number[];
  /** + = the household owes. */
  readonly feed: readonly Fen[];
}

/** One page of everything that happened; the newest first. */
export interface TimelineView {
  readonly events: readonly EventLineView[];
  readonly isNewest: boolean;
  /** Cursor of the page before it in time. */
  readonly older?: string;
}

/** When one debt falls due, as agreed: heads of a class, or fen. */
export interface DebtPlan {
  readonly obligation: string;
  readonly class: string;
  readonly steps: readonly DueStep[];
}

export interface ContractPageView {
  readonly today: string;
  readonly on: string;
  readonly contract: {
    readonly number: string;
    readonly household: { readonly code: string; readonly name: string };
    readonly keeper?: { readonly code: string; readonly name: string };
    readonly from: string;
    readonly to: string | null;
    readonly state: 'draft' | 'active';
    readonly isEnded?: boolean;
    readonly note: string | null;
    readonly version: number;
  };
  readonly terms: Terms;
  readonly plan: readonly DebtPlan[];
  /** Of a contract in force. */
  readonly balances?: BalancesView;
  readonly course?: CourseView;
  readonly timeline?: TimelineView;
  readonly isClosed?: boolean;
}
