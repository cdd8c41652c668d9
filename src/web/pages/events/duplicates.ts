/** Entries that say the same of the same day: perhaps one of them was entered before. */
import { FACT_COLUMNS, toFacts, type FactRow } from '../../../contracts/histories';
import type { Reader } from '../../../database/tx';
import type { EventHead } from '../../../domain/events/kind';
import { canonicalJson } from '../../../domain/ledger/canonical';
import type { Fact } from '../../../domain/contract/history';
import type { ToEnter } from '../../../contracts/doubts';

/** What is said beside the event itself: where it stands, and by whom it was written down. */
const BESIDE = new Set(['id', 'note', 'by', 'evidence', 'type', 'cooperative', 'contract']);

/** What an event says, whoever wrote it down. */
export function said(event: EventHead): string {
  return canonicalJson(Object.fromEntries(Object.entries(event).filter(([name]) => !BESIDE.has(name))));
}

/**
 * Another of the facts that says the same of the same day; undefined when the event itself is among them: then it is sent again, and is no double.
 *
 * @param corrects the id of the fact in whose place the event comes
 */
export function twinAmong(facts: readonly Fact[], event: EventHead, corrects?: string): Fact | undefined {
  if (facts.some((f) => f.id === event.id)) return undefined;
  const meant = said(event);
  return facts.find(
    (f) => f.kind === event.kind && f.id !== corrects && f.reversedOn === undefined && said(f.event) === meant,
  );
}

/** The facts among which the doubles of some events of one kind are, by the numbers of their contracts: one question for all of them. */
export async function factsLike(
  reader: Reader,
  cooperativeId: number,
  kind: string,
  events: readonly ToEnter[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const days = events.flatMap(({ event }) => event.on ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  const numbers = [...new Set(events.map((e) => e.contract))];
  if (first === undefined || last === undefined) return new Map();
  // Whatever was reversed is no double: the reversals of any day have to be known.
  const rows = await reader.all<FactRow & { number: string }>(
    `select ${FACT_COLUMNS.split(', ').map((name) => `r.${name}`).join(', ')}, c.number
     from contract c join book_record r on r.cooperative_id = c.cooperative_id and r.contract_id = c.id
     where c.cooperative_id = ? and c.number in (${numbers.map(() => '?').join(', ')})
     and r.season_id in (select id from season where cooperative_id = ?) and r.event_id is not null
     and (r.kind = 'reversal' or (r.kind = ? and r.happened_on between ? and ?)) order by r.booked_on, r.seq`,
    [cooperativeId, ...numbers, cooperativeId, kind, first, last],
  ); // prettier-ignore
  const facts = toFacts(rows);
  const byNumber = new Map<string, Fact[]>();
  rows.forEach(({ number }, i) => byNumber.set(number, [...(byNumber.get(number) ?? []), facts[i] as Fact]));
  return byNumber;
}
