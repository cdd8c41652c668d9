/** Whether an event is above a cooperative's limits: alone, or with what its maker has recorded of the same contract on the same day. */
import { limitsOf, needsApproval, type ApprovalSettings } from '../approvals/settings';
import { dayBegins, shanghaiDate } from '../common/clock';
import { requireContract } from './contracts';
import { loadHistory } from './histories';
import type { EventLine } from '../domain/book/lines';
import { extentOf, NO_EXTENT, together, type Extent } from '../domain/recording/extent';
import type { Decision } from '../domain/recording/decide';
import type { History } from '../domain/contract/history';
import type { Actor } from '../identity/viewer';
import type { BookTransaction } from '../journal/transaction';
import { wholeOf } from '../parties/scope';

/** What the sums of a day are taken from, by the names that the trail knows it by. */
const RECORDED_ALONE = ['event_recorded', 'event_corrected'] as const;

/**
 * Whether a second person has to look at an event that was weighed. So that an amount over the limit is not recorded in several smaller
 * ones, what the maker has recorded of the contract since midnight in Shanghai counts with it; not what a second person has approved, nor
 * what was taken back.
 */
export async function isAboveLimits(
  unit: BookTransaction,
  settings: ApprovalSettings,
  line: EventLine,
  { fact, effects, before, history, contractId }: Decision & { readonly contractId: number },
  maker: Actor,
): Promise<boolean> {
  const own = extentOf(fact.event, effects, before);
  if (needsApproval(settings, line.kind, own)) return true;
  const limits = limitsOf(settings);
  if (limits.every(({ of }) => own[of] === 0)) return false;
  const sum = together(own, await movedToday(unit, line, contractId, history, maker));
  return limits.some(({ of, over }) => own[of] > 0 && sum[of] > over);
}

async function movedToday(
  unit: BookTransaction,
  line: EventLine,
  contractId: number,
  history: History,
  maker: Actor,
): Promise<Extent> {
  const { tx, cooperative, now } = unit;
  const rows = await tx.all<{ event_id: string }>(
    `select r.event_id from audit_event a
     join book_record r on r.cooperative_id = a.cooperative_id and r.event_id = a.subject
     where a.cooperative_id = ? and a.id >= ? and a.actor = ? and r.contract_id = ?
       and a.action in (${RECORDED_ALONE.map(() => '?').join(', ')})`,
    [cooperative.id, dayBegins(shanghaiDate(now)), maker.origin.actor, contractId, ...RECORDED_ALONE],
  );
  const ids = new Set(rows.map((r) => r.event_id));
  const known = history.facts.filter((f) => ids.has(f.id)).length === ids.size ? history : await whole(unit, line);
  return known.facts
    .filter((f) => ids.has(f.id) && f.reversedOn === undefined)
    .map((f) => extentOf(f.event, known.effectsOf(f, known.firstHandoverOn(f.bookedOn))))
    .reduce(together, NO_EXTENT);
}

/** A season that was closed since has put some of them behind what is carried. */
async function whole({ tx, cooperative }: BookTransaction, line: EventLine): Promise<History> {
  const contract = await requireContract(tx, wholeOf(cooperative), line.contract);
  return loadHistory(tx, cooperative.id, contract, { whole: true });
}
