/**
 * `npm run bench`: ratios of this ledger to what the machine can do, both sides measured in the same run. After `--`: `--quick` for a short
 * look, `--only=ingest,single` for some of the cases, `--contracts=N` and `--rounds=N` for other sizes.
 */
import 'reflect-metadata';
import { renderTable } from '../../src/cli/table';
import { exporting } from './cases/exports';
import { herderPage } from './cases/herder';
import { ingest } from './cases/ingest';
import { lists } from './cases/lists';
import { memory } from './cases/memory';
import { printing } from './cases/printing';
import { reading } from './cases/reading';
import { growth, settlement } from './cases/settlement';
import { signIns } from './cases/sign-in';
import { single } from './cases/single';
import type { Result, Sizes } from './support';

const FULL: Sizes = {
  contracts: 15_000,
  events: 8,
  growthContracts: 1_000,
  longHistory: 30,
  singles: 1_000,
  rounds: 3,
  // 1,000,000 postings and some.
  memoryContracts: 9_400,
  signInSeconds: 10,
};
const QUICK: Sizes = {
  contracts: 1_500,
  events: 8,
  growthContracts: 300,
  longHistory: 10,
  singles: 300,
  rounds: 3,
  memoryContracts: 500,
  signInSeconds: 3,
};

function option(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function sizesAsked(): Sizes {
  const sizes = process.argv.includes('--quick') ? QUICK : FULL;
  const contracts = Number.parseInt(option('contracts') ?? '', 10) || sizes.contracts;
  const memoryContracts = Math.min(contracts, sizes.memoryContracts);
  return { ...sizes, contracts, memoryContracts, rounds: Number.parseInt(option('rounds') ?? '', 10) || sizes.rounds };
}

async function run(): Promise<void> {
  const sizes = sizesAsked();
  const only = option('only')?.split(',');
  const results: Result[] = [];
  for (const [name, bench] of Object.entries({
    ingest,
    single,
    reading,
    lists,
    herder: herderPage,
    exports: exporting,
    printing,
    growth,
    settlement,
    memory,
    'sign-in': signIns,
  })) {
    if (only && !only.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    results.push(...(await bench(sizes)));
  }
  const columns = ['what', 'Sureg', 'against', 'ratio', 'CPU ratio', 'aim'].map((title) => ({ title }));
  process.stdout.write(renderTable(columns, results.map((r) => [r.name, r.ours, r.floor, r.ratio, r.cpu, r.aim]))); // prettier-ignore
  process.stdout.write(
    '\nMedians (min-max) of alternating rounds; rates and ratios hold for this machine and this run only, CPU ratios suffer least\nfrom what else it does.\n',
  );
}

void run();
