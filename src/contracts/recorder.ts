/** Records events within one unit of work: loads what a decision needs, decides, and posts. */
import { optional } from '../common/objects';
import { listSeasons, type Season } from '../calendar/seasons';
import { requireContract } from './contracts';
import { loadHistory } from './histories';
import type { EventLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import type { Posting } from '../domain/ledger/posting';
import { amendment } from '../domain/events/amendment';
import { isOf } from '../domain/events/kind';
import { EVENT_KINDS } from '../domain/events/registry';
import { ZERO } from '../domain/quantity/ratio';
import { decide, type Decision } from '../domain/recording/decide';
import { completionPostings, eventPostings } from '../domain/statement/entries';
import { isEnoughFor, reversedId, type Fact, type History } from '../domain/contract/history';
import type { Position } from '../domain/contract/position';
import type { BookTransaction, Stamp } from '../journal/transaction';
import { wholeOf } from '../parties/scope';

/** How many facts are kept in memory (a contract counts as several), since an import comes back to the same contracts. */
const FACTS_CACHE_SIZE = 100_000;
const FACTS_A_CONTRACT = 5;

interface LoadedContract {
  readonly contractId: number;
  history: History;
  latest: Position | undefined;
  lastSeq: number;
}

/** The result of recording an event. */
export interface Recorded {
  readonly outcome: 'new' | 'replay';
  readonly seq: number;
  readonly hash: string;
  readonly recordedAt: string;
  readonly bookedOn: string;
}

interface KnownRow {
  readonly event_id: string;
  readonly seq: number;
  readonly hash: string;
  readonly recorded_at: string;
  readonly booked_on: string;
  readonly line: string;
}

/** One per unit of work. After closing a season in it, call `forget`. */
export class Recorder {
  private readonly working = new Map<string, LoadedContract>();
  /** The latest ids looked up: those not in the book, and the records of the others. */
  private absent = new Set<string>();
  private found = new Map<string, KnownRow>();
  /** Ids recorded in this unit of work; their lines are read from the database when needed. */
  private readonly recorded = new Set<string>();
  private readonly dirty = new Set<LoadedContract>();
  private kept = 0;

  constructor(
    private readonly unit: BookTransaction,
    /** Events after this day are refused; undefined during imports. */
    private readonly today: string | undefined,
    /** The chain was empty at the beginning, so that no event can exist already. */
    private isChainEmpty = false,
  ) {}

  /**
   * Records one event; a repetition has no effect.
   *
   * @throws DomainError event_conflict (same id, other content) and everything `decide` refuses
   */
  async record(line: EventLine, seasons: readonly Season[], stamp: Stamp = this.unit): Promise<Recorded> {
    const canonical = canonicalJson(line);
    const known = this.absent.has(line.id) ? undefined : await this.replayOf(line, canonical);
    if (known) return known;
    const working = this.loaded(line) ?? (await this.load(line));
    const decision = this.decide(working, line, seasons);
    const { fact } = decision;
    const postings = fact.kind === 'reversal' ? await this.opposite(fact) : postingsOf(decision, line.contract);
    const posted = this.post(working, line, canonical, decision, postings, stamp);
    if (fact.kind === 'amendment' || fact.kind === 'reversal') await this.keepVersions(working, fact, posted.seq);
    if (this.unit.batch.isFull) await this.unit.batch.flush();
    return posted;
  }

  /**
   * The result of an event that is in the book already.
   *
   * @throws DomainError event_conflict (same id, other content)
   */
  async replayOf(line: EventLine, canonical = canonicalJson(line)): Promise<Recorded | undefined> {
    const known = await this.findKnown(line.id);
    if (!known) return undefined;
    if (known.line !== canonical) throw new DomainError('event_conflict', { event: line.id }, 'id');
    const { seq, hash, recorded_at: recordedAt, booked_on: bookedOn } = known;
    return { outcome: 'replay', seq, hash, recordedAt, bookedOn };
  }

  /**
   * Dry run: what an event would do if it were recorded now.
   *
   * @param first an event of the contract to be recorded before it
   * @throws everything `decide` refuses
   */
  async dryRun(
    line: EventLine,
    seasons: readonly Season[],
    first?: EventLine,
  ): Promise<Decision & { readonly contractId: number }> {
    let working = this.loaded(line) ?? (await this.load(line));
    if (first) {
      if (!isEnoughFor(working.history, first)) working = await this.load(first);
      const { history, after } = this.decide(working, first, seasons);
      working = { ...working, history, latest: after };
    }
    return { ...this.decide(working, line, seasons, first ? 1 : 0), contractId: working.contractId };
  }

  /** @param ahead how many records the dry run has before it */
  private decide(
    { history, latest }: LoadedContract,
    line: EventLine,
    seasons: readonly Season[],
    ahead = 0,
  ): Decision {
    const seq = this.unit.batch.head.seq + 1 + ahead;
    return decide(history, line, { seasons, seq, ...optional('today', this.today ?? null) }, latest);
  }

  private post(
    working: LoadedContract,
    line: EventLine,
    canonical: string,
    decision: Decision,
    postings: readonly Posting[],
    stamp: Stamp,
  ): Recorded {
    const { fact, booking } = decision;
    const { bookedOn } = fact;
    const { contractId } = working;
    const seasonId = booking.season.id;
    const { seq, hash, at } = this.unit.batch.add(
      {
        type: 'event',
        line,
        recordedAt: stamp.now,
        ...(stamp.isApproved || EVENT_KINDS.get(line.kind)?.approval ? stamp.approval : {}),
        contractId,
        seasonId,
        eventId: fact.id,
        kind: fact.kind,
        happenedOn: fact.on,
        bookedOn,
        entries: [{ contract: line.contract, bookedOn, postings, seasonId, contractId }],
      },
      canonical,
    );
    this.recorded.add(fact.id);
    this.absent.delete(fact.id);
    this.keep(working, decision, seq);
    return { outcome: 'new', seq, hash, recordedAt: at, bookedOn };
  }

  private keep(working: LoadedContract, decision: Decision, seq: number): void {
    const { fact, history, after } = decision;
    working.latest = after ?? history.positionOn((history.facts.at(-1) ?? fact).bookedOn);
    working.history = history;
    working.lastSeq = seq;
    this.kept += 1;
    this.dirty.add(working);
  }

  /** Stores amendments as versions of the terms, and ends the version of a reversed amendment. */
  private async keepVersions(working: LoadedContract, fact: Fact, seq: number): Promise<void> {
    const { tx, cooperative } = this.unit;
    if (isOf(amendment, fact.event)) {
      await tx.insertMany(
        'terms_version',
        ['cooperative_id', 'contract_id', 'seq', 'in_force_from', 'event_id', 'reversed_from', 'terms'],
        [[cooperative.id, working.contractId, seq, fact.bookedOn, fact.id, null, canonicalJson(fact.event.terms)]],
      );
    }
    if (fact.kind !== 'reversal') return;
    const of = reversedId(fact);
    const original = working.history.facts.find((f) => f.id === of);
    if (original?.kind !== 'amendment') return;
    await tx.run(
      'update terms_version set reversed_from = ? where cooperative_id = ? and contract_id = ? and seq = ?',
      [fact.bookedOn, cooperative.id, working.contractId, original.seq],
    );
  }

  /** The exact opposite of the reversed event's postings. */
  private async opposite(reversal: Fact): Promise<Posting[]> {
    const { tx, cooperative, batch } = this.unit;
    await batch.flush();
    const rows = await tx.all<{ name: string; commodity: string; quantity: number }>(
      `select a.name, a.commodity, p.quantity from book_record r
       join posting p on p.cooperative_id = r.cooperative_id and p.seq = r.seq
       join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
       where r.cooperative_id = ? and r.event_id = ? order by p.entry, p.line`,
      [cooperative.id, reversedId(reversal)],
    );
    return rows.map((r) => ({ account: r.name, commodity: r.commodity, quantity: -r.quantity }));
  }

  private async findKnown(id: string): Promise<KnownRow | undefined> {
    const found = this.found.get(id);
    if (found) return found;
    if (this.recorded.has(id)) await this.unit.batch.flush();
    else if (this.isChainEmpty) return undefined;
    return (await this.lookUp([id]))[0];
  }

  /** Looks up many event ids at once, for the lines that an import has read ahead. */
  async prefetch(ids: readonly string[]): Promise<void> {
    const wanted = ids.filter((id) => !this.recorded.has(id));
    const rows = this.isChainEmpty || wanted.length === 0 ? [] : await this.lookUp(wanted);
    this.found = new Map(rows.map((row) => [row.event_id, row]));
    this.absent = new Set(wanted.filter((id) => !this.found.has(id)));
  }

  private lookUp(ids: readonly string[]): Promise<KnownRow[]> {
    return this.unit.tx.all<KnownRow>(
      `select event_id, seq, hash, recorded_at, booked_on, line from book_record
       where cooperative_id = ? and event_id in (${ids.map(() => '?').join(', ')})`,
      [this.unit.cooperative.id, ...ids],
    );
  }

  /** What is already loaded of the event's contract, if that is enough. */
  private loaded(line: EventLine): LoadedContract | undefined {
    const working = this.working.get(line.contract);
    return working && isEnoughFor(working.history, line) ? working : undefined;
  }

  private async load(line: EventLine): Promise<LoadedContract> {
    if (this.working.has(line.contract) || this.kept >= FACTS_CACHE_SIZE) await this.forget();
    const { tx, cooperative } = this.unit;
    const contract = await requireContract(tx, wholeOf(cooperative), line.contract);
    let history = await loadHistory(tx, cooperative.id, contract);
    if (!isEnoughFor(history, line)) history = await loadHistory(tx, cooperative.id, contract, { whole: true });
    const last = history.facts.at(-1)?.bookedOn ?? history.openedWith?.on;
    const latest = last === undefined ? undefined : history.positionOn(last);
    const working: LoadedContract = { contractId: contract.id, history, latest, lastSeq: contract.last_seq };
    this.working.set(line.contract, working);
    this.kept += history.facts.length + FACTS_A_CONTRACT;
    return working;
  }

  /** Writes buffered rows and drops everything loaded. */
  async forget(): Promise<void> {
    await this.flush();
    this.working.clear();
    this.recorded.clear();
    this.kept = 0;
    this.isChainEmpty = false;
  }

  /** Writes the journal's rows and marks the contracts that have new records. */
  async flush(): Promise<void> {
    await this.unit.batch.flush();
    for (const w of this.dirty) {
      await this.unit.tx.run('update contract set last_seq = ? where cooperative_id = ? and id = ?', [
        w.lastSeq,
        this.unit.cooperative.id,
        w.contractId,
      ]);
    }
    this.dirty.clear();
  }
}

/** Records one event in a unit of work. */
export function recordIn(unit: BookTransaction, line: EventLine, today: string): Promise<Recorded> {
  return recordAllIn(unit, [line], today);
}

/** Records events that belong together, all or none; returns the result of the last. */
export async function recordAllIn(
  unit: BookTransaction,
  lines: readonly [EventLine, ...EventLine[]],
  today: string,
): Promise<Recorded> {
  const recorder = new Recorder(unit, today);
  const seasons = await listSeasons(unit.tx, unit.cooperative.id);
  const [first, ...others] = lines;
  let recorded = await recorder.record(first, seasons);
  for (const line of others) recorded = await recorder.record(line, seasons);
  await recorder.flush();
  return recorded;
}

/** The balanced postings of an event that is not a reversal. */
function postingsOf({ effects, before }: Decision, contract: string): Posting[] {
  if (effects.some((e) => e.effect === 'status' && e.titlePasses)) return completionPostings(contract, before);
  return eventPostings(contract, effects, (subject) => before.settled.get(subject)?.returned ?? ZERO);
}
