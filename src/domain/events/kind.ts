/** The common shape of events and of the definition that every event kind gives in a file of its own. */
import type { CivilDate } from '../calendar';
import type { Obligation } from '../obligations/registry';
import type { Terms } from '../terms/terms';
import type { Fen } from '../quantity/money';
import { Code, DateText, ListOf, Text } from '../shape/field';
import type { Shape } from '../shape/spec';
import type { Effect } from './effect';

/** The keys that stand beside every kind's payload; `on` is the day it happened. */
export class EventHead {
  @Code({ max: 64 }) id: string;
  @Text(16) kind: string;
  @DateText({ optional: true }) on?: CivilDate;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
  @Text(200, { optional: true }) by?: string;
  @ListOf({ is: 'text', max: 200, multiline: false, quotes: true }, { optional: true }) evidence?: string[];
}

/** What the value of an event depends on beside the event itself. */
export interface Valuation {
  /** The terms in force on the day the event happened. */
  readonly terms: Terms;
  /** Those terms as they were known when the event was recorded, where an amendment that came later has changed them. */
  readonly termsWhenRecorded?: Terms;
  /** The obligations of those terms, those agreed first standing first. */
  readonly obligations: readonly Obligation[];
  /** The first handover of the contract that is not reversed. */
  readonly firstHandoverOn?: CivilDate;
  /** While an event is being recorded, an obligation it does not name must be the only one that fits; later the first that fits is meant. */
  readonly recording: boolean;
}

/** A payload with the day it happened. */
export type Happened<P> = P & { readonly on: CivilDate };

/** One event kind: its payload, what is checked of it alone, and what it does. */
export interface EventKind<P extends object = object> {
  readonly kind: string;
  readonly payload: Shape<P>;
  /** A second person must approve it (docs/rules.md section 10). */
  readonly approval: boolean;
  /** It is still accepted after a completion. */
  readonly afterCompletion: boolean;
  /** Fen that it is about where its effects do not say so: what others pay, past the household's account. */
  gross?(payload: P): Fen;
  /** Checks that look at several fields of the payload; throws DomainError with the field. */
  check?(payload: P): void;
  /** What it does, valued by `valuation`; throws DomainError when it names an obligation that does not fit. */
  effects(event: Happened<P>, valuation: Valuation): readonly Effect[];
}

/** Forgets the payload's type once, here, so that kinds of different payloads stand in one registry. */
export function defineKind<P extends object>(kind: EventKind<P>): EventKind {
  return kind;
}
