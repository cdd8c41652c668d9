/** Writes books in which everything occurs: contracts of any terms, all kinds of events, late facts, reversals, amendments, odd names. */
import fc from 'fast-check';
import { readEvent } from '../../src/domain/book/lines';
import { addDays, daysBetween } from '../../src/domain/calendar';
import { DomainError, DomainErrors } from '../../src/domain/errors';
import { bookedFrom, type SeasonSpan } from '../../src/domain/recording/booking';
import { decide } from '../../src/domain/recording/decide';
import { History } from '../../src/domain/contract/history';
import type { Position } from '../../src/domain/contract/position';
import type { Terms } from '../../src/domain/terms/terms';
import { seeded } from './books';
import { missingFor, type BookTerm, type EventInput } from './domain-book';
import { contract, eventOf, FIRST, happening, settlesFirst, type Happening } from './generators';

export interface VariedSize {
  readonly contracts: number;
  /** Events tried for each contract in each season; the rules refuse some of them. */
  readonly events: number;
}

type Random = () => number;

const STARTS = ['2023-01-01', '2023-07-01', '2024-01-01', '2024-07-01', '2025-01-01', '2025-07-01'] as const;
const FIRST_DAY = STARTS[0];
const HALF_YEAR = 181;
/** Names and numbers that are hard on text formats; some differ only in characters that a tool does not know. */
const HOUSEHOLDS = ['王燕', 'Өнөрбат Үүлэн', '𠮷田', `"a" 'b' “c” // /* {{`, 'ᠮᠣᠩᠭᠣᠯ; #1 | x', '*! (1) @ 5 CNY = 6'];
const NUMBERS = ['合同.1', '合同_1', 'c-3', 'Ө-Ү', '𠮷.5', '2023-06-01'];
const ITEMS = ['玉米', '盐;砖 #2', 'Өвс | Үр', '𠮷草', "don't  @ 5 = x", '(1) * {2} [3]', 'hay', '10 CNY'];

/** The lines of a book, the same for the same seed: five seasons, all but the last of them closed. The rules accept every line. */
export function variedBook(seed: number, { contracts, events }: VariedSize): string[] {
  const random = seeded(seed);
  const cooperative = `V${seed}`;
  const seasons: SeasonSpan[] = STARTS.slice(0, -1).map((from, i) => ({ id: i + 1, code: `S${i + 1}`, from, to: addDays(STARTS[i + 1] as string, -1), closed: false })); // prettier-ignore
  const agreed = fc.sample(contract, { seed, numRuns: contracts });
  const happenings = fc.sample(happening(HALF_YEAR), { seed, numRuns: contracts * events * seasons.length });
  const lines: object[] = [
    { type: 'book', format: 1 },
    { type: 'cooperative', code: cooperative, name: `“合作社” "Ө" 𠮷 ; ${seed}`, accounting: 'CN-COOP-2021' },
    ...seasons.map(({ code, from, to }) => ({ type: 'season', cooperative, code, from, to })),
  ];
  const running: Running[] = [];
  let tries = 0;
  for (const [s, season] of seasons.entries()) {
    // Most contracts are there from the beginning, some are entered when a season is closed already.
    for (const [c, [terms, term]] of agreed.entries()) {
      if (s !== (c % 5 === 4 ? 1 : 0)) continue;
      const one = new Running(NUMBERS[c] ?? `C-${c + 1}`, terms, term, seasons);
      const { from, to, number } = one.history.contract;
      lines.push({ type: 'household', cooperative, code: `H${c + 1}`, name: HOUSEHOLDS[c] ?? `牧户${c + 1}` });
      lines.push({ type: 'contract', cooperative, number, household: `H${c + 1}`, from, to, terms });
      const on = from < FIRST_DAY ? FIRST_DAY : from;
      lines.push(...one.record([{ ...FIRST, id: `first-${c}`, on }], cooperative));
      running.push(one);
    }
    for (const one of running) {
      for (const drawn of happenings.splice(-events)) {
        const day = daysBetween(FIRST_DAY, season.from) + drawn.day;
        const happened = { ...drawn, day: random() < 0.15 ? Math.floor(random() * day) : day };
        lines.push(...one.record(one.eventsOf(happened, (tries += 1), random), cooperative));
      }
    }
    if (s === seasons.length - 1) break;
    lines.push({ type: 'close', cooperative, season: season.code });
    seasons[s] = { ...season, closed: true };
  }
  return lines.map((line) => JSON.stringify(line));
}

/** A contract and what was recorded of it. */
class Running {
  history: History;
  private readonly ids: string[] = [];
  private latest: Position | undefined;

  constructor(
    number: string,
    private readonly terms: Terms,
    { from, to }: BookTerm,
    private readonly seasons: readonly SeasonSpan[],
  ) {
    const frame = { number, household: 'H', from, ...(to === undefined ? {} : { to }), terms };
    this.history = new History({ ...frame, bookedFrom: bookedFrom(from, seasons) }, [], []);
  }

  /** The event of a happening; before a completion now and then what it asks for. */
  eventsOf(happened: Happening, index: number, random: Random): EventInput[] {
    const event = eventOf(this.terms, happened, index, this.ids);
    const odd = 'item' in event ? { ...event, item: ITEMS[Math.floor(random() * ITEMS.length)] } : event;
    const on = String(event['on']);
    return settlesFirst(happened, event) ? [...missingFor(this.history, on, event.id), odd] : [odd];
  }

  /** The lines of those events that the rules accept. */
  record(events: readonly EventInput[], cooperative: string): object[] {
    const { number } = this.history.contract;
    return events
      .filter((event) => this.isAccepted(event))
      .map((event) => ({ type: 'event', cooperative, contract: number, ...event }));
  }

  private isAccepted(event: EventInput): boolean {
    try {
      const seq = this.history.facts.length + 1;
      const decision = decide(this.history, readEvent(event), { seasons: this.seasons, seq }, this.latest);
      this.history = decision.history;
      this.latest = decision.after;
      this.ids.push(event.id);
      return true;
    } catch (error) {
      if (error instanceof DomainError || error instanceof DomainErrors) return false;
      throw error;
    }
  }
}
