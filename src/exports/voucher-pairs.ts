/** What a season's vouchers are made of: every pair of postings, and what the cooperative books beside them. */
import { asBoolean, type Reader } from '../database/tx';
import { claim } from '../domain/events/claim';
import type { CashLine } from '../domain/events/effect';
import { isOf } from '../domain/events/kind';
import { grossOf, sale } from '../domain/events/sale';
import { parseMoney } from '../domain/quantity/money';
import { CASH_STATEMENT_LINES } from '../domain/statement/statement';
import { readStatements } from '../statements/statements.queries';
import type { KnownState } from './known-state';
import { BUYERS, INSURERS, roleOf, type Pair } from '../mapping/mapping';

/** One pair: `quantity` on `of`, its opposite on `against`. */
export interface BookedPair extends Pair {
  readonly seq: number;
  /** Of the record's entries, from 1 on. */
  readonly entry: number;
  readonly bookedOn: string;
  readonly event: string | null;
  /** `close` for what settling a season posts. */
  readonly kind: string;
  readonly contract: string;
  readonly household: string;
  readonly isMember: boolean;
  readonly commodity: string;
  /** Heads, grams or fen. */
  readonly quantity: number;
  /** It takes back what an earlier event booked. */
  readonly isReversal: boolean;
  /** How a payment was made, and the number of its receipt; of a reversal those of the payment. */
  readonly method?: string;
  readonly receipt?: string;
  /** The line of the statement that settling the season brought to another value than its events had posted. */
  readonly settledLine?: string;
}

interface Row {
  readonly seq: number;
  readonly entry: number | null;
  readonly line: number | null;
  readonly booked_on: string;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly contract: string | null;
  readonly household: string | null;
  readonly member: number | boolean | null;
  readonly name: string | null;
  readonly commodity: string | null;
  readonly quantity: number | null;
  readonly text: string | null;
}

/** What these say beyond their postings is booked too; a claim that the insurer pays to the cooperative has no postings at all. */
const TELLING = `('cash_in', 'cash_out', 'sale', 'claim', 'reversal')`;

/** Every entry is made of pairs (domain/statement/entries.ts): an odd line and the one after it, which is its opposite. */
const ROWS = `select r.seq, p.entry, p.line, coalesce(r.booked_on, s.ends_on) as booked_on, r.event_id, r.kind, c.number as contract,
    h.code as household, h.member, a.name, a.commodity, p.quantity, case when r.kind in ${TELLING} then r.line end as text
  from book_record r
  join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  left join posting p on p.cooperative_id = r.cooperative_id and p.seq = r.seq
  left join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join contract c on c.cooperative_id = r.cooperative_id and c.id = coalesce(r.contract_id, a.contract_id)
  left join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
  where r.cooperative_id = ? and r.season_id = ? and r.seq <= ? and (p.seq is not null or r.kind in ${TELLING})
  order by r.seq, p.entry, p.line`;

/** The pairs of a season in the order of the chain. */
export async function* pairsOf(reader: Reader, state: KnownState): AsyncGenerator<BookedPair> {
  const { cooperative, season, head } = state;
  const posted = new Posted();
  let first: Row | undefined;
  let [seq, happened]: [number, Happened | undefined] = [0, undefined];
  for await (const row of reader.iterate<Row>(ROWS, [cooperative.id, season.id, head.seq])) {
    if (row.seq !== seq) {
      [seq, happened] = [row.seq, await happenedIn(reader, cooperative.id, row)];
      yield* fromOutside(row, happened);
    }
    if (row.line === null) continue;
    if (row.line % 2 === 1) {
      first = row;
      continue;
    }
    const pair = pairOf(first as Row, row, happened);
    if (pair.kind === 'close') yield* await posted.settledParts(reader, state, pair);
    else {
      posted.add(pair);
      yield pair;
    }
  }
}

/** An event, or the one that a reversal takes back. */
interface Happened {
  readonly event: Readonly<Record<string, unknown>>;
  readonly isReversal: boolean;
}

