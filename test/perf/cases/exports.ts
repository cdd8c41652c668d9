/** Exports against a bare loop over the same rows, fast-csv that writes the same bytes, and exceljs in its streaming mode; peak memory of workbooks in processes of their own. */
import Database from 'better-sqlite3';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { quietRun } from '../../../src/common/progress';
import { formatMoney } from '../../../src/domain/quantity/money';
import { workbook } from '../../../src/exports/xlsx';
import { inPages, type Row, type Table } from '../../../src/exports/table';
import { exceljs, fastCsv } from '../peers';
import { alternating, load, openBench, perSecond, ratios, spread, timed, type Bench, type Result, type Sizes, type Spent } from '../support'; // prettier-ignore

/** The rows of the `entries` export. */
const ENTRIES = `select 'BENCH' as cooperative, p.seq, p.entry, p.line, s.code as season, coalesce(r.booked_on, s.ends_on) as booked_on,
    coalesce(r.happened_on, r.booked_on, s.ends_on) as happened_on, coalesce(r.event_id, '') as event, coalesce(r.kind, 'close') as kind,
    coalesce(c.number, '') as contract, a.name, a.commodity, p.quantity, r.recorded_at
  from posting p
  join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
  join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join contract c on c.cooperative_id = a.cooperative_id and c.id = coalesce(r.contract_id, a.contract_id)
  where p.cooperative_id = 1 order by p.seq, p.entry, p.line`;
const [COMMODITY, QUANTITY] = [11, 12];

const HEADERS = ['cooperative', 'seq', 'entry', 'line', 'season', 'bookedOn', 'on', 'event', 'kind', 'contract', 'account', 'commodity', 'quantity', 'recordedAt']; // prettier-ignore

const SHEET_ROWS = 100_000;
const AT = '2026-01-01T00:00:00.000Z';

export async function exporting(sizes: Sizes): Promise<Result[]> {
  return [...(await csvAgainstLoops(sizes)), ...(await sheetsAgainstExceljs(sizes.rounds))];
}

async function csvAgainstLoops(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  await load(bench, { contracts: sizes.growthContracts, seasons: 3, closed: 2, events: sizes.events });
  const rows = (await bench.database.reads.get<{ n: number }>('select count(*) as n from posting'))?.n ?? 0;
  const files = new Set<string>();
  const { ours, loop, fast } = await alternating(sizes.rounds, {
    ours: () => timed(async () => files.add(await exportEntries(bench))),
    loop: () => timed(() => bareLoop(bench.file)),
    fast: () => timed(async () => files.add(await withFastCsv(bench.file))),
  });
  await bench.close();
  if (files.size !== 1) throw new Error('fast-csv wrote another file than the export');
  const each = perSecond(rows);
  const name = `export entries csv, ${rows.toLocaleString('en')} rows`;
  return [
    { name, ours: spread(ours, each), floor: `iterate() of better-sqlite3, nothing written: ${spread(loop, each)}`, ...ratios(ours, loop), aim: '<= 2.00' },
    { name, ours: spread(ours, each), floor: `fast-csv, the same bytes: ${spread(fast, each)}`, ...ratios(ours, fast), aim: '<= 0.67' },
  ]; // prettier-ignore
}

/** The SHA-256 of what was written. */
async function exportEntries({ services }: Bench): Promise<string> {
  const request = { what: 'entries', format: 'csv', bom: false, withPersonalData: false, locale: 'en' } as const;
  const hash = createHash('sha256');
  const write = (chunk: string | Uint8Array): Promise<void> => Promise.resolve(void hash.update(chunk));
  await services.export(request, write, quietRun());
  return hash.digest('hex');
}

function bareLoop(file: string): number {
  const db = new Database(file, { readonly: true });
  let rows = 0;
  for (const row of db.prepare(ENTRIES).iterate()) if (row) rows += 1;
  db.close();
  return rows;
}

