/** Settling a season of all contracts against copying the finished rows; short against long history. */
import { join, dirname } from 'node:path';
import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { quietRun } from '../../../src/common/progress';
import { seasonSpan } from '../generator';
import {
  alternating,
  load,
  millis,
  openBench,
  ratios,
  spread,
  timed,
  type Bench,
  type Result,
  type Sizes,
  type Spent,
} from '../support';

export async function settlement(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  const loading = await timed(() =>
    load(bench, { contracts: sizes.contracts, seasons: 3, closed: 2, events: sizes.events }),
  );
  const { ours, again, statements, lines } = await alternating(sizes.rounds, {
    ours: () => settleAnew(bench, 3),
    again: () => settle(bench, 3),
    statements: () => copyStatements(bench, 3),
    lines: () => copyLines(bench, 3),
  });
  const closing = await timed(() => bench.services.settle({ season: seasonSpan(2).code, close: true }, quietRun()));
  await bench.close();
  const name = `settling ${sizes.contracts.toLocaleString('en')} contracts`;
  return [
    { name, ours: spread(ours, millis), floor: `INSERT SELECT of the finished statements: ${spread(statements, millis)}`, ...ratios(ours, statements), aim: '<= 2.00' },
    { name, ours: spread(ours, millis), floor: `INSERT of their lines, a row each: ${spread(lines, millis)}`, ...ratios(ours, lines), aim: '-' },
    { name: 'settling again, nothing is new', ours: spread(again, millis), floor: '-', ratio: '-', cpu: '-', aim: '-' },
    { name: 'closing what is settled', ours: millis(closing.wall), floor: `import of that book: ${millis(loading.wall)}`, ratio: '-', cpu: '-', aim: '-' },
  ]; // prettier-ignore
}

export async function growth(sizes: Sizes): Promise<Result[]> {
  const short = await openBench();
  const long = await openBench();
  const events = 6;
  await load(short, { contracts: sizes.growthContracts, seasons: 3, closed: 2, events });
  await load(long, {
    contracts: sizes.growthContracts,
    seasons: sizes.longHistory,
    closed: sizes.longHistory - 1,
    events,
  });
  const { ours, floor } = await alternating(sizes.rounds + 2, {
    floor: () => settleAnew(short, 3),
    ours: () => settleAnew(long, sizes.longHistory),
  });
  await short.close();
  await long.close();
  return [
    {
      name: `settling with ${sizes.longHistory} seasons of history`,
      ours: spread(ours, millis),
      floor: `with 3 seasons: ${spread(floor, millis)}`,
      ...ratios(ours, floor),
      aim: '<= 1.30',
    },
  ];
}

function settle(bench: Bench, season: number): Promise<Spent> {
  return timed(() => bench.services.settle({ season: seasonSpan(season - 1).code, close: false }, quietRun()));
}

function settleAnew(bench: Bench, season: number): Promise<Spent> {
  const db = new Database(bench.file);
  db.exec('delete from statement where closed_seq is null');
  db.close();
  return settle(bench, season);
}

/** The season's statement rows as they are stored, copied inside SQLite into a fresh file. */
function copyStatements(bench: Bench, season: number): Promise<Spent> {
  return intoFresh(bench, (db) => {
    db.exec(
      'create table fresh.copy as select * from statement where 0; create unique index fresh.copy_key on copy (cooperative_id, season_id, contract_id)',
    );
    return timed(() =>
      db.exec(`begin immediate; insert into fresh.copy select * from statement where season_id = ${season}; commit`),
    );
  });
}

/** The season's statement lines, finished and in memory, inserted one row a line: what an export or a report reads. */
function copyLines(bench: Bench, season: number): Promise<Spent> {
  return intoFresh(bench, (db) => {
    const stored = db.prepare('select contract_id, lines from statement where season_id = ?').raw().all(season) as [
      number,
      string,
    ][];
    const rows = stored.flatMap(([contract, lines]) =>
      (JSON.parse(lines) as [string, string, string, number[]][]).flatMap(([section, subject, , values]) =>
        values.map((v, i) => [contract, section, subject, i, v]),
      ),
    );
    db.exec(
      'create table fresh.line (contract integer, section text, subject text, line integer, quantity integer, primary key (contract, section, subject, line)) without rowid',
    );
    const insert = db.prepare('insert into fresh.line values (?, ?, ?, ?, ?)');
    return timed(() => {
      db.exec('begin immediate');
      for (const row of rows) insert.run(row);
      db.exec('commit');
    });
  });
}

async function intoFresh(bench: Bench, work: (db: Database.Database) => Promise<Spent>): Promise<Spent> {
  const fresh = join(dirname(bench.file), 'fresh.db');
  const db = new Database(bench.file);
  db.exec(`attach '${fresh}' as fresh`);
  db.pragma('fresh.journal_mode = WAL');
  db.pragma('fresh.synchronous = FULL');
  const spent = await work(db);
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${fresh}${suffix}`, { force: true });
  return spent;
}
