/** Reads the events of a contract as they were recorded. */
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { DateText, Flag } from '../domain/shape/field';
import { Hash, Instant, Shown, Whole, Words } from '../domain/shape/view';

/** A record of the chain that is an event. */
export interface EventRow {
  readonly seq: number;
  readonly hash: string;
  readonly recorded_at: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  readonly happened_on: string;
  readonly booked_on: string;
  readonly event_id: string;
  readonly line: string;
  readonly reversed_by: string | null;
}

/** An event with its place in the book. */
export class EventView {
  @Whole() readonly seq: number;
  @Hash() readonly hash: string;
  @Instant() readonly recordedAt: string;
  @Words({ optional: true }) readonly approvedBy?: string;
  @Instant({ optional: true }) readonly approvedAt?: string;
  @DateText() readonly bookedOn: string;
  /** Its season was closed already when it was recorded. */
  @Flag() readonly late: boolean;
  /** Id of the reversal, if it was reversed. */
  @Words({ optional: true }) readonly reversedBy?: string;
  @Shown({ $ref: '#/components/schemas/Event' }) readonly event: Readonly<Record<string, unknown>>;
}

const COLUMNS =
  'r.seq, r.hash, r.recorded_at, r.approved_by, r.approved_at, r.happened_on, r.booked_on, r.event_id, r.line';
const IN_CONTRACT = `r.cooperative_id = ? and r.season_id in (select id from season where cooperative_id = ?) and r.contract_id = ? and r.event_id is not null`;

/**
 * The events of a contract after `afterSeq` in the order of recording; one more than `limit`. Ordered by an expression, because ordering by
 * the column would make the database walk the whole cooperative's chain.
 */
export async function listEvents(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  afterSeq: number,
  limit: number,
): Promise<EventRow[]> {
  const rows = await reader.all<EventRow>(
    `select ${COLUMNS} from book_record r where ${IN_CONTRACT} and r.seq + 0 > ? order by r.seq + 0 limit ${limit + 1}`,
    [cooperativeId, cooperativeId, contractId, afterSeq],
  );
  const reversals = await reversalsIn(reader, cooperativeId, contractId);
  return rows.map((row) => ({ ...row, reversed_by: reversals.get(row.event_id) ?? null }));
}

/**
 * @param isNew it was just recorded, so that the contract's reversals need not be read
 * @throws DomainError event_unknown
 */
export async function requireEvent(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
  eventId: string,
  isNew = false,
): Promise<EventRow> {
  const row = await reader.get<EventRow>(
    `select ${COLUMNS} from book_record r where r.cooperative_id = ? and r.event_id = ? and r.contract_id = ?`,
    [cooperativeId, eventId, contractId],
  );
  if (!row) throw new DomainError('event_unknown', { event: eventId }, 'event');
  const reversals = isNew ? new Map<string, string>() : await reversalsIn(reader, cooperativeId, contractId);
  return { ...row, reversed_by: reversals.get(eventId) ?? null };
}

/** Ids of reversals by the id of the reversed event. */
async function reversalsIn(reader: Reader, cooperativeId: number, contractId: number): Promise<Map<string, string>> {
  const rows = await reader.all<{ event_id: string; line: string }>(
    `select r.event_id, r.line from book_record r where ${IN_CONTRACT} and r.kind = 'reversal'`,
    [cooperativeId, cooperativeId, contractId],
  );
  return new Map(rows.map((r) => [(JSON.parse(r.line) as { of: string }).of, r.event_id]));
}

export function eventView(row: EventRow): EventView {
  const {
    type: _type,
    cooperative: _cooperative,
    contract: _contract,
    ...event
  } = JSON.parse(row.line) as Record<string, unknown>;
  return {
    seq: row.seq,
    hash: row.hash,
    recordedAt: row.recorded_at,
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(row.approved_at === null ? {} : { approvedAt: row.approved_at }),
    bookedOn: row.booked_on,
    late: row.booked_on !== row.happened_on,
    ...(row.reversed_by === null ? {} : { reversedBy: row.reversed_by }),
    event: { on: row.happened_on, ...event },
  };
}
