/** Records a household: its row and its chained line, which has no personal data. */
import { withoutPersonalData, type HouseholdLine } from '../domain/book/lines';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { insertHousehold } from '../parties/households';

/** @throws DomainError line_conflict */
export async function recordHousehold(unit: BookTransaction, line: HouseholdLine): Promise<Written> {
  const written = await insertHousehold(unit.tx, unit.cooperative, line);
  if (written === 'new')
    unit.batch.add({ type: 'household', line: withoutPersonalData(line), recordedAt: unit.now, entries: [] });
  return written;
}
