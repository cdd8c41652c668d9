/** Slips: the paper on an event that the household takes home, with what it owed before and after. */
import { optional } from '../common/objects';
import { listSeasons } from '../calendar/seasons';
import type { ContractRow } from '../contracts/contracts';
import { eventView, EventView, type EventRow } from '../contracts/events.queries';
import { loadHistory } from '../contracts/histories';
import type { Reader, Tx } from '../database/tx';
import type { History } from '../domain/contract/history';
import { Choice, Code, DateText } from '../domain/shape/field';
import { Amount, View, Views, Whole, Words } from '../domain/shape/view';
import { SECTIONS, settle } from '../domain/statement/statement';
import { statementHead, statementLines, type StatementLine } from '../domain/statement/statement-lines';
import { NamedView, type CooperativeRow } from '../parties/cooperatives';
import { requireHousehold } from '../parties/households';
import { wholeOf } from '../parties/scope';
import { recordedBy } from '../contracts/recorded-by';
import { seasonAround } from '../contracts/balances.queries';

/** A balance; for animals owed, with their class. */
export class SlipBalance implements Pick<StatementLine, 'section' | 'subject' | 'quantity' | 'unit'> {
  @Choice(SECTIONS) readonly section: StatementLine['section'];
  @Words() readonly subject: string;
  @Amount() readonly quantity: string;
  @Choice(['head', 'CNY']) readonly unit: StatementLine['unit'];
  @Words({ optional: true }) readonly class?: string;
}

/** As the book was known just before and just after the event, on the last day on which anything was booked by then. */
class SlipBalances {
  @DateText() readonly on: string;
  @Views(() => SlipBalance) readonly before: readonly SlipBalance[];
  @Views(() => SlipBalance) readonly after: readonly SlipBalance[];
}

/** Name in the audit trail; never renamed. */
export const SLIP_PRINTED = 'slip_printed';

/** The content of a slip. */
export class SlipView {
  /** The event's sequence in the cooperative's chain: unique, so that a missing slip is noticed. */
  @Whole() readonly number: number;
  @View(() => NamedView) readonly cooperative: NamedView;
  @Code() readonly contract: string;
  @View(() => NamedView) readonly household: NamedView;
  @View(() => EventView) readonly event: EventView;
  @View(() => SlipBalances) readonly balance: SlipBalances;
  /** How often it was printed. */
  @Whole() readonly prints: number;
  /** The login of whoever recorded or proposed the event, whose own `by` is a free text. */
  @Words({ optional: true }) readonly recordedBy?: string;
}

/** The slip of an event. Later records do not change it, apart from the number of prints. */
export async function slipOf(
  reader: Reader,
  cooperative: CooperativeRow,
  contract: ContractRow,
  event: EventRow,
): Promise<SlipView> {
  const { code, name } = await requireHousehold(reader, wholeOf(cooperative), contract.household);
  const whole = await loadHistory(reader, cooperative.id, contract, { whole: true });
  const after = whole.before(event.seq + 1);
  const on = after.facts.at(-1)?.bookedOn ?? event.booked_on;
  const season = seasonAround(await listSeasons(reader, cooperative.id), on);
  const head = statementHead(cooperative, season, contract);
  const balances = (history: History): SlipBalance[] => {
    const settlement = settle(history, { from: season.from, to: on });
    return (settlement?.subjects ?? [])
      .filter(({ section }) => section !== 'stock')
      .flatMap((s) =>
        statementLines(head, [s])
          .filter((l) => l.line === 'closing')
          .map(({ section, subject, quantity, unit }) => ({
            section,
            subject,
            ...(section === 'owed' ? { class: s.commodity } : {}),
            quantity,
            unit,
          })),
      );
  };
  return {
    number: event.seq,
    cooperative: { code: cooperative.code, name: cooperative.name },
    contract: contract.number,
    household: { code, name },
    event: eventView(event),
    balance: { on, before: balances(whole.before(event.seq)), after: balances(after) },
    prints: await printsOf(reader, cooperative.id, event.seq),
    ...optional('recordedBy', (await recordedBy(reader, cooperative.id, event)) ?? null),
  };
}

/** Counts one more print. */
export async function addPrint(
  tx: Tx,
  cooperativeId: number,
  seq: number,
  { print, at, actor }: { readonly print: number; readonly at: string; readonly actor: string },
): Promise<void> {
  await tx.insertMany(
    'slip_print',
    ['cooperative_id', 'seq', 'print', 'printed_at', 'printed_by'],
    [[cooperativeId, seq, print, at, actor]],
  );
}

/** How often a slip was printed. */
export async function printsOf(reader: Reader, cooperativeId: number, seq: number): Promise<number> {
  const row = await reader.get<{ n: number }>(
    'select count(*) as n from slip_print where cooperative_id = ? and seq = ?',
    [cooperativeId, seq],
  );
  return row?.n ?? 0;
}
