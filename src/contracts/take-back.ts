/** Whether a clerk may reverse an event alone, because nobody has relied on it yet; all other reversals need a second person. */
import { listsKind, needsApproval, type ApprovalSettings } from '../approvals/settings';
import { shanghaiDate } from '../common/clock';
import type { Reader } from '../database/tx';
import { recordedBy } from './recorded-by';

/** The kind of a reversal. */
const REVERSAL = 'reversal';

/** What matters about the event to be reversed. */
export interface Standing {
  readonly kind: string;
  /** The login; undefined for imported events. */
  readonly recordedBy?: string;
  /** The instant. */
  readonly recordedAt: string;
  readonly isApproved: boolean;
  /** How often its slip was printed. */
  readonly prints: number;
  /** A closed statement, or one presented since, contains it. */
  readonly isHeld: boolean;
}

/** Who wants to reverse it, and when. */
export interface Asking {
  readonly actor: string;
  readonly now: string;
}

/**
 * The rule: the clerk's own event, recorded on the same day in Shanghai, of a kind that needs no second person, approved by nobody, with no slip
 * printed, and in no presented statement; never where the cooperative always wants a second person for reversals.
 *
 * @example recorded at 15:00Z, reversed at 15:59Z: the same day; at 16:00Z it is the next day in Shanghai
 */
export function isTakenBackAlone(standing: Standing, settings: ApprovalSettings, { actor, now }: Asking): boolean {
  return (
    standing.recordedBy === actor &&
    shanghaiDate(standing.recordedAt) === shanghaiDate(now) &&
    !standing.isApproved &&
    standing.prints === 0 &&
    !standing.isHeld &&
    !needsApproval(settings, standing.kind) &&
    !listsKind(settings, REVERSAL)
  );
}

interface StandingRow {
  readonly event_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly recorded_at: string;
  readonly approved_by: string | null;
  readonly closed_at: string | null;
  readonly prints: number | string;
  readonly steps: number | string;
}

/** Which of a contract's events may be reversed alone; only today's are examined closely. */
export async function takenBackAlone(
  reader: Reader,
  { cooperativeId, contractId }: { readonly cooperativeId: number; readonly contractId: number },
  events: readonly string[],
  settings: ApprovalSettings,
  asking: Asking,
): Promise<ReadonlySet<string>> {
  const alone = new Set<string>();
  if (events.length === 0) return alone;
  // A season's statement depends on everything booked in it or before it.
  const rows = await reader.all<StandingRow>(
    `select r.event_id, r.seq, r.kind, r.recorded_at, r.approved_by, n.closed_at,
       (select count(*) from slip_print p where p.cooperative_id = r.cooperative_id and p.seq = r.seq) as prints,
       (select count(*) from statement_step s join season l on l.cooperative_id = s.cooperative_id and l.id = s.season_id
        where s.cooperative_id = r.cooperative_id and s.contract_id = r.contract_id and s.seq > r.seq and l.ends_on >= r.booked_on) as steps
     from book_record r join season n on n.cooperative_id = r.cooperative_id and n.id = r.season_id
     where r.cooperative_id = ? and r.contract_id = ? and r.event_id in (${events.map(() => '?').join(', ')})`,
    [cooperativeId, contractId, ...events],
  );
  for (const row of rows) {
    const standing: Standing = {
      kind: row.kind,
      // Last because it costs most; until then the event is assumed to be the clerk's own.
      recordedBy: asking.actor,
      recordedAt: row.recorded_at,
      isApproved: row.approved_by !== null,
      prints: Number(row.prints),
      isHeld: row.closed_at !== null || Number(row.steps) > 0,
    };
    if (!isTakenBackAlone(standing, settings, asking)) continue;
    const { recordedBy: _his, ...others } = standing;
    const by = await recordedBy(reader, cooperativeId, row);
    if (by !== undefined && isTakenBackAlone({ ...others, recordedBy: by }, settings, asking)) alone.add(row.event_id);
  }
  return alone;
}
