/** What makes an event doubtful though no rule forbids it: it is recorded if whoever enters it is sure. */
import { findContract } from './contracts';
import { loadHistory } from './histories';
import type { Reader } from '../database/tx';
import type { EventHead } from '../domain/events/kind';
import { canonicalJson } from '../domain/ledger/canonical';
import { parseMoney, sumFen, type Fen } from '../domain/quantity/money';
import type { History } from '../domain/contract/history';

/** More deposit would be paid back than was paid in; the receipt's number was entered before; a text has somebody's number in it. */
export type Doubt =
  | { readonly code: 'number_in_text'; readonly number: string }
  | { readonly code: 'deposit_below_zero'; readonly fen: Fen }
  | { readonly code: 'receipt_twice'; readonly receipt: string; readonly seq: number; readonly contract: string };

/** An event that is to be entered under a contract. */
export interface ToEnter {
  readonly contract: string;
  readonly event: EventHead;
}

/** What is known of an entry beside itself. */
export interface EntryContext {
  /** The id of the event in whose place it comes. */
  readonly corrects?: string;
  /** By how much entries that come with it change the deposit before it, fen. */
  readonly depositBefore?: Fen;
  /** The contract's from its first fact on, where it is at hand. */
  readonly history?: History;
}

/** Empty for most events, without reading anything. */
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

/** What is typed freely about an event; receipts and ear tags have fields of their own. */
const TEXTS = ['note', 'by', 'reason', 'basis', 'resolution', 'means', 'buyer', 'channel', 'broughtBy'];
/** A mobile number, or an identity number of 18 or 15 digits with a day of birth in it, which ear tags seldom have. */
const NUMBER = /(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]?)(?!\d)/u;

/** Somebody's number in a text of the chain could never be erased, so whoever types it is asked. */
function numberInTexts(event: EventHead): string | undefined {
  const values = event as unknown as Readonly<Record<string, unknown>>;
  return TEXTS.flatMap((key) => NUMBER.exec(typeof values[key] === 'string' ? values[key] : '') ?? []).at(0);
}

async function depositBelowZero(
  reader: Reader,
  cooperativeId: number,
  { event, contract }: ToEnter,
  { corrects, depositBefore = 0, history: whole }: EntryContext,
): Promise<Doubt[]> {
  const undone = event.kind === 'reversal' ? (event as unknown as { of: string }).of : corrects;
  if (undone === undefined && depositBy(event) >= 0) return [];
  const history = (undone === undefined ? undefined : whole) ?? (await historyOf(reader, cooperativeId, contract, undone)); // prettier-ignore
  if (!history) return [];
  if (history.facts.some((f) => f.id === event.id)) return [];
  const taken = history.facts.find((f) => f.id === undone && f.reversedOn === undefined);
  const change = sumFen([depositBy(event), taken ? -depositBy(taken.event) : 0]);
  const fen = sumFen([leastDeposit(history, event.on), depositBefore, change]);
  return change < 0 && fen < 0 ? [{ code: 'deposit_below_zero', fen }] : [];
}

/** What an event that undoes nothing is booked after is enough for it. */
async function historyOf(
  reader: Reader,
  cooperativeId: number,
  contract: string,
  undone: string | undefined,
): Promise<History | undefined> {
  const row = await findContract(reader, cooperativeId, contract);
  return row?.state === 'active' ? loadHistory(reader, cooperativeId, row, { whole: undone !== undefined }) : undefined;
}

/** By how much an event raises the deposit, fen. */
export function depositBy(event: EventHead): Fen {
  if (event.kind !== 'deposit_in' && event.kind !== 'deposit_out') return 0;
  const fen = parseMoney((event as unknown as { amount: string }).amount);
  return event.kind === 'deposit_in' ? fen : -fen;
}

/** On the day itself and on the latest one: an earlier season's statement can be short although a later one is not. */
function leastDeposit(history: History, on: string | undefined): Fen {
  const last = history.facts.at(-1)?.bookedOn ?? history.openedWith?.on;
  const days = [on, last].flatMap((day) => day ?? []).map((day) => (history.openedWith && day < history.openedWith.on ? history.openedWith.on : day)); // prettier-ignore
  return Math.min(...days.map((day) => history.positionOn(day).deposit()), ...(days.length === 0 ? [0] : []));
}

interface PaymentRow {
  readonly seq: number;
  readonly kind: string;
  readonly event_id: string;
  readonly contract_id: number;
  readonly number: string;
}

/** Receipts are numbered for the whole cooperative, those for money that comes in apart from those for money that goes out. */
async function receiptTwice(
  reader: Reader,
  cooperativeId: number,
  { event }: ToEnter,
  { corrects }: EntryContext,
): Promise<Doubt | undefined> {
  const { receipt } = event as unknown as { receipt?: string };
  if (receipt === undefined) return undefined;
  // In canonical JSON a quoted key can stand in no text.
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
