/** Whether a clerk may take back an event alone: nobody but he has built on it yet. Every other reversal needs a second person. */
import { listsKind, needsApproval, type ApprovalSettings } from '../approvals/settings';
import { shanghaiDate } from '../common/clock';
import type { Reader } from '../database/tx';
import { recordedBy } from './recorded-by';

/** The kind of a reversal. */
const REVERSAL = 'reversal';

/** What matters of an event that somebody wants to take back. */
export interface Standing {
  readonly kind: string;
  /** The login; undefined for what came with a book. */
  readonly recordedBy?: string;
  /** The instant. */
  readonly recordedAt: string;
  readonly isApproved: boolean;
  /** How often its slip was printed. */
  readonly prints: number;
  /** A statement that was presented since, or a closed one, is about it. */
  readonly isHeld: boolean;
}

/** Who wants to take it back, and when. */
export interface Asking {
  readonly actor: string;
  readonly now: string;
}

/**
 * The rule: his own event, of the same day in Shanghai, of a kind that needs no second person, that none has approved, whose slip is not on
 * paper and that no household has been shown in a statement. Not where the cooperative has put reversals among what always needs one.
 *
 * @example recorded at 15:00Z, asked at 15:59Z: the same day; at 16:00Z it is the next one in Shanghai
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

/** Which of some events of a contract may be taken back alone; only those of the day are looked at closely. */
export async function takenBackAlone(
  reader: Reader,
  { cooperativeId, contractId }: { readonly cooperativeId: number; readonly contractId: number },
  events: readonly string[],
  settings: ApprovalSettings,
  asking: Asking,
): Promise<ReadonlySet<string>> {
  const alone = new Set<string>();
  if (events.length === 0) return alone;
  // A season's statement holds what is booked in it or before it.
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
      // Asked for last, since it costs the most: until then it is taken for his own.
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
