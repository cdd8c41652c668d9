/** `npm run bench`: ratios of this ledger to what the machine can do, both sides measured in the same run. `-- --quick` for a short look. */
import 'reflect-metadata';
import { renderTable } from '../../src/cli/table';
import { ingest } from './cases/ingest';
import { reading } from './cases/reading';
import { growth, settlement } from './cases/settlement';
import { single } from './cases/single';
import type { Result, Sizes } from './support';

const FULL: Sizes = {
  contracts: 15_000,
  events: 8,
  growthContracts: 1_000,
  longHistory: 30,
  singles: 1_000,
  rounds: 3,
};
const QUICK: Sizes = { contracts: 2_000, events: 8, growthContracts: 300, longHistory: 10, singles: 300, rounds: 3 };

async function run(): Promise<void> {
  const sizes = process.argv.includes('--quick') ? QUICK : FULL;
  const results: Result[] = [];
  for (const [name, bench] of Object.entries({ ingest, single, reading, growth, settlement })) {
    process.stderr.write(`${name} ...\n`);
    results.push(...(await bench(sizes)));
  }
  const columns = ['what', 'Sureg', 'against', 'ratio', 'aim'].map((title) => ({ title }));
  process.stdout.write(renderTable(columns, results.map((r) => [r.name, r.ours, r.floor, r.ratio, r.aim]))); // prettier-ignore
  process.stdout.write(
    '\nMedians (min-max) of alternating rounds; rates and ratios hold for this machine and this run only.\n',
  );
}

void run();
