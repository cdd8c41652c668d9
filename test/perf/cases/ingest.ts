/** Importing a book against a bare loop that inserts the same rows, both with FULL durability and one commit. */
import Database from 'better-sqlite3';
import {
  alternating,
  bytesOf,
  importBytes,
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

const TABLES = ['cooperative', 'season', 'household', 'contract', 'account', 'book_record', 'posting', 'account_total'];

export async function ingest(sizes: Sizes): Promise<Result[]> {
  const book = [...bytesOf({ contracts: sizes.growthContracts, seasons: 2, closed: 0, events: sizes.events })];
  let bench = await openBench();
  let records = 0;
  const { ours, floor } = await alternating(sizes.rounds, {
    ours: () => timed(() => importBytes(bench, book)),
    floor: async () => {
      const copied = await copyRows(bench);
      records = copied.records;
      await bench.close();
      bench = await openBench();
      return copied.spent;
    },
  });
  await bench.close();
  return [
    {
      name: `ingest, ${records.toLocaleString('en')} records in one import`,
      ours: spread(ours, perSecond(records)),
      floor: `bare insert of the same rows: ${spread(floor, perSecond(records))}`,
      ...ratios(floor, ours),
      aim: '>= 0.20',
    },
  ];
}

/** Inserts all rows of the book into an empty one of the same schema, in one transaction. */
async function copyRows(bench: Bench): Promise<{ spent: Spent; records: number }> {
  const source = new Database(bench.file, { readonly: true });
  const rows = new Map(TABLES.map((t) => [t, source.prepare(`select * from ${t}`).raw().all() as unknown[][]]));
  const columns = new Map(TABLES.map((t) => [t, source.prepare(`select * from ${t}`).columns().length]));
  source.close();
  const empty = await openBench();
  const target = new Database(empty.file);
  target.pragma('journal_mode = WAL');
  target.pragma('synchronous = FULL');
  const spent = await timed(() => {
    target.exec('begin immediate');
    for (const [table, all] of rows) {
      const insert = target.prepare(`insert into ${table} values (${Array(columns.get(table)).fill('?').join(', ')})`);
      for (const row of all) insert.run(row);
    }
    target.exec('commit');
  });
  target.close();
  await empty.close();
  return { spent, records: rows.get('book_record')?.length ?? 0 };
}
