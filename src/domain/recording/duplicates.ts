/** Entries that say the same of the same day: perhaps one of them was entered before. */
import type { Fact } from '../contract/history';
import type { EventHead } from '../events/kind';
import { canonicalJson } from '../ledger/canonical';

/** Where an event stands and by whom it was written down is no part of what it says. */
const NOT_CONTENT = new Set(['id', 'note', 'by', 'evidence', 'type', 'cooperative', 'contract']);

/** What an event says, whoever wrote it down. */
export function contentOf(event: EventHead): string {
  return canonicalJson(Object.fromEntries(Object.entries(event).filter(([name]) => !NOT_CONTENT.has(name))));
}

/**
 * Another of the facts that says the same of the same day; undefined when the event itself is among them: then it is sent again, and is no
 * duplicate.
 *
 * @param corrects the id of the fact in whose place the event comes
 */
export function possibleDuplicate(facts: readonly Fact[], event: EventHead, corrects?: string): Fact | undefined {
  if (facts.some((f) => f.id === event.id)) return undefined;
  const content = contentOf(event);
  return facts.find(
    (f) => f.kind === event.kind && f.id !== corrects && f.reversedOn === undefined && contentOf(f.event) === content,
  );
}
