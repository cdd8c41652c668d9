/** What moved between two days, event by event, so that the sums are those of a statement's lines. */
import { addDays } from '../calendar';
import type { Effect } from '../events/effect';
import type { Fact, History } from '../contract/history';
import type { Span } from './statement';

/** An event that began to count in the span (+1), or that no longer counts because it was reversed (-1). */
export interface Movement {
  readonly fact: Fact;
  readonly sign: 1 | -1;
  readonly effects: readonly Effect[];
}

/**
 * The movements of `span`, in the order of booking. An event whose value has changed (a late first handover shifts the days of the loss
 * rules) appears twice: taken out with its old effects, put in with the new ones.
 *
 * @param history whole, without a carry
 * @example a feed issue of June reversed in December: +1 in the summer season, -1 in the winter season
 */
export function movementsIn(history: History, span: Span): Movement[] {
  const before = addDays(span.from, -1);
  const [firstBefore, firstNow] = [history.firstHandoverOn(before), history.firstHandoverOn(span.to)];
  const movements: Movement[] = [];
  for (const fact of history.facts) {
    if (fact.bookedOn > span.to) break;
    const was = history.counts(fact, before) ? history.effectsOf(fact, firstBefore) : undefined;
    const is = history.counts(fact, span.to) ? history.effectsOf(fact, firstNow) : undefined;
    if (was === is) continue;
    if (was) movements.push({ fact, sign: -1, effects: was });
    if (is) movements.push({ fact, sign: 1, effects: is });
  }
  return movements;
}
