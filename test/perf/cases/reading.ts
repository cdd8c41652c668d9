/** What one household owes, against a bare prepared read; verification and exports as rates. */
import Database from 'better-sqlite3';
import { quietRun } from '../../../src/common/progress';
import { requireContract } from '../../../src/contracts/contracts';
import { wholeOf } from '../../../src/parties/scope';
import { requireCooperative } from '../../../src/parties/cooperatives';
import { balanceOn } from '../../../src/contracts/balances.queries';
import { seasonSpan } from '../generator';
import {
  alternating,
  load,
  micros,
  openBench,
  perSecond,
  ratios,
  spread,
  timed,
  type Bench,
  type Result,
  type Sizes,
  type Spent,
} from '../support';

const ASKED = 3_000;

/** The season's records of a contract, by their key: the least that any answer must read. */
const RECORDS = 'select line from book_record where cooperative_id = 1 and season_id = 3 and contract_id = ?';
/** With them the contract, its terms, the carry and the seasons. */
const ALL_ROWS = [
  'select c.*, h.code as household from contract c join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id where c.cooperative_id = 1 and c.id = ?',
  'select * from season where cooperative_id = 1 and ? > 0',
  'select seq, in_force_from, reversed_from, terms from terms_version where cooperative_id = 1 and contract_id = ?',
  'select carry from statement where cooperative_id = 1 and season_id = 2 and contract_id = ?',
  RECORDS,
];

export async function reading(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  await load(bench, { contracts: sizes.growthContracts, seasons: 3, closed: 2, events: sizes.events });
  const { ours, floor, all } = await alternating(sizes.rounds + 2, {
    ours: () => timed(() => askAll(bench, sizes.growthContracts)),
    floor: () => bareReads(bench, sizes.growthContracts, [RECORDS]),
    all: () => bareReads(bench, sizes.growthContracts, ALL_ROWS),
  });
  const results = await rates(bench);
  const each = micros(ASKED);
  await bench.close();
  return [
    { name: '`owes` in process', ours: spread(ours, each), floor: `prepared read of the contract's records: ${spread(floor, each)}`, ...ratios(ours, floor), aim: '<= 3.00' },
    { name: '`owes` in process', ours: spread(ours, each), floor: `prepared reads of all rows it needs, parsed: ${spread(all, each)}`, ...ratios(ours, all), aim: '-' },
    ...results,
  ]; // prettier-ignore
}

async function askAll({ database }: Bench, contracts: number): Promise<void> {
  const on = seasonSpan(2).to;
  const cooperative = await requireCooperative(database.reads, 'BENCH');
  for (let n = 0; n < ASKED; n++) {
    const contract = await requireContract(database.reads, wholeOf(cooperative), `C${1 + ((n * 7) % contracts)}`);
    await balanceOn(database.reads, cooperative, contract, { on });
  }
}

/** One read comes as it is; several are parsed too, as an answer must. */
async function bareReads(bench: Bench, contracts: number, sql: readonly string[]): Promise<Spent> {
  const db = new Database(bench.file, { readonly: true });
  const reads = sql.map((text) => db.prepare(text));
  const spent = await timed(() => {
    for (let n = 0; n < ASKED; n++) {
      for (const read of reads) {
        const rows = read.all(1 + ((n * 7) % contracts)) as Record<string, string>[];
        if (reads.length > 1) for (const row of rows) parse(row);
      }
    }
  });
  db.close();
  return spent;
}

function parse({ line, carry, terms }: Record<string, string>): void {
  for (const text of [line, carry, terms]) if (text !== undefined) JSON.parse(text);
}

async function rates(bench: Bench): Promise<Result[]> {
  const records = (await bench.database.reads.get<{ n: number }>('select count(*) as n from book_record'))?.n ?? 0;
  const postings = (await bench.database.reads.get<{ n: number }>('select count(*) as n from posting'))?.n ?? 0;
  const verify = await timed(() => bench.services.verify({ anchors: [] }, quietRun()));
  const rows = { lines: 0, entries: 0, hledger: 0 };
  const spent: Record<string, Spent> = {};
  for (const what of ['lines', 'entries', 'hledger'] as const) {
    const format = what === 'hledger' ? 'journal' : 'csv';
    const write = (chunk: string | Uint8Array): Promise<void> => {
      rows[what] += String(chunk).split('\n').length - 1;
      return Promise.resolve();
    };
    spent[what] = await timed(() =>
      bench.services.export({ what, format, bom: false, withPersonalData: false, locale: 'en' }, write, quietRun()),
    );
  }
  const rate = (name: string, count: number, took: Spent | undefined): Result => ({
    name,
    ours: perSecond(count)(took?.wall ?? 0),
    floor: '-',
    ratio: '-',
    cpu: '-',
    aim: '-',
  });
  return [
    rate(`verify, ${records.toLocaleString('en')} records`, records, verify),
    rate('export lines csv, rows', rows.lines, spent['lines']),
    rate(`export entries csv, rows of ${postings.toLocaleString('en')} postings`, rows.entries, spent['entries']),
    rate('export hledger, rows', rows.hledger, spent['hledger']),
  ];
}
