/** Exports against a bare loop over the same rows, fast-csv, and exceljs in its streaming mode; peak memory of workbooks in processes of their own. */
import Database from 'better-sqlite3';
import { stream } from 'exceljs';
import { format as csvFormat } from 'fast-csv';
import { fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { quietRun } from '../../../src/common/progress';
import { workbook } from '../../../src/exports/xlsx';
import { inPages, type Row, type Table } from '../../../src/exports/table';
import { alternating, load, openBench, perSecond, ratios, spread, timed, type Bench, type Result, type Sizes, type Spent } from '../support'; // prettier-ignore

/** The rows of the `entries` export with nothing written of them. */
const ENTRIES = `select p.seq, p.entry, p.line, s.code as season, coalesce(r.booked_on, s.ends_on) as booked_on, r.happened_on, r.event_id, r.kind,
    c.number as contract, a.name, a.commodity, p.quantity, r.recorded_at
  from posting p
  join book_record r on r.cooperative_id = p.cooperative_id and r.seq = p.seq
  join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id
  join account a on a.cooperative_id = p.cooperative_id and a.id = p.account_id
  left join contract c on c.cooperative_id = a.cooperative_id and c.id = coalesce(r.contract_id, a.contract_id)
  where p.cooperative_id = 1 order by p.seq, p.entry, p.line`;

const SHEET_ROWS = 100_000;
const AT = '2026-01-01T00:00:00.000Z';

export async function exporting(sizes: Sizes): Promise<Result[]> {
  return [...(await csvAgainstLoops(sizes)), ...(await sheetsAgainstExceljs(sizes.rounds))];
}

async function csvAgainstLoops(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  await load(bench, { contracts: sizes.growthContracts, seasons: 3, closed: 2, events: sizes.events });
  const rows = (await bench.database.reads.get<{ n: number }>('select count(*) as n from posting'))?.n ?? 0;
  const { ours, loop, fast } = await alternating(sizes.rounds, {
    ours: () => timed(() => exportEntries(bench)),
    loop: () => timed(() => bareLoop(bench.file, () => undefined)),
    fast: () => timed(() => withFastCsv(bench.file)),
  });
  await bench.close();
  const each = perSecond(rows);
  const name = `export entries csv, ${rows.toLocaleString('en')} rows`;
  return [
    { name, ours: spread(ours, each), floor: `iterate() of better-sqlite3, nothing written: ${spread(loop, each)}`, ...ratios(ours, loop), aim: '<= 3.00' },
    { name, ours: spread(ours, each), floor: `fast-csv over the same loop: ${spread(fast, each)}`, ...ratios(ours, fast), aim: '<= 1.00' },
  ]; // prettier-ignore
}

function exportEntries({ services }: Bench): Promise<void> {
  const request = { what: 'entries', format: 'csv', bom: false, withPersonalData: false, locale: 'en' } as const;
  return services.export(request, () => Promise.resolve(), quietRun());
}

function bareLoop(file: string, take: (row: Record<string, unknown>) => void): void {
  const db = new Database(file, { readonly: true });
  for (const row of db.prepare(ENTRIES).iterate()) take(row as Record<string, unknown>);
  db.close();
}

async function withFastCsv(file: string): Promise<void> {
  const db = new Database(file, { readonly: true });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(Readable.from(db.prepare(ENTRIES).iterate()), csvFormat({ headers: true }), nowhere);
  db.close();
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
  const book = new stream.xlsx.WorkbookWriter({ filename: file });
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
