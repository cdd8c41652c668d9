/** What all events have in common, and what the file of an event kind defines. */
import type { CivilDate } from '../calendar';
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
  /** A second person must approve it (docs/rules.md section 10). */
  readonly approval: boolean;
  /** It is still accepted after a completion. */
  readonly afterCompletion: boolean;
  /** The amount in fen that third parties pay, which need not touch the household's account; limits for approval count it. */
  gross?(payload: P): Fen;
  /** Checks across fields of the payload; throws DomainError with the field. */
  check?(payload: P): void;
  /** Its effects under `valuation`; throws DomainError when it names an obligation that does not fit. */
  effects(event: Happened<P>, valuation: Valuation): readonly Effect[];
}

/** Drops the payload's type, so that all kinds can stand in one registry. */
export function defineKind<P extends object>(kind: EventKind<P>): EventKind {
  return kind;
}
