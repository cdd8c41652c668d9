/** Questions before recording an event that no rule forbids: is it a duplicate, may it be late, is anything doubtful? */
import { listSeasons } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import type { Fact, History } from '../domain/contract/history';
import { lateBooking, type LateBooking } from '../domain/recording/booking';
import { possibleDuplicate } from '../domain/recording/duplicates';
import { doubtsOf, type Doubt, type ToEnter } from './doubts';
import { FACT_COLUMNS, toFacts, type FactRow } from './facts';

/** What the person entering an event must confirm. */
export interface Questions {
  /** A fact with the same content on the same day. */
  readonly duplicateOf?: Fact;
  /** Where it is booked if its season is closed: by its own day, or by that of the event it reverses. */
  readonly late?: LateBooking;
  readonly doubts: readonly Doubt[];
}

/**
 * @param history the whole one: a late entry may be a duplicate of one made in time
 * @param corrects the id of the event that it replaces
 * @throws DomainError no_season when it is late and no season is open
 */
export async function questionsOf(
  reader: Reader,
  cooperativeId: number,
  entry: ToEnter,
  { history, corrects }: { readonly history: History; readonly corrects?: string },
): Promise<Questions> {
  const { event } = entry;
  const undone = corrects ?? (event as { readonly of?: string }).of;
  const duplicateOf = possibleDuplicate(history.facts, event, corrects);
  const seasons = await listSeasons(reader, cooperativeId);
  const days = [event.on, history.facts.find((f) => f.id === undone)?.on];
  const [late] = days.flatMap((on) => (on === undefined ? [] : (lateBooking(on, seasons) ?? [])));
  const doubts = await doubtsOf(reader, cooperativeId, entry, {
    history,
    ...(corrects === undefined ? {} : { corrects }),
  });
  return {
    ...(duplicateOf ? { duplicateOf } : {}),
    ...(late ? { late } : {}),
    // A duplicate naturally has the same receipt number.
    doubts: doubts.filter((d) => !('seq' in d && d.seq === duplicateOf?.seq)),
  };
}

/** The facts that may duplicate some events of one kind, by contract number, in one query. */
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
  // Reversed events are no duplicates, so reversals of any day are needed.
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
