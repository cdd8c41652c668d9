/** Reads rows of the database as the facts and the terms that a history is made of. */
import { DomainError } from '../domain/errors';
import { isOf, type EventHead, type Happened } from '../domain/events/kind';
import { reversal } from '../domain/events/reversal';
import type { OpeningPosition, ContractFrame, Fact, TermsVersion } from '../domain/contract/history';
import { Position, type PositionData } from '../domain/contract/position';
import type { Terms } from '../domain/terms/terms';
import type { ContractRow } from './contracts';

/** A stored fact. */
export interface FactRow {
  readonly seq: number;
  readonly contract_id: number;
  readonly kind: string;
  readonly event_id: string;
  readonly happened_on: string;
  readonly booked_on: string;
  readonly line: string;
}

export const FACT_COLUMNS = 'seq, contract_id, kind, event_id, happened_on, booked_on, line';

/** Amended terms as they are stored. */
export interface VersionRow {
  readonly contract_id: number;
  readonly seq: number;
  readonly in_force_from: string;
  readonly reversed_from: string | null;
  readonly terms: string;
}

/** The closing of a statement as it is stored. */
export interface CarryRow {
  readonly contract_id: number;
  readonly carry: string;
  readonly ends_on: string;
}

const KEPT_TERMS = 1_000;

/** The frame of an active contract. */
export function frameOf(c: ContractRow): ContractFrame {
  if (c.booked_from === null) throw new DomainError('contract_not_active', { contract: c.number }, 'contract');
  return {
    number: c.number,
    household: c.household,
    from: c.starts_on,
    ...(c.ends_on === null ? {} : { to: c.ends_on }),
    bookedFrom: c.booked_from,
    terms: parseTerms(c.terms),
  };
}

const parsedTerms = new Map<string, Terms>();

/** Most contracts of a cooperative have the same terms, so parsed terms are cached and shared; they are never mutated. */
function parseTerms(text: string): Terms {
  const known = parsedTerms.get(text);
  if (known) return known;
  const terms = JSON.parse(text) as Terms;
  if (parsedTerms.size >= KEPT_TERMS) parsedTerms.clear();
  parsedTerms.set(text, terms);
  return terms;
}

/** The terms version of a row, without a reversal that was not known yet. */
export function versionOf(row: VersionRow, isReversalKnown = true): TermsVersion {
  return {
    seq: row.seq,
    inForceFrom: row.in_force_from,
    terms: parseTerms(row.terms),
    ...(row.reversed_from === null || !isReversalKnown ? {} : { reversedOn: row.reversed_from }),
  };
}

/** Amendments among the facts, each reversed only when its reversal is among them too. */
export function versionsKnown(rows: readonly VersionRow[], facts: readonly Fact[]): TermsVersion[] {
  if (rows.length === 0) return [];
  const bySeq = new Map(facts.map((f) => [f.seq, f]));
  return rows.flatMap((row) => {
    const amendment = bySeq.get(row.seq);
    return amendment ? [versionOf(row, amendment.reversedOn !== undefined)] : [];
  });
}

export function carryOf({ carry, ends_on: on }: CarryRow): OpeningPosition {
  return { on, position: Position.fromData(JSON.parse(carry) as PositionData) };
}

/** Turns rows in the order (bookedOn, seq) into facts and marks those reversed among them. */
export function toFacts(rows: readonly FactRow[]): Fact[] {
  const reversedOn = new Map<string, string>();
  const events = rows.map((r) => {
    const event = JSON.parse(r.line) as EventHead;
    if (isOf(reversal, event)) reversedOn.set(event.of, r.booked_on);
    return event;
  });
  return rows.map((r, i) => {
    const event = happened(events[i] as EventHead, r.happened_on);
    const reversed = reversedOn.get(r.event_id);
    return {
      seq: r.seq,
      id: r.event_id,
      kind: r.kind,
      on: r.happened_on,
      bookedOn: r.booked_on,
      event,
      ...(reversed === undefined ? {} : { reversedOn: reversed }),
    };
  });
}

/** A reversal may have been recorded without a day. */
function happened(event: EventHead, on: string): Happened<EventHead> {
  return event.on === undefined ? { ...event, on } : (event as Happened<EventHead>);
}
