/** What one household owes, against a bare prepared read; verification and exports as rates. */
import Database from 'better-sqlite3';
import { quietRun } from '../../../src/common/progress';
import { requireContract } from '../../../src/contracts/contracts';
import { requireCooperative } from '../../../src/parties/cooperatives';
import { balanceOn } from '../../../src/settlement/balances.queries';
import { seasonSpan } from '../generator';
import {
  load,
  median,
  megabytes,
  micros,
  openBench,
  perSecond,
  spread,
  timed,
  times,
  type Bench,
  type Result,
  type Sizes,
} from '../support';

const ASKED = 500;

export async function reading(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  await load(bench, { contracts: sizes.growthContracts, seasons: 3, closed: 2, events: sizes.events });
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < sizes.rounds + 2; round++) {
    ours.push((await timed(() => askAll(bench, sizes.growthContracts))) / ASKED);
    floor.push(bareReads(bench, sizes.growthContracts) / ASKED);
  }
  const results = await rates(bench);
  await bench.close();
  return [
    { name: '`owes` in process', ours: spread(ours, micros), floor: `prepared read of the contract's records: ${spread(floor, micros)}`, ratio: times(median(ours) / median(floor)), aim: '<= 3.00' },
    ...results,
  ]; // prettier-ignore
}

async function askAll({ database }: Bench, contracts: number): Promise<void> {
  const on = seasonSpan(2).to;
  const cooperative = await requireCooperative(database.reads, 'BENCH');
  for (let n = 0; n < ASKED; n++) {
    const contract = await requireContract(database.reads, cooperative.id, `C${1 + ((n * 7) % contracts)}`);
    await balanceOn(database.reads, cooperative, contract, { on });
  }
}

/** The season's records of a contract by its key, parsed: the least that an answer with reasons must read. */
function bareReads(bench: Bench, contracts: number): number {
  const db = new Database(bench.file, { readonly: true });
  const read = db.prepare(
    'select line from book_record where cooperative_id = 1 and season_id = 3 and contract_id = ?',
  );
  const started = process.hrtime.bigint();
  for (let n = 0; n < ASKED; n++) {
    for (const row of read.all(1 + ((n * 7) % contracts)) as { line: string }[]) JSON.parse(row.line);
  }
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  db.close();
  return ms;
}

async function rates(bench: Bench): Promise<Result[]> {
  const records = (await bench.database.reads.get<{ n: number }>('select count(*) as n from book_record'))?.n ?? 0;
  const postings = (await bench.database.reads.get<{ n: number }>('select count(*) as n from posting'))?.n ?? 0;
  const verify = await timed(() => bench.services.verify({ anchors: [] }, quietRun()));
  const rows = { lines: 0, entries: 0, hledger: 0 };
  const spent: Record<string, number> = {};
  for (const what of ['lines', 'entries', 'hledger'] as const) {
    const format = what === 'hledger' ? 'journal' : 'csv';
    const write = (chunk: string | Uint8Array): Promise<void> => {
      rows[what] += String(chunk).split('\n').length - 1;
      return Promise.resolve();
    };
    spent[what] = await timed(() =>
      bench.services.export({ what, format, bom: false, withPersonalData: false }, write, quietRun()),
    );
  }
  const rate = (name: string, count: number, ms: number): Result => ({
    name,
    ours: perSecond(count)(ms),
    floor: '-',
    ratio: '-',
    aim: `memory ${megabytes()}`,
  });
  return [
    rate(`verify, ${records.toLocaleString('en')} records`, records, verify),
    rate('export lines csv', rows.lines, spent['lines'] ?? 0),
    rate(`export entries csv, ${postings.toLocaleString('en')} postings`, rows.entries, spent['entries'] ?? 0),
    rate('export hledger, lines', rows.hledger, spent['hledger'] ?? 0),
  ];
}
