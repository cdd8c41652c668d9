/** Loads a contract's history: what was carried from the last closed season and the facts since, or all facts. */
import { DomainError } from '../domain/errors';
import { isOf, type EventHead, type Happened } from '../domain/events/kind';
import { reversal } from '../domain/events/reversal';
import {
  History,
  needsWholeHistory,
  type Carry,
  type ContractFrame,
  type Fact,
  type TermsVersion,
} from '../domain/contract/history';
import { Position, type PositionData } from '../domain/contract/position';
import type { Terms } from '../domain/terms/terms';
import type { Reader } from '../database/tx';
import type { ContractRow } from './contracts';

/** A fact as it is stored. */
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

const KEPT_TERMS = 1_000;

/** What a query may leave out of a history. */
export interface HistoryOptions {
  /** Only what was recorded up to this instant; then nothing carried is used. */
  readonly asKnown?: string;
  /** All facts from the first on. */
  readonly whole?: boolean;
}

/** The history of an active contract, in the shortest form that gives the right position on any open day. */
export async function loadHistory(
  reader: Reader,
  cooperativeId: number,
  contract: ContractRow,
  options: HistoryOptions = {},
): Promise<History> {
  const frame = frameOf(contract);
  if (options.asKnown !== undefined) await checkKnown(reader, cooperativeId, contract, options.asKnown);
  const versions = await loadVersions(reader, cooperativeId, contract.id, options.asKnown);
  const isWhole = options.whole === true || options.asKnown !== undefined;
  const carry = isWhole ? undefined : await loadCarry(reader, cooperativeId, contract);
  if (carry) {
    const facts = toFacts(await loadFactRows(reader, cooperativeId, contract.id, { afterSeason: carry.seasonId }));
    if (!needsWholeHistory(carry, facts)) return new History(frame, versions, facts, carry);
  }
  const rows = await loadFactRows(reader, cooperativeId, contract.id, options);
  return new History(frame, versions, toFacts(rows));
}

/** @throws DomainError contract_unknown when the contract was recorded only after the instant */
async function checkKnown(
  reader: Reader,
  cooperativeId: number,
  contract: ContractRow,
  asKnown: string,
): Promise<void> {
  const row = await reader.get<{ recorded_at: string }>(
    `select recorded_at from book_record where cooperative_id = ? and season_id is null and contract_id = ? and type = 'contract'`,
    [cooperativeId, contract.id],
  );
  if (!row || row.recorded_at > asKnown)
    throw new DomainError('contract_unknown', { contract: contract.number }, 'contract');
}

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

/** Most contracts of a cooperative have the same terms; nobody changes what is read here. */
function parseTerms(text: string): Terms {
  const known = parsedTerms.get(text);
  if (known) return known;
  const terms = JSON.parse(text) as Terms;
  if (parsedTerms.size >= KEPT_TERMS) parsedTerms.clear();
  parsedTerms.set(text, terms);
  return terms;
}

interface VersionRow {
  readonly seq: number;
  readonly in_force_from: string;
  readonly reversed_from: string | null;
  readonly terms: string;
}

async function loadVersions(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  asKnown?: string,
): Promise<TermsVersion[]> {
  const rows = await reader.all<VersionRow>(
    'select seq, in_force_from, reversed_from, terms from terms_version where cooperative_id = ? and contract_id = ? order by seq',
    [cooperativeId, contractId],
  );
  if (rows.length === 0 || asKnown === undefined) return rows.map((r) => versionOf(r));
  const known = await knownEvents(reader, cooperativeId, contractId, asKnown);
  return rows.filter((r) => known.recorded.has(r.seq)).map((r) => versionOf(r, known.reversed.has(r.seq)));
}

/** A row of `terms_version` for the domain; a reversal not known yet is left out. */
export function versionOf(row: VersionRow, isReversalKnown = true): TermsVersion {
  return {
    seq: row.seq,
    inForceFrom: row.in_force_from,
    terms: parseTerms(row.terms),
    ...(row.reversed_from === null || !isReversalKnown ? {} : { reversedOn: row.reversed_from }),
  };
}

/** Sequences of the amendments recorded, and of those reversed, up to an instant. */
async function knownEvents(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  asKnown: string,
): Promise<{ recorded: Set<number>; reversed: Set<number> }> {
  const rows = await loadFactRows(reader, cooperativeId, contractId, { asKnown });
  const byId = new Map(rows.map((r) => [r.event_id, r.seq]));
  const reversed = rows
    .filter((r) => r.kind === 'reversal')
    .map((r) => byId.get((JSON.parse(r.line) as { of: string }).of) ?? 0);
  return { recorded: new Set(rows.map((r) => r.seq)), reversed: new Set(reversed) };
}

async function loadCarry(
  reader: Reader,
  cooperativeId: number,
  contract: ContractRow,
): Promise<(Carry & { seasonId: number }) | undefined> {
  if (contract.carry_season_id === null) return undefined;
  const row = await reader.get<{ carry: string; ends_on: string }>(
    `select s.carry, e.ends_on from statement s join season e on e.cooperative_id = s.cooperative_id and e.id = s.season_id
     where s.cooperative_id = ? and s.season_id = ? and s.contract_id = ?`,
    [cooperativeId, contract.carry_season_id, contract.id],
  );
  if (!row) throw new DomainError('record_missing', { what: `statement ${contract.number}` });
  return carryOf(row.carry, row.ends_on, contract.carry_season_id);
}

/** A stored carry as the domain's. */
export function carryOf(carry: string, on: string, seasonId: number): Carry & { seasonId: number } {
  return { on, position: Position.fromData(JSON.parse(carry) as PositionData), seasonId };
}

/**
 * The fact rows of one contract, in the order (bookedOn, seq). Season by season: the index begins with the season, so that a whole
 * cooperative's season is one range and a contract's facts are one look-up a season.
 */
async function loadFactRows(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  which: { readonly afterSeason?: number; readonly asKnown?: string },
): Promise<FactRow[]> {
  return reader.all<FactRow>(
    `select ${FACT_COLUMNS} from book_record
     where cooperative_id = ? and season_id in (select id from season where cooperative_id = ? and id > ?) and contract_id = ?
     and event_id is not null
     ${which.asKnown === undefined ? '' : 'and recorded_at <= ?'} order by booked_on, seq`,
    [
      cooperativeId,
      cooperativeId,
      which.afterSeason ?? 0,
      contractId,
      ...(which.asKnown === undefined ? [] : [which.asKnown]),
    ],
  );
}

/** Rows in the order (bookedOn, seq) as facts; a reversal among them marks what it reverses. */
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

/** A reversal may have been recorded without its day. */
function happened(event: EventHead, on: string): Happened<EventHead> {
  return event.on === undefined ? { ...event, on } : (event as Happened<EventHead>);
}
