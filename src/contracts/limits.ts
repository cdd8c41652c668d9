/** Whether an event is above a cooperative's limits, alone or together with what its maker recorded for the same contract on the same day. */
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

/** The actions in the trail that the sums of a day are made of. */
const RECORDED_ALONE = ['event_recorded', 'event_corrected'] as const;

/**
 * Whether an event needs a second person after a dry run. What the maker has recorded for the contract since midnight in Shanghai is added, so
 * that a large amount cannot be split; without what a second person approved or what was reversed.
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

/** Loads the whole history if a season was closed since, so that some of the events are no longer in the short one. */
async function whole({ tx, cooperative }: BookTransaction, line: EventLine): Promise<History> {
  const contract = await requireContract(tx, wholeOf(cooperative), line.contract);
  return loadHistory(tx, cooperative.id, contract, { whole: true });
}
