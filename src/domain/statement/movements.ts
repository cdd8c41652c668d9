/** What moved in a span of days, event by event, as statements count it: the difference between the position at its end and before its beginning. */
import { addDays } from '../calendar';
import type { Effect } from '../events/effect';
import type { Fact, History } from '../contract/history';
import type { Span } from './statement';

/** An event that began to count in the span (+1), or that ceased to (-1) since it was reversed. */
export interface Movement {
  readonly fact: Fact;
  readonly sign: 1 | -1;
  readonly effects: readonly Effect[];
}

/**
 * The movements of `span`, in the order of booking. An event that came to be worth something else (a late first handover moves the days of
 * the loss rules) ceases to count as it did and counts anew.
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
