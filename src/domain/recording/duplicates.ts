/** Finds facts with the same content on the same day: the entry may have been made before. */
import type { Fact } from '../contract/history';
import type { EventHead } from '../events/kind';
import { canonicalJson } from '../ledger/canonical';

/** Keys that say where an event belongs and who recorded it; they do not tell entries apart. */
const NOT_CONTENT = new Set(['id', 'note', 'by', 'evidence', 'type', 'cooperative', 'contract']);

/** The content of an event, without who recorded it. */
export function contentOf(event: EventHead): string {
  return canonicalJson(Object.fromEntries(Object.entries(event).filter(([name]) => !NOT_CONTENT.has(name))));
}

/**
 * Another fact with the same content on the same day. Undefined when the event itself is among the facts: it is then being sent again.
 *
 * @param corrects the id of the fact that the event takes the place of
 */
export function possibleDuplicate(facts: readonly Fact[], event: EventHead, corrects?: string): Fact | undefined {
  if (facts.some((f) => f.id === event.id)) return undefined;
  const content = contentOf(event);
  return facts.find(
    (f) => f.kind === event.kind && f.id !== corrects && f.reversedOn === undefined && contentOf(f.event) === content,
  );
}
