/** All postings of all entries as a table, in chain order (chain.md). */
import { optional } from '../common/objects';
import { yieldToEventLoop } from '../common/progress';
import { listSeasons } from '../calendar/seasons';
import { shanghaiTime } from '../common/clock';
import type { Locale } from '../i18n/locale';
import type { Reader, SqlValue } from '../database/tx';
import { formatMoney } from '../domain/quantity/money';
import type { CooperativeRef } from '../parties/cooperatives';
import { label, labelOr } from '../i18n/messages';
import type { KnownSeason, Period } from './known';
import { subjectInWords } from './subject-words';
import type { CellType, Row, Say, Table } from './table';

const COLUMNS = [
  ['cooperative', 'code'],
  ['seq', 'count'],
  ['entry', 'count'],
  ['line', 'count'],
  ['season', 'code'],
  ['bookedOn', 'date'],
  ['on', 'date'],
  ['event', 'code'],
  ['kind', 'code'],
  ['contract', 'code'],
  ['account', 'text'],
  ['commodity', 'text'],
  ['quantity', 'decimal'],
  ['recordedAt', 'code'],
] as const satisfies readonly (readonly [key: string, type: CellType])[];

/** Records read at once: some hundred rows, whose pieces of text are gone again while they are young. */
const PAGE = 100;

interface RecordRow {
  readonly seq: number;
  readonly season_id: number;
  readonly booked_on: string | null;
  readonly happened_on: string | null;
  readonly event_id: string | null;
  readonly kind: string | null;
  readonly contract_id: number | null;
  readonly recorded_at: string;
}

interface PostingRow {
  readonly seq: number;
  readonly entry: number;
  readonly line: number;
  readonly account_id: number;
  readonly quantity: number;
}

/** What records and postings refer to by number. */
interface Names {
  readonly seasons: ReadonlyMap<number, { readonly code: string; readonly to: string }>;
  readonly contracts: ReadonlyMap<number, string>;
  readonly accounts: ReadonlyMap<number, AccountRow>;
}

interface AccountRow {
  readonly id: number;
  readonly name: string;
  readonly commodity: string;
  readonly contract_id: number | null;
}

/** A row a posting. Codes and UTC, but words and Beijing time in workbooks. */
export function entriesTable(
  reader: Reader,
  periods: readonly Period[],
  asKnown: string | undefined,
  locale: Locale,
): Table {
  const cells: Readonly<Record<string, Say>> = {
    kind: (code) => labelOr(locale, `kind.${code}`, code),
    commodity: (code) => subjectInWords(locale, code),
    recordedAt: shanghaiTime,
  };
  return {
    columns: COLUMNS.map(([key, type]) => ({
      key,
      header: key,
      type,
      inSheets: {
        header: label(locale, key === 'account' ? 'column.ledgerAccount' : `column.${key}`),
        ...optional('say', cells[key] ?? null),
      },
    })),
    totals: 'sum',
    pages: async function* () {
      for (const period of periods) yield* pagesOf(reader, period, asKnown);
    },
  };
}

/**
 * Records and postings are read apart and put together here: one query that joins them would hand over the same names for every posting,
 * and handing over is what takes the time.
 */
async function* pagesOf(reader: Reader, period: Period, asKnown: string | undefined): AsyncGenerator<Row[]> {
  const { cooperative } = period;
  const names = await readNames(reader, cooperative);
  const ofSeason = 'season' in period ? (period as KnownSeason).season.id : undefined;
  for (let first = 1; first <= cooperative.head.seq; first += PAGE) {
    const span = [cooperative.id, first, first + PAGE - 1];
    const records = await readRecords(reader, span, ofSeason, asKnown);
    if (records.size > 0) yield await readPage(reader, cooperative, span, records, names);
    await yieldToEventLoop();
  }
}

async function readNames(reader: Reader, { id }: CooperativeRef): Promise<Names> {
  const contracts = await reader.all<{ id: number; number: string }>(
    'select id, number from contract where cooperative_id = ?',
    [id],
  );
  const accounts = await reader.all<AccountRow>(
    'select id, name, commodity, contract_id from account where cooperative_id = ?',
    [id],
  );
  return {
    seasons: new Map((await listSeasons(reader, id)).map((s) => [s.id, s])),
    contracts: new Map(contracts.map((c) => [c.id, c.number])),
    accounts: new Map(accounts.map((a) => [a.id, a])),
  };
}

async function readRecords(
  reader: Reader,
  span: readonly SqlValue[],
  ofSeason: number | undefined,
  asKnown: string | undefined,
): Promise<Map<number, RecordRow>> {
  const sql = `select seq, season_id, booked_on, happened_on, event_id, kind, contract_id, recorded_at from book_record
    where cooperative_id = ? and seq between ? and ? and ${ofSeason === undefined ? 'season_id is not null' : 'season_id = ?'}
    ${asKnown === undefined ? '' : 'and recorded_at <= ?'}`;
  const more = [ofSeason, asKnown].filter((value) => value !== undefined);
  return new Map((await reader.all<RecordRow>(sql, [...span, ...more])).map((r) => [r.seq, r]));
}

async function readPage(
  reader: Reader,
  cooperative: CooperativeRef,
  span: readonly SqlValue[],
  records: ReadonlyMap<number, RecordRow>,
  names: Names,
): Promise<Row[]> {
  const postings = await reader.all<PostingRow>(
    `select seq, entry, line, account_id, quantity from posting
     where cooperative_id = ? and seq between ? and ? order by seq, entry, line`,
    span,
  );
  const rows: Row[] = [];
  for (const posting of postings) {
    const record = records.get(posting.seq);
    if (record) rows.push(rowOf(cooperative, record, posting, names));
  }
  return rows;
}

/** Money with two decimals, heads and grams as plain integers. */
function rowOf({ code }: CooperativeRef, record: RecordRow, posting: PostingRow, names: Names): Row {
  const account = names.accounts.get(posting.account_id) as AccountRow;
  const season = names.seasons.get(record.season_id);
  const bookedOn = record.booked_on ?? season?.to ?? '';
  const contract = record.contract_id ?? account.contract_id;
  return [
    code,
    posting.seq,
    posting.entry,
    posting.line,
    season?.code ?? '',
    bookedOn,
    record.happened_on ?? bookedOn,
    record.event_id ?? '',
    record.kind ?? 'close',
    contract === null ? '' : (names.contracts.get(contract) ?? ''),
    account.name,
    account.commodity,
    account.commodity === 'CNY' ? formatMoney(posting.quantity) : String(posting.quantity),
    record.recorded_at,
  ];
}