async function happenedIn(reader: Reader, cooperativeId: number, row: Row): Promise<Happened | undefined> {
  if (row.text === null) return undefined;
  const event = JSON.parse(row.text) as Happened['event'];
  if (row.kind !== 'reversal') return { event, isReversal: false };
  const sql = 'select line from book_record where cooperative_id = ? and event_id = ?';
  const of = await reader.get<{ line: string }>(sql, [cooperativeId, event['of'] as string]);
  return { event: JSON.parse(of?.line ?? '{}') as Happened['event'], isReversal: true };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function pairOf(row: Row, other: Pick<Row, 'name'>, happened: Happened | undefined): BookedPair {
  const [method, receipt] = [textOf(happened?.event['method']), textOf(happened?.event['receipt'])];
  return {
    seq: row.seq,
    entry: row.entry ?? 1,
    bookedOn: row.booked_on,
    event: row.event_id,
    kind: row.kind ?? 'close',
    contract: row.contract as string,
    household: row.household as string,
    isMember: row.member === null || asBoolean(row.member),
    of: roleOf(row.name as string),
    against: roleOf(other.name as string),
    commodity: row.commodity as string,
    quantity: row.quantity as number,
    isReversal: row.kind === 'reversal',
    ...(method === undefined ? {} : { method }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** What came from a buyer or an insurer into the cooperative's hands: nothing between it and the household, so that no posting says it. */
function* fromOutside(row: Row, happened: Happened | undefined): Generator<BookedPair> {
  if (!happened) return;
  const { event, isReversal } = happened;
  const [pair, fen] = moneyIn(event);
  if (fen === 0) return;
  const names = { name: pair.of, commodity: 'CNY', quantity: isReversal ? -fen : fen };
  yield pairOf({ ...row, entry: 1, ...names }, { name: pair.against }, happened);
}

function moneyIn(event: Happened['event']): [Pair, number] {
  if (isOf(sale, event) && event.collectedBy !== 'household') return [BUYERS, grossOf(event)];
  if (isOf(claim, event) && event.payTo === 'cooperative') return [INSURERS, parseMoney(event.amount)];
  return [INSURERS, 0];
}

/** What events posted on households' yuan, by contract and line; a season's settlement entries are what its statements say beyond that. */
class Posted {
  private readonly sums = new Map<string, Map<string, number>>();
  private stated: Map<string, readonly number[]> | undefined;

  add({ contract, of, against, quantity }: BookedPair): void {
    if (of !== 'current') return;
    const sums = this.sums.get(contract) ?? new Map<string, number>();
    this.sums.set(contract, sums);
    sums.set(against, (sums.get(against) ?? 0) + quantity);
  }

  /**
   * The one figure that settling posted on a household's yuan, taken apart: rent by itself, and what each line was revalued by (a late first
   * handover, an amendment) against the account of that line. Any other pair as it is.
   *
   * @example 3215.00 is 3500.00 of rent and -285.00 of feed
   */
  async settledParts(reader: Reader, state: KnownState, pair: BookedPair): Promise<BookedPair[]> {
    if (pair.of !== 'current') return [pair];
    this.stated ??= await statedCash(reader, state);
    const [sums, values] = [this.sums.get(pair.contract), this.stated.get(pair.contract)];
    const parts: BookedPair[] = [];
    let left = pair.quantity;
    for (const [i, line] of CASH_STATEMENT_LINES.entries()) {
      if (line === 'opening' || line === 'closing') continue;
      const against = `coop:${line satisfies CashLine | 'rent'}`;
      const quantity = (values?.[i] ?? 0) - (sums?.get(against) ?? 0);
      if (quantity === 0) continue;
      parts.push({ ...pair, against, quantity, settledLine: line });
      left -= quantity;
    }
    return left === 0 ? parts : [...parts, { ...pair, quantity: left }];
  }
}

/** The cash lines of the statements of a closed season, by contract. */
async function statedCash(
  reader: Reader,
  { cooperative, season }: KnownState,
): Promise<Map<string, readonly number[]>> {
  const stated = new Map<string, readonly number[]>();
  for await (const { contract, subjects } of readStatements(reader, cooperative, season)) {
    const cash = subjects.find((s) => s.section === 'cash');
    if (cash) stated.set(contract, cash.values);
  }
  return stated;
}
