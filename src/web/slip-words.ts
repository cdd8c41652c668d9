/** A slip in the words of its paper: what happened, and what is owed after it. */
import { parseMoney } from '../domain/quantity/money';
import type { SlipData } from '../exports/pdf/slip.data';
import type { SlipBalance, SlipView } from '../settlement/slips';
import { heads, moment, money } from './format';
import type { Frame } from './frame';
import { eventSummary } from './views/event-summary';
import { subjectWords } from './views/seasons';

const NUMBER_DIGITS = 6;

/** @param prints how often it has been printed, this time too; from the second on it says so */
export function slipData(frame: Frame, slip: SlipView, prints: number): SlipData {
  const { event } = slip.event;
  const kind = String(event['kind']);
  return {
    cooperative: slip.cooperative.name,
    number: `${slip.cooperative.code}-${String(slip.number).padStart(NUMBER_DIGITS, '0')}`,
    kind,
    on: String(event['on']),
    household: slip.household,
    contract: slip.contract,
    recorded: [moment(slip.event.recordedAt), ...(typeof event['by'] === 'string' ? [event['by']] : [])].join(' · '),
    what: [{ label: frame.word(`kind.${kind}`), value: eventSummary(frame, event) }],
    balance: slip.balance.after.map((line) => balanceLine(frame, line)),
    ...(prints > 1 ? { reprint: prints - 1 } : {}),
  };
}

function balanceLine(
  frame: Frame,
  { section, subject, quantity, unit }: SlipBalance,
): { label: string; value: string } {
  const value = unit === 'CNY' ? money(frame.locale, parseMoney(quantity)) : heads(frame.locale, Number(quantity));
  return { label: `${frame.word(`section.${section}`)} ${subjectWords(frame, section, subject)}`, value };
}