/** In the way that was the fastest of three: rows as arrays, written by hand and not piped, for a stream asks for each by a promise. */
async function withFastCsv(file: string): Promise<string> {
  const db = new Database(file, { readonly: true });
  const hash = createHash('sha256');
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (hash.update(chunk), done()) });
  const csv = fastCsv().format({ headers: HEADERS, rowDelimiter: '\r\n', includeEndRowDelimiter: true });
  const written = pipeline(csv, sink);
  for (const row of db.prepare(ENTRIES).raw().iterate() as Iterable<(string | number)[]>) {
    if (row[COMMODITY] === 'CNY') row[QUANTITY] = formatMoney(row[QUANTITY] as number);
    if (!csv.write(row)) await once(csv, 'drain');
  }
  csv.end();
  await written;
  db.close();
  return hash.digest('hex');
}

async function sheetsAgainstExceljs(rounds: number): Promise<Result[]> {
  const dir = mkdtempSync(join(tmpdir(), 'sureg-bench-'));
  const { ours, theirs } = await alternating(rounds, {
    ours: () => timed(() => ourSheet(join(dir, 'ours.xlsx'))),
    theirs: () => timed(() => theirSheet(join(dir, 'theirs.xlsx'))),
  });
  const [mine, other] = [await peakOf('ours', dir), await peakOf('theirs', dir)];
  rmSync(dir, { recursive: true, force: true });
  const each = perSecond(SHEET_ROWS);
  const name = `XLSX of ${SHEET_ROWS.toLocaleString('en')} statement lines`;
  const took = (spent: readonly Spent[]): string => spread(spent, each);
  return [
    { name, ours: took(ours), floor: `exceljs, streaming: ${took(theirs)}`, ...ratios(ours, theirs), aim: '<= 1.00' },
    { name: `peak memory, ${name}`, ours: `${mine} MB`, floor: `exceljs, streaming: ${other} MB`, ratio: (mine / other).toFixed(2), cpu: '-', aim: '<= 1.00' },
  ]; // prettier-ignore
}

const KEYS = ['cooperative', 'season', 'statement', 'contract', 'household', 'section', 'subject', 'line', 'quantity', 'unit', 'status']; // prettier-ignore

function* lines(): Generator<Row> {
  for (let n = 0; n < SHEET_ROWS; n++) {
    const contract = `C${Math.floor(n / 40)}`;
    yield ['BENCH', 'S1', `S1/${contract}`, contract, `H${contract}`, 'cash', 'CNY', 'closing', `${n}.50`, 'CNY', 'closed_unconfirmed']; // prettier-ignore
  }
}

function ourSheet(file: string): Promise<void> {
  const table: Table = {
    columns: KEYS.map((key) => ({ key, header: key, type: key === 'quantity' ? 'decimal' : 'code' })),
    totals: 'sum',
    pages: () => inPages(Readable.from(lines(), { objectMode: true })),
  };
  return pipeline(workbook([{ name: 'lines', heading: [], table }], 'en', AT), createWriteStream(file));
}

async function theirSheet(file: string): Promise<void> {
  const book = new (exceljs().stream.xlsx.WorkbookWriter)({ filename: file });
  const sheet = book.addWorksheet('lines', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = KEYS.map((key) => ({ header: key, key, width: 14 }));
  for (const row of lines()) {
    const cells = [...row] as (string | number)[];
    cells[8] = Number(cells[8]);
    sheet.addRow(cells).commit();
  }
  sheet.commit();
  await book.commit();
}

/** Megabytes of a process that does nothing else. */
function peakOf(side: string, dir: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(__filename, [side, dir]);
    child.once('message', (megabytes) => resolve(Number(megabytes)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${side} ended with ${code}`)));
  });
}

/** In the process of its own. */
async function work(side: string, dir: string): Promise<void> {
  await (side === 'ours' ? ourSheet : theirSheet)(join(dir, `${side}-alone.xlsx`));
  process.send?.(Math.round(process.resourceUsage().maxRSS / 1000));
}

if (require.main === module) void work(process.argv[2] as string, process.argv[3] as string);
