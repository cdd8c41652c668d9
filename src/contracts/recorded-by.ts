/** Who recorded an event, by login. The event's own `by` is a free text. */
import type { Reader } from '../database/tx';

/** Names in the audit trail, never renamed: the actions that record events. */
const RECORDING = ['event_recorded', 'event_corrected', 'proposal_approved'] as const;

/** The records that a row of the trail names: one, or a range. */
interface Named {
  readonly seq?: number;
  readonly first?: number;
  readonly last?: number;
  /** Actions that were proposed first. */
  readonly proposal?: number;
}

/**
 * The login of whoever recorded or proposed an event; undefined for imported ones. Keys of the trail begin with the instant, which is that
 * of the record, so that only a few rows are read.
 */
export async function recordedBy(
  reader: Reader,
  cooperativeId: number,
  event: { readonly seq: number; readonly event_id: string; readonly recorded_at: string },
): Promise<string | undefined> {
  const rows = await reader.all<{ actor: string; subject: string; after: string | null }>(
    `select actor, subject, "after" from audit_event where cooperative_id = ? and id > ? and id < ?
     and action in (${RECORDING.map(() => '?').join(', ')}) order by id`,
    [cooperativeId, `${event.recorded_at}.`, `${event.recorded_at}/`, ...RECORDING],
  );
  for (const { actor, subject, after } of rows) {
    const named = JSON.parse(after ?? '{}') as Named;
    const { first = named.seq, last = named.seq, proposal } = named;
    // Older rows name the event instead of the records.
    const isMeant = first === undefined || last === undefined ? subject === event.event_id : first <= event.seq && event.seq <= last;
    if (!isMeant) continue;
    return proposal === undefined ? actor : makerOf(reader, cooperativeId, proposal);
  }
  return undefined;
} // prettier-ignore

async function makerOf(reader: Reader, cooperativeId: number, proposal: number): Promise<string | undefined> {
  const row = await reader.get<{ login: string }>(
    'select u.login from proposal p join app_user u on u.id = p.made_by where p.cooperative_id = ? and p.id = ?',
    [cooperativeId, proposal],
  );
  return row?.login;
}
