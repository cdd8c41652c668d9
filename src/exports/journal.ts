/** One cooperative's ledger as its journal exports read it: accounts, entries, and the balances with which a season begins. */
import type { Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import type { KnownCooperative } from './known';

export interface JournalPosting {
  readonly account: string;
  readonly commodity: string;
  readonly quantity: number;
}

/** The entry of an event, or of a contract's settlement when a season was closed; an event may post nothing. */
export interface JournalEntry {
  readonly seq: number;
  readonly bookedOn: string;
  /** Absent for the closing of a season. */
  readonly event?: { readonly id: string; readonly kind: string; readonly on: string; readonly of?: string };
  readonly postings: readonly JournalPosting[];
}

interface EntryRow {
  readonly seq: number;
  readonly entry: number;
  readonly booked_on: string;
  readonly happened_on: string | null;
  readonly event_id: string | null;
  readonly kind: string | null;
  /** Only of reversals. */
  readonly line: string | null;
  readonly name: string | null;
  readonly commodity: string | null;
  readonly quantity: number | null;
}

/** The accounts with something posted up to the head, in the order in which they came into use. */
export function accountsOf(
  reader: Reader,
  cooperative: KnownCooperative,
): Promise<{ name: string; commodity: string }[]> {
  return reader.all(
    `select name, commodity from account where cooperative_id = ? and id in
     (select account_id from posting where cooperative_id = ? and seq <= ?) order by id`,
    [cooperative.id, cooperative.id, cooperative.head.seq],
  );
}

/** Entries up to the head in the order (bookedOn, seq), of one season or all. */
export async function* entriesOf(
  reader: Reader,
  cooperative: KnownCooperative,
  season?: Season,
): AsyncGenerator<JournalEntry> {
  const sql = `select r.seq, coalesce(p.entry, 0) as entry, coalesce(r.booked_on, s.ends_on) as booked_on, r.happened_on, r.event_id, r.kind,
      case when r.kind = 'reversal' then r.line end as line, a.name, a.commodity, p.quantity
    from book_record r
    left join posting p on p.cooperative_id = r.cooperative_id and p.seq = r.seq
    left join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
    left join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
    where r.cooperative_id = ? and ${season ? 'r.season_id = ?' : 'r.season_id is not null'} and r.seq <= ?
    order by coalesce(r.booked_on, s.ends_on), r.seq, p.entry, p.line`;
  const params = [cooperative.id, ...(season ? [season.id] : []), cooperative.head.seq];
  let open: EntryRow | undefined;
  let postings: JournalPosting[] = [];
  for await (const row of reader.iterate<EntryRow>(sql, params)) {
    if (open && (open.seq !== row.seq || open.entry !== row.entry)) {
      yield entryOf(open, postings);
      postings = [];
    }
    open = row;
    if (row.name !== null)
      postings.push({ account: row.name, commodity: row.commodity as string, quantity: row.quantity as number });
  }
  if (open) yield entryOf(open, postings);
}

function entryOf(row: EntryRow, postings: readonly JournalPosting[]): JournalEntry {
  const { seq, booked_on: bookedOn, event_id: id, kind, happened_on: on } = row;
  if (id === null) return { seq, bookedOn, postings };
  const of = row.line === null ? {} : { of: (JSON.parse(row.line) as { of: string }).of };
  return { seq, bookedOn, event: { id, kind: kind ?? '', on: on ?? bookedOn, ...of }, postings };
}

/** What every account stands at when a season begins; together they balance, as every entry does. */
export function openingsOf(
  reader: Reader,
  cooperative: KnownCooperative,
  season: Season,
): AsyncIterable<JournalPosting> {
  return reader.iterate<JournalPosting>(
    `select a.name as account, a.commodity, cast(sum(p.quantity) as bigint) as quantity from posting p
     join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
     join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
     where p.cooperative_id = ? and r.season_id < ? and p.seq <= ?
     group by a.id, a.name, a.commodity having sum(p.quantity) <> 0 order by a.id`,
    [cooperative.id, season.id, cooperative.head.seq],
  );
}
