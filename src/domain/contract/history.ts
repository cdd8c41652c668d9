/** A contract's history: versions of its terms, a carried position and the facts booked since, which give the position on any day. */
import type { CivilDate } from '../calendar';
import { DomainError } from '../errors';
import { STOCK_LINES, type Effect } from '../events/effect';
import { amendment } from '../events/amendment';
import { handover } from '../events/handover';
import { isOf, type EventHead, type Happened, type Valuation } from '../events/kind';
import { EVENT_KINDS } from '../events/registry';
import { reversal } from '../events/reversal';
import type { Obligation } from '../obligations/registry';
import type { Terms } from '../terms/terms';
import { Position } from './position';

/** A recorded event. From `reversedOn`, the booked day of its reversal, it no longer counts. */
export interface Fact {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly on: CivilDate;
  readonly bookedOn: CivilDate;
  readonly event: Happened<EventHead>;
  readonly reversedOn?: CivilDate;
}

/** Terms of an amendment, in force from its booked day until that of its reversal. */
export interface TermsVersion {
  readonly seq: number;
  readonly inForceFrom: CivilDate;
  readonly reversedOn?: CivilDate;
  readonly terms: Terms;
}

/** What a contract says apart from its facts. */
export interface ContractFrame {
  readonly number: string;
  readonly household: string;
  readonly from: CivilDate;
  readonly to?: CivilDate;
  /** Nothing is owed before this day: `from`, or the first open day when the season of `from` was closed before the contract was entered. */
  readonly bookedFrom: CivilDate;
  readonly terms: Terms;
}

/** The position at the end of a day, in place of all facts booked by then. */
export interface OpeningPosition {
  readonly on: CivilDate;
  readonly position: Position;
}

const effectsMemo = new WeakMap<Fact, { terms: Terms; first: CivilDate | undefined; effects: readonly Effect[] }>();

/**
 * Facts are in the order (bookedOn, seq). With a carried position they are all those booked after it, none of which may change what came
 * before; `needsWholeHistory` tells whether that is so.
 */
export class History {
  constructor(
    readonly contract: ContractFrame,
    readonly versions: readonly TermsVersion[],
    readonly facts: readonly Fact[],
    readonly openedWith?: OpeningPosition,
  ) {}

  /**
   * The terms in force on a day: those of the latest amendment booked and not reversed by then, else the original ones.
   *
   * @param before only amendments recorded before this sequence
   */
  termsOn(date: CivilDate, before?: number): Terms {
    let found: TermsVersion | undefined;
    for (const v of this.versions) {
      if (before !== undefined && v.seq >= before) continue;
      const inForce = v.inForceFrom <= date && !(v.reversedOn !== undefined && v.reversedOn <= date);
      if (
        inForce &&
        (!found || v.inForceFrom > found.inForceFrom || (v.inForceFrom === found.inForceFrom && v.seq > found.seq))
      )
        found = v;
    }
    return found ? found.terms : this.contract.terms;
  }

  /** The position at the end of `date`: facts booked by then and not reversed by then. */
  positionOn(date: CivilDate): Position {
    const position = this.openedWith && this.openedWith.on <= date ? this.openedWith.position.clone() : new Position();
    if (this.openedWith && this.openedWith.on > date)
      throw new RangeError(`the carry of ${this.openedWith.on} is after ${date}`);
    const first = this.firstHandoverOn(date);
    for (const fact of this.facts) {
      if (fact.bookedOn > date) break;
      if (!this.counts(fact, date)) continue;
      if (position.titlePassesOn !== undefined && fact.bookedOn > position.titlePassesOn) position.passTitle();
      position.apply(this.effectsOf(fact, first), fact.bookedOn);
    }
    if (position.titlePassesOn !== undefined) position.passTitle();
    return position;
  }

  /** Whether a fact counts on a day. Reversals have no effects of their own. */
  counts(fact: Fact, date: CivilDate): boolean {
    return (
      fact.bookedOn <= date && fact.kind !== 'reversal' && !(fact.reversedOn !== undefined && fact.reversedOn <= date)
    );
  }

  /** The day of the first handover among those booked and not reversed by `date`. */
  firstHandoverOn(date: CivilDate): CivilDate | undefined {
    let first = this.openedWith?.position.firstHandoverOn;
    for (const fact of this.facts) {
      if (fact.bookedOn > date) break;
      if (fact.kind === 'handover' && this.counts(fact, date) && (first === undefined || fact.on < first))
        first = fact.on;
    }
    return first;
  }

  /**
   * The effects of a fact, valued by the terms in force on the day it happened.
   *
   * @throws DomainError when the terms lack an obligation that the event names; amendments that would cause this are refused
   */
  effectsOf(fact: Fact, firstHandoverOn: CivilDate | undefined): readonly Effect[] {
    const terms = this.termsOn(fact.on);
    const known = effectsMemo.get(fact);
    if (known && known.terms === terms && known.first === firstHandoverOn) return known.effects;
    const effects = this.valued(fact.event, firstHandoverOn, false, fact.seq);
    effectsMemo.set(fact, { terms, first: firstHandoverOn, effects });
    return effects;
  }

