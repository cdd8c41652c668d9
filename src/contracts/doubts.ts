/** Reasons to doubt an event that no rule forbids: it is recorded once the person entering it confirms. */
import { findContract } from './contracts';
import { loadHistory } from './histories';
import type { Reader } from '../database/tx';
import { cashIn } from '../domain/events/cash-in';
import { cashOut } from '../domain/events/cash-out';
import { depositIn } from '../domain/events/deposit-in';
import { depositOut } from '../domain/events/deposit-out';
import { isOf, type EventHead } from '../domain/events/kind';
import { reversal } from '../domain/events/reversal';
import { canonicalJson } from '../domain/ledger/canonical';
import { parseMoney, sumFen, type Fen } from '../domain/quantity/money';
import type { History } from '../domain/contract/history';

/** More deposit is paid back than was paid in; the receipt number exists already; a text contains a personal number. */
export type Doubt =
  | { readonly code: 'number_in_text'; readonly number: string }
  | { readonly code: 'deposit_below_zero'; readonly fen: Fen }
  | { readonly code: 'receipt_twice'; readonly receipt: string; readonly seq: number; readonly contract: string };

/** An event about to be entered under a contract. */
export interface ToEnter {
  readonly contract: string;
  readonly event: EventHead;
}

/** What is known about an entry apart from itself. */
export interface EntryContext {
  /** The id of the event that it replaces. */
  readonly corrects?: string;
  /** How much earlier entries of the same batch change the deposit, fen. */
  readonly depositBefore?: Fen;
  /** The contract's whole history, if the caller has it. */
  readonly history?: History;
}

/** The doubts about an entry: for most events none, without any query. */
export async function doubtsOf(
  reader: Reader,
  cooperativeId: number,
  entry: ToEnter,
  context: EntryContext = {},
): Promise<Doubt[]> {
  const receipt = await receiptTwice(reader, cooperativeId, entry, context);
  const number = numberInTexts(entry.event);
  return [
    ...(await depositBelowZero(reader, cooperativeId, entry, context)),
    ...(receipt ? [receipt] : []),
    ...(number === undefined ? [] : [{ code: 'number_in_text', number } as const]),
  ];
}

/** The free texts of an event; receipts and ear tags have fields of their own. */
const TEXTS = ['note', 'by', 'reason', 'basis', 'resolution', 'means', 'buyer', 'channel', 'broughtBy'];
/** A mobile number, or an identity number of 18 or 15 digits containing a date of birth, which ear tags seldom do. */
const NUMBER = /(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]?)(?!\d)/u;

/** A personal number in a chained text could never be erased, so it must be confirmed. */
function numberInTexts(event: EventHead): string | undefined {
  const values: Readonly<Record<string, unknown>> = { ...event };
  return TEXTS.flatMap((key) => NUMBER.exec(typeof values[key] === 'string' ? values[key] : '') ?? []).at(0);
}

async function depositBelowZero(
  reader: Reader,
  cooperativeId: number,
  { event, contract }: ToEnter,
  { corrects, depositBefore = 0, history: whole }: EntryContext,
): Promise<Doubt[]> {
  const undone = isOf(reversal, event) ? event.of : corrects;
  if (undone === undefined && depositBy(event) >= 0) return [];
  const history = (undone === undefined ? undefined : whole) ?? (await historyOf(reader, cooperativeId, contract, undone)); // prettier-ignore
  if (!history) return [];
  if (history.facts.some((f) => f.id === event.id)) return [];
  const taken = history.facts.find((f) => f.id === undone && f.reversedOn === undefined);
  const change = sumFen([depositBy(event), taken ? -depositBy(taken.event) : 0]);
  const fen = sumFen([leastDeposit(history, event.on), depositBefore, change]);
  return change < 0 && fen < 0 ? [{ code: 'deposit_below_zero', fen }] : [];
}

/** The history that matters for an event that reverses nothing. */
async function historyOf(
  reader: Reader,
  cooperativeId: number,
  contract: string,
  undone: string | undefined,
): Promise<History | undefined> {
  const row = await findContract(reader, cooperativeId, contract);
  return row?.state === 'active' ? loadHistory(reader, cooperativeId, row, { whole: undone !== undefined }) : undefined;
}

/** How much an event adds to the deposit, fen. */
export function depositBy(event: EventHead): Fen {
  if (isOf(depositIn, event)) return parseMoney(event.amount);
  return isOf(depositOut, event) ? -parseMoney(event.amount) : 0;
}

/** Checks both the event's day and the latest one: an earlier statement can be short although a later one is not. */
function leastDeposit(history: History, on: string | undefined): Fen {
  const last = history.facts.at(-1)?.bookedOn ?? history.openedWith?.on;
  const days = [on, last].flatMap((day) => day ?? []).map((day) => (history.openedWith && day < history.openedWith.on ? history.openedWith.on : day)); // prettier-ignore
  return Math.min(...days.map((day) => history.positionOn(day).deposit()), ...(days.length === 0 ? [0] : []));
}

/** The number of the receipt for a payment. */
export function receiptOf(event: EventHead): string | undefined {
  return isOf(cashIn, event) || isOf(cashOut, event) ? event.receipt : undefined;
}

interface PaymentRow {
  readonly seq: number;
  readonly kind: string;
  readonly event_id: string;
  readonly contract_id: number;
  readonly number: string;
}

/** Receipts are numbered across the cooperative, separately for money received and money paid. */
async function receiptTwice(
  reader: Reader,
  cooperativeId: number,
  { event }: ToEnter,
  { corrects }: EntryContext,
): Promise<Doubt | undefined> {
  const receipt = receiptOf(event);
  if (receipt === undefined) return undefined;
  // In canonical JSON a quoted key cannot be part of a text.
  const at = reader.dialect === 'postgres' ? 'strpos(r.line, ?)' : 'instr(r.line, ?)';
  const rows = await reader.all<PaymentRow>(
    `select r.seq, r.kind, r.event_id, r.contract_id, c.number from book_record r
     join contract c on c.cooperative_id = r.cooperative_id and c.id = r.contract_id
     where r.cooperative_id = ? and r.kind in ('cash_in', 'cash_out') and ${at} > 0 order by r.seq`,
    [cooperativeId, `"receipt":${canonicalJson(receipt)}`],
  );
  if (rows.some((row) => row.event_id === event.id)) return undefined;
  for (const row of rows)
    if (row.kind === event.kind && row.event_id !== corrects && !(await isReversed(reader, cooperativeId, row)))
      return { code: 'receipt_twice', receipt, seq: row.seq, contract: row.number };
  return undefined;
}

async function isReversed(
  reader: Reader,
  cooperativeId: number,
  { contract_id, event_id }: PaymentRow,
): Promise<boolean> {
  const reversals = await reader.all<{ line: string }>(
    `select line from book_record where cooperative_id = ? and contract_id = ? and kind = 'reversal'
     and season_id in (select id from season where cooperative_id = ?)`,
    [cooperativeId, contract_id, cooperativeId],
  );
  return reversals.some(({ line }) => (JSON.parse(line) as { of: string }).of === event_id);
}
