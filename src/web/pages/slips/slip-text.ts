/** A slip in the words of its paper: what happened, and what is owed after it. */
import { parseMoney } from '../../../domain/quantity/money';
import type { SlipData } from '../../../exports/pdf/slip.data';
import type { SlipBalance, SlipView } from '../../../slips/slips';
import { heads, moment, money } from '../../../i18n/format';
import type { Frame } from '../../kit/frame';
import { eventSummary } from '../../../i18n/event-summary';
import { debtsOfSlip, subjectWords, type NamedDebt } from '../../../i18n/debt-names';
import { cashWords, depositWords } from '../../kit/parts';

const NUMBER_DIGITS = 6;

/** @example slipNumber(slip) // 'WRYT-000127' */
export function slipNumber({ cooperative, number }: Pick<SlipView, 'cooperative' | 'number'>): string {
  return `${cooperative.code}-${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

/** @param print which of its prints it is; from the second on it says so */
export function slipData(frame: Frame, slip: SlipView, print: number): SlipData {
  const { event, recordedAt, reversedBy } = slip.event;
  const kind = String(event['kind']);
  const debts = debtsOfSlip(slip.balance.after);
  const what = [{ label: frame.word(`kind.${kind}`), value: eventSummary(frame, event, debts) }];
  if (reversedBy !== undefined) what.push({ label: frame.t('event.reversed'), value: reversedBy });
  return {
    cooperative: slip.cooperative.name,
    number: slipNumber(slip),
    kind,
    on: String(event['on']),
    household: slip.household,
    contract: slip.contract,
    recorded: [moment(recordedAt), ...(typeof event['by'] === 'string' ? [event['by']] : [])].join(' · '),
    what,
    balance: slip.balance.after.map((line) => ({
      label: balanceName(frame, line, debts),
      value: balanceFigure(frame, line),
    })),
    ...(print > 1 ? { reprint: print - 1 } : {}),
  };
}

/** What is owed: `应还牲畜 羔羊`. */
export function balanceName(frame: Frame, { section, subject }: SlipBalance, debts: readonly NamedDebt[]): string {
  const name = frame.word(`section.${section}`);
  return section === 'owed' ? `${name} ${subjectWords(frame, section, subject, debts)}` : name;
}

/** How much of it; where the sign would decide who owes whom, it is said in words. */
export function balanceFigure(frame: Frame, { section, quantity, unit }: SlipBalance): string {
  if (unit === 'head') {
    const n = Number(quantity);
    return n < 0 ? frame.t('owed.ahead', { heads: heads(frame.locale, -n) }) : heads(frame.locale, n);
  }
  const fen = parseMoney(quantity);
  if (section === 'cash') return cashWords(frame, fen);
  return fen < 0 ? depositWords(frame, fen) : money(frame.locale, fen);
}
