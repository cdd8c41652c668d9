/** Exports one cooperative's ledger as an hledger journal (book-format.md section 4). */
import type { Reader } from '../database/tx';
import { formatMoney } from '../domain/quantity/money';
import type { CooperativeRow } from '../parties/cooperatives';

interface EntryRow {
  readonly seq: number;
  readonly entry: number;
  readonly booked_on: string;
  readonly happened_on: string | null;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly line: string;
  readonly name: string | null;
  readonly commodity: string | null;
  readonly quantity: number | null;
}

/** The journal as pieces of text: directives first, then entries in the order (bookedOn, seq). */
export async function* hledgerJournal(
  reader: Reader,
  cooperative: CooperativeRow,
  asKnown?: string,
): AsyncGenerator<string> {
  yield `; ${cooperative.code} ${oneLine(cooperative.name)}\n; head ${cooperative.head_seq} ${cooperative.head_hash}\n\n`;
  yield* directives(reader, cooperative);
  let open = '';
  for await (const row of reader.iterate<EntryRow>(ENTRIES(asKnown), [
    cooperative.id,
    ...(asKnown === undefined ? [] : [asKnown]),
  ])) {
    const key = `${row.seq}.${row.entry}`;
    if (key !== open) yield `\n${header(row)}`;
    open = key;
    if (row.name !== null) yield `    ${row.name}  ${amount(row.commodity as string, row.quantity as number)}\n`;
  }
}

const ENTRIES = (asKnown: string | undefined): string => `
  select r.seq, coalesce(p.entry, 0) as entry, coalesce(r.booked_on, s.ends_on) as booked_on, r.happened_on, r.event_id, r.kind, r.line,
    a.name, a.commodity, p.quantity
  from book_record r
  left join posting p on p.cooperative_id = r.cooperative_id and p.seq = r.seq
  left join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  where r.cooperative_id = ? and r.season_id is not null ${asKnown === undefined ? '' : 'and r.recorded_at <= ?'}
  order by coalesce(r.booked_on, s.ends_on), r.seq, p.entry, p.line`;

async function* directives(reader: Reader, cooperative: CooperativeRow): AsyncGenerator<string> {
  const accounts = await reader.all<{ name: string; commodity: string }>(
    'select name, commodity from account where cooperative_id = ? order by id',
    [cooperative.id],
  );
  for (const commodity of new Set(accounts.map((a) => a.commodity))) {
    yield `commodity ${commodity === 'CNY' ? '1000.00' : '1000.'} ${symbol(commodity)}\n`;
  }
  for (const name of new Set(accounts.map((a) => a.name))) yield `account ${name}\n`;
}

function header(row: EntryRow): string {
  if (row.event_id === null) return `${row.booked_on} (${row.seq}) close\n`;
  const of = row.kind === 'reversal' ? `, of:${(JSON.parse(row.line) as { of: string }).of}` : '';
  return `${row.booked_on} (${row.seq}) ${row.kind}  ; on:${row.happened_on}, event:${row.event_id}, kind:${row.kind}${of}\n`;
}

/** Heads and grams as plain integers, CNY with two decimals. */
function amount(commodity: string, quantity: number): string {
  return `${commodity === 'CNY' ? formatMoney(quantity) : quantity} ${symbol(commodity)}`;
}

/** Symbols of letters alone stand bare; all others are quoted. A semicolon would begin a comment even there: its wide form stands for it. */
function symbol(commodity: string): string {
  return /^[A-Za-z]+$/.test(commodity) ? commodity : `"${commodity.replaceAll(';', '；')}"`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