  /** The effects of an event, recorded or not. */
  valued(
    event: Happened<EventHead>,
    firstHandoverOn: CivilDate | undefined,
    recording: boolean,
    seq?: number,
  ): readonly Effect[] {
    const kind = EVENT_KINDS.get(event.kind);
    if (!kind) throw new DomainError('kind_unknown', { kind: event.kind }, 'kind');
    const termsWhenRecorded = seq === undefined ? undefined : this.termsOn(event.on, seq);
    const valuation = this.valuation(event.on, firstHandoverOn, recording);
    return kind.effects(
      event,
      termsWhenRecorded === undefined || termsWhenRecorded === valuation.terms
        ? valuation
        : { ...valuation, termsWhenRecorded },
    );
  }

  private valuation(on: CivilDate, firstHandoverOn: CivilDate | undefined, recording: boolean): Valuation {
    const terms = this.termsOn(on);
    return {
      terms,
      obligations: this.inOrderOfAgreement(terms),
      recording,
      ...(firstHandoverOn === undefined ? {} : { firstHandoverOn }),
    };
  }

  /** Those agreed first at the front, so that an event that names no obligation keeps settling the one that fitted when it was recorded. */
  private inOrderOfAgreement(terms: Terms): readonly Obligation[] {
    if (this.versions.length === 0 || terms.obligations.length < 2) return terms.obligations;
    const rank = new Map<string, number>();
    const documents = [this.contract.terms, ...[...this.versions].sort((a, b) => a.seq - b.seq).map((v) => v.terms)];
    for (const o of documents.flatMap((d) => d.obligations)) if (!rank.has(o.id)) rank.set(o.id, rank.size);
    return [...terms.obligations].sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
  }

  /** A whole history as it was before the record `seq`: later facts and reversals are left out. */
  before(seq: number): History {
    if (this.facts.every((f) => f.seq < seq)) return this;
    const facts = this.facts.filter((f) => f.seq < seq);
    const reversed = new Set(facts.filter((f) => f.kind === 'reversal').map(reversedId));
    const amendments = new Set(facts.filter((f) => reversed.has(f.id)).map((f) => f.seq));
    return new History(
      this.contract,
      this.versions.filter((v) => v.seq < seq).map((v) => (amendments.has(v.seq) ? v : standing(v))),
      facts.map((f) => (reversed.has(f.id) ? f : standing(f))),
    );
  }

  /** This history with one more fact. */
  with(fact: Fact): History {
    const facts =
      fact.kind === 'reversal'
        ? this.facts.map((f) => (f.id === reversedId(fact) ? { ...f, reversedOn: fact.bookedOn } : f))
        : this.facts.slice();
    facts.splice(placeFor(facts, fact), 0, fact);
    return new History(this.contract, this.versionsWith(fact), facts, this.openedWith);
  }

  private versionsWith(fact: Fact): readonly TermsVersion[] {
    if (isOf(amendment, fact.event))
      return [...this.versions, { seq: fact.seq, inForceFrom: fact.bookedOn, terms: fact.event.terms }];
    if (fact.kind !== 'reversal') return this.versions;
    const original = this.facts.find((f) => f.id === reversedId(fact));
    return original?.kind === 'amendment'
      ? this.versions.map((v) => (v.seq === original.seq ? { ...v, reversedOn: fact.bookedOn } : v))
      : this.versions;
  }
}

/** A fact or version as it was before it was reversed. */
function standing<T extends { readonly reversedOn?: CivilDate }>(of: T): T {
  if (of.reversedOn === undefined) return of;
  const { reversedOn: _reversedOn, ...rest } = of;
  return rest as T;
}

/** The id of the event that a reversal reverses. */
export function reversedId({ event }: Pick<Fact, 'event'>): string {
  return isOf(reversal, event) ? event.of : '';
}

/** The index at which `fact` belongs in facts ordered by (bookedOn, seq). */
export function placeFor(facts: readonly Fact[], fact: Fact): number {
  let index = facts.length;
  for (; index > 0; index--) {
    const before = facts[index - 1] as Fact;
    if (before.bookedOn < fact.bookedOn || (before.bookedOn === fact.bookedOn && before.seq < fact.seq)) break;
  }
  return index;
}

/**
 * Whether facts booked after the carried position change the value of facts before it, so that the whole history must be read: a reversal of
 * an older event, or a handover that becomes the first one, from which loss rules count days, after leased animals have died.
 */
export function needsWholeHistory(openedWith: OpeningPosition, facts: readonly Fact[]): boolean {
  const ids = new Set(facts.map((f) => f.id));
  return facts.some((f) => reachesBack(f.event, openedWith, (id) => ids.has(id)));
}

/** Whether a history holds everything an event depends on: what it refers to, and the facts whose value it would change. */
export function isEnoughFor(history: History, event: EventHead): boolean {
  const { openedWith, facts } = history;
  if (openedWith === undefined) return true;
  const isSince = (id: string): boolean => facts.some((f) => f.id === id);
  const refersBack = isOf(handover, event) && event.replaces !== undefined && !isSince(event.replaces);
  return !refersBack && !reachesBack(event, openedWith, isSince);
}

function reachesBack(event: EventHead, openedWith: OpeningPosition, isSince: (id: string) => boolean): boolean {
  if (isOf(reversal, event)) return !isSince(event.of);
  if (!isOf(handover, event) || event.on === undefined) return false;
  const first = openedWith.position.firstHandoverOn;
  return first === undefined ? hasLeasedDeaths(openedWith.position) : event.on < first;
}

function hasLeasedDeaths(position: Position): boolean {
  const died = STOCK_LINES.indexOf('died');
  return [...position.stock].some(([key, moves]) => key.startsWith('leased:') && moves[died] !== 0);
}
