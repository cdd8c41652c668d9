/** What all events have in common, and what the file of an event kind defines. */
import type { CivilDate } from '../calendar';
import type { ErrorCode } from '../errors';
import type { Obligation } from '../obligations/registry';
import type { Terms } from '../terms/terms';
import type { Fen } from '../quantity/money';
import { Code, DateText, ListOf, Text } from '../shape/field';
import type { Shape } from '../shape/spec';
import type { Effect } from './effect';

/** The keys of every event besides its kind's payload; `on` is the day it happened. */
export class EventHead {
  @Code({ max: 64 }) id: string;
  @Text(16) kind: string;
  @DateText({ optional: true }) on?: CivilDate;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
  @Text(200, { optional: true }) by?: string;
  @ListOf({ is: 'text', max: 200, multiline: false, quotes: true }, { optional: true }) evidence?: string[];
}

/** What the value of an event depends on besides the event itself. */
export interface Valuation {
  /** The terms in force on the day the event happened. */
  readonly terms: Terms;
  /** The same as known when the event was recorded, if an amendment recorded later has changed them. */
  readonly termsWhenRecorded?: Terms;
  /** The obligations of `terms`, those agreed first at the front. */
  readonly obligations: readonly Obligation[];
  /** The day of the contract's first handover that is not reversed. */
  readonly firstHandoverOn?: CivilDate;
  /** While an event is being recorded, an obligation it leaves out must be the only one that fits; afterwards the first that fits is taken. */
  readonly recording: boolean;
}

/** A payload with the day it happened. */
export type Happened<P> = P & { readonly on: CivilDate };

/** One event kind: its payload, the checks that need nothing else, and its effects. */
export interface EventKind<P extends object = object> {
  readonly kind: string;
  readonly payload: Shape<P>;
  /** Fields that seldom change from one entry to the next: a form begins with what the last one said. */
  readonly carried?: readonly string[];
  /** Refusals of other events of the contract that this one prevents: where it is refused itself, an import does not list them. */
  readonly prevents?: readonly ErrorCode[];
  /** A second person must approve it (docs/rules.md section 10). */
  readonly approval: boolean;
  /** It is still accepted after a completion. */
  readonly afterCompletion: boolean;
  /** The amount in fen that third parties pay, which need not touch the household's account; limits for approval count it. */
  gross?(payload: P): Fen;
  /** What is traded, for member accounts: of every kind that posts on `feed`, `services`, `commission` or `sales`. */
  goods?(payload: P): Goods;
  /** The household's part, in percent, where the event does not name it. */
  share?(terms: Terms): string;
  /** Checks across fields of the payload; throws DomainError with the field. */
  check?(payload: P): void;
  /** Its effects under `valuation`; throws DomainError when it names an obligation that does not fit. */
  effects(event: Happened<P>, valuation: Valuation): readonly Effect[];
}

/** A product: some classes of animals together, or an item; with heads and grams where they are counted. */
export interface Goods {
  readonly classes?: string;
  readonly item?: string;
  readonly heads?: number;
  readonly grams?: number;
}

/** Checks that what a kind says of its fields are fields. */
export function defineKind<P extends object>(
  kind: EventKind<P> & { readonly carried?: readonly (keyof P & string)[] },
): EventKind<P> {
  return kind;
}

/** Whether an event is of a kind: then it has the fields of that kind. */
export function isOf<P extends object, E extends { readonly kind?: unknown }>(
  kind: EventKind<P>,
  event: E,
): event is E & P {
  return event.kind === kind.kind;
}
