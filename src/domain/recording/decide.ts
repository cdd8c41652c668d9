/** Decides whether an event may be recorded, on which day it is booked and what it does: the only place where an event becomes a fact. */
import type { CivilDate } from '../calendar';
import { DomainError } from '../errors';
import type { Effect } from '../events/effect';
import { amendment } from '../events/amendment';
import { handover } from '../events/handover';
import { isOf, type EventHead, type EventKind, type Happened } from '../events/kind';
import { EVENT_KINDS } from '../events/registry';
import { reversal } from '../events/reversal';
import type { Fact, History } from '../contract/history';
import type { Position } from '../contract/position';
import { bookOn, type Booking, type SeasonSpan } from './booking';
import { checkAmended, checkReplaces, checkReversal, checkStatus } from './check-kind';
import { checkCompletion, checkCredit, checkSettled, checkStock, checkStockTimeline } from './check-position';
import { checkSums } from './check-sums';

/** What recording depends on besides the contract's history. */
export interface RecordingContext {
  readonly seasons: readonly SeasonSpan[];
  /** Events after this day are refused; absent during imports. */
  readonly today?: CivilDate;
  /** The sequence the record will have. */
  readonly seq: number;
}

/** An accepted event. */
export interface Decision {
  readonly fact: Fact;
  readonly booking: Booking;
  readonly effects: readonly Effect[];
  /** The position at the end of the booked day, without the event. */
  readonly before: Position;
  /** The history with the fact added. */
  readonly history: History;
  /** The position after all facts, if it was computed. */
  readonly after?: Position;
}

/** Kinds that change what other facts mean; all others only add to the position. */
const CHANGES_OTHERS = new Set(['amendment', 'termination', 'completion', 'reversal']);

/**
 * Accepts an event or refuses it, by docs/rules.md sections 5 to 8 and 12.
 *
 * @param history all facts, or only those after the carried position if `isEnoughFor` says that they are enough
 * @param event in normal form; `on` may be absent only for a reversal
 * @param latest the position after all facts, if the caller has it: saves computing it for an event booked last
 * @throws DomainError with the field, or DomainErrors when amended terms have several faults
 */
export function decide(history: History, event: EventHead, context: RecordingContext, latest?: Position): Decision {
  const kind = EVENT_KINDS.get(event.kind);
  if (!kind) throw new DomainError('kind_unknown', { kind: event.kind }, 'kind');
  kind.check?.(event);
  const happened = happenedOn(history, event);
  if (context.today !== undefined && happened.on > context.today)
    throw new DomainError('future_date', { on: happened.on, today: context.today }, 'on');
  const booking = bookOn(happened.on, context.seasons);
  checkStatus(history, kind);
  if (isOf(reversal, happened)) checkReversal(history, happened, booking);
  if (isOf(amendment, happened)) checkAmended(history, happened, booking.bookedOn);
  if (isOf(handover, happened)) checkReplaces(history, happened);
  const fact: Fact = {
    seq: context.seq,
    id: event.id,
    kind: event.kind,
    on: happened.on,
    bookedOn: booking.bookedOn,
    event: happened,
  };
  const onlyAdds = isBookedLast(history, fact) && !CHANGES_OTHERS.has(kind.kind);
  const decision =
    onlyAdds && latest ? decideLast(history, fact, booking, latest) : decideAnywhere(history, fact, booking, kind);
  checkSums(decision, fact.bookedOn, context.seasons, onlyAdds ? history : undefined);
  return decision;
}

/** The event with its day, which for a reversal without one is the reversed event's. */
function happenedOn(history: History, event: EventHead): Happened<EventHead> {
  if (event.on !== undefined) return event as Happened<EventHead>;
  if (!isOf(reversal, event)) throw new DomainError('field_required', {}, 'on');
  const { of } = event;
  const original = history.facts.find((f) => f.id === of);
  if (!original) throw new DomainError('event_unknown', { event: of }, 'of');
  return { ...event, on: original.on };
}

function isBookedLast(history: History, fact: Fact): boolean {
  const last = history.facts.at(-1);
  const bookedLast = last === undefined || last.bookedOn <= fact.bookedOn;
  const first = history.openedWith?.position.firstHandoverOn;
  const isEarlierHandover =
    fact.kind === 'handover' && (first === undefined ? history.facts.length > 0 : fact.on < first);
  return bookedLast && !isEarlierHandover;
}

/** The common case: nothing is booked after the event, so that only one position needs checking. */
function decideLast(history: History, fact: Fact, booking: Booking, latest: Position): Decision {
  const effects = history.valued(fact.event, latest.firstHandoverOn, true);
  const after = latest.clone();
  after.apply(effects, fact.bookedOn);
  checkStock(after, effects, fact.kind);
  checkSettled(history, after, effects, fact.bookedOn);
  if (fact.kind === 'feed_issue') checkCredit(history, after, fact);
  return { fact, booking, effects, before: latest, after, history: history.with(fact) };
}

/** All other cases: checks every day from the event's on. */
function decideAnywhere(history: History, fact: Fact, booking: Booking, kind: EventKind): Decision {
  const before = history.positionOn(fact.bookedOn);
  const next = history.with(fact);
  const effects = next.valued(fact.event, next.firstHandoverOn(fact.bookedOn), true);
  const revalued = revalue(next, kind, fact);
  if (CHANGES_OTHERS.has(kind.kind) || effects.some((e) => e.effect === 'stock' && e.book === 'leased'))
    checkStockTimeline(next, fact);
  const days = [fact.bookedOn, lastBookedOn(next)];
  for (const day of new Set(days))
    checkSettled(next, day === fact.bookedOn ? revalued : next.positionOn(day), effects, day);
  if (kind.kind === 'feed_issue') checkCredit(next, revalued, fact);
  if (kind.kind === 'completion') checkCompletion(next, revalued, fact);
  return { fact, booking, effects, before, history: next };
}

/**
 * The position at the end of the event's day, the event included. A change of terms that would leave a recorded event without the
 * obligation it settled is refused.
 */
function revalue(next: History, kind: EventKind, fact: Fact): Position {
  if (kind.kind !== 'amendment' && kind.kind !== 'reversal') return next.positionOn(fact.bookedOn);
  try {
    next.positionOn(lastBookedOn(next));
    return next.positionOn(fact.bookedOn);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError('amendment_breaks_event', { reason: error.code }, kind.kind === 'amendment' ? 'terms' : 'of');
  }
}

function lastBookedOn(history: History): CivilDate {
  return (history.facts.at(-1) as Fact).bookedOn;
}
