/** Reads the late facts of a season: booked in it, because the season in which they happened was closed already. */
import type { EventLine } from '../domain/book/lines';
import type { CivilDate } from '../domain/calendar';
import type { Reader } from '../database/tx';
import type { StatementKey } from './workflow.queries';

/** A fact that is booked on another day than the one it happened on. */
export interface LateFact {
  readonly seq: number;
  readonly kind: string;
  readonly on: CivilDate;
  readonly bookedOn: CivilDate;
  readonly event: Readonly<Record<string, unknown>>;
}

interface LateRow {
  readonly seq: number;
  readonly kind: string;
  readonly happened_on: string;
  readonly booked_on: string;
  readonly line: string;
}

/**
 * The late facts of one contract in one season, in the order of recording.
 *
 * @param asKnown only those recorded up to this instant
 */
export async function lateFactsOf(
  reader: Reader,
  { cooperativeId, seasonId, contractId }: StatementKey,
  asKnown?: string,
): Promise<LateFact[]> {
  const rows = await reader.all<LateRow>(
    `select seq, kind, happened_on, booked_on, line from book_record
     where cooperative_id = ? and season_id = ? and contract_id = ? and event_id is not null and happened_on < booked_on
     ${asKnown === undefined ? '' : 'and recorded_at <= ?'} order by seq`,
    [cooperativeId, seasonId, contractId, ...(asKnown === undefined ? [] : [asKnown])],
  );
  return rows.map(({ seq, kind, happened_on: on, booked_on: bookedOn, line }) => {
    const event = JSON.parse(line) as EventLine & Record<string, unknown>;
    return { seq, kind, on, bookedOn, event };
  });
}
