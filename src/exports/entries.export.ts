/** Exports all postings of all entries as CSV or JSON Lines. */
import type { Reader } from '../database/tx';
import { formatMoney } from '../domain/quantity/money';
import type { CooperativeRef } from '../parties/cooperatives';
import type { KnownSeason, Period } from './known';
import type { Table } from './table';
import { csvRecord } from './text';

const COLUMNS = [
  'cooperative',
  'seq',
  'entry',
  'line',
  'season',
  'bookedOn',
  'on',
  'event',
  'kind',
  'contract',
  'account',
  'commodity',
  'quantity',
  'recordedAt',
] as const;
type EntryLine = Readonly<Record<(typeof COLUMNS)[number], string>>;

interface Row {
  readonly seq: number;
  readonly entry: number;
  readonly line: number;
  readonly season: string;
  readonly booked_on: string;
  readonly happened_on: string | null;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly contract: string | null;
  readonly name: string;
  readonly commodity: string;
  readonly quantity: number;
  readonly recorded_at: string;
}

/** Which entries. */
export interface EntriesOptions {
  readonly season?: string;
  readonly asKnown?: string;
  readonly bom?: boolean;
}

export function entriesCsv(
  reader: Reader,
  cooperatives: readonly CooperativeRef[],
  options: EntriesOptions,
): AsyncGenerator<string> {
  const header = `${options.bom ? '\uFEFF' : ''}${csvRecord(COLUMNS)}`;
  return written(reader, cooperatives, options, header, (line) => csvRecord(COLUMNS.map((c) => line[c])));
}

export function entriesJsonl(
  reader: Reader,
  cooperatives: readonly CooperativeRef[],
  options: EntriesOptions,
): AsyncGenerator<string> {
  return written(reader, cooperatives, options, '', (line) => `${JSON.stringify(line)}\n`);
}

/** The same as a table. */
export function entriesTable(reader: Reader, periods: readonly Period[], asKnown: string | undefined): Table {
  const type = (key: string): 'date' | 'decimal' | 'code' =>
    key === 'on' || key === 'bookedOn'
      ? 'date'
      : ['seq', 'entry', 'line', 'quantity'].includes(key)
        ? 'decimal'
        : 'code';
  return {
    columns: COLUMNS.map((key) => ({ key, header: key, type: type(key) })),
    totals: 'sum',
    rows: async function* () {
      for (const period of periods) {
        const season = 'season' in period ? (period as KnownSeason).season.code : undefined;
        const options = { ...(season === undefined ? {} : { season }), ...(asKnown === undefined ? {} : { asKnown }) };
        for await (const row of rowsOf(reader, period.cooperative, options)) {
          const line = lineOf(period.cooperative, row);
          yield COLUMNS.map((key) => line[key]);
        }
      }
    },
  };
}

/** Each line as it is written, in chain order: a generator less on the way of every row. */
async function* written(
  reader: Reader,
  cooperatives: readonly CooperativeRef[],
  options: EntriesOptions,
  header: string,
  write: (line: EntryLine) => string,
): AsyncGenerator<string> {
  yield header;
  for (const cooperative of cooperatives) {
    for await (const row of rowsOf(reader, cooperative, options)) yield write(lineOf(cooperative, row));
  }
}

function rowsOf(reader: Reader, cooperative: CooperativeRef, options: EntriesOptions): AsyncIterable<Row> {
  const { season, asKnown } = options;
  const more = [season, asKnown].filter((value) => value !== undefined);
  return reader.iterate<Row>(query(options), [cooperative.id, ...more]);
}

/** Money with two decimals, heads and grams as plain integers. */
function lineOf(cooperative: CooperativeRef, r: Row): EntryLine {
  return {
    cooperative: cooperative.code,
    seq: String(r.seq),
    entry: String(r.entry),
    line: String(r.line),
    season: r.season,
    bookedOn: r.booked_on,
    on: r.happened_on ?? r.booked_on,
    event: r.event_id ?? '',
    kind: r.kind ?? 'close',
    contract: r.contract ?? '',
    account: r.name,
    commodity: r.commodity,
    quantity: r.commodity === 'CNY' ? formatMoney(r.quantity) : String(r.quantity),
    recordedAt: r.recorded_at,
  };
}

function query(options: EntriesOptions): string {
  return `select p.seq, p.entry, p.line, s.code as season, coalesce(r.booked_on, s.ends_on) as booked_on, r.happened_on, r.event_id, r.kind,
      c.number as contract, a.name, a.commodity, p.quantity, r.recorded_at
    from posting p
    join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
    join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
    join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
    left join contract c on c.cooperative_id = a.cooperative_id and c.id = coalesce(r.contract_id, a.contract_id)
    where p.cooperative_id = ? ${options.season === undefined ? '' : 'and s.code = ?'} ${options.asKnown === undefined ? '' : 'and r.recorded_at <= ?'}
    order by p.seq, p.entry, p.line`;
}
