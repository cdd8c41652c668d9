/** In how many files the statements of a season are printed, told without computing any. */
import type { Season } from '../../calendar/seasons';
import type { Reader } from '../../database/tx';
import { STATEMENTS_MAX } from './pdf.service';

/** Of a closed season exactly; of an open one as many as there may be, for some contracts may have no statement. */
export async function mostParts(reader: Reader, cooperativeId: number, season: Season): Promise<number> {
  const counted = season.closed
    ? await reader.get<{ n: number }>(
        'select count(*) as n from statement where cooperative_id = ? and season_id = ? and closed_seq is not null',
        [cooperativeId, season.id],
      )
    : await reader.get<{ n: number }>(
        `select count(*) as n from contract where cooperative_id = ? and state = 'active' and starts_on <= ?`,
        [cooperativeId, season.to],
      );
  return Math.ceil(Number(counted?.n ?? 0) / STATEMENTS_MAX);
}
