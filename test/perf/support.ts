/** What the benchmark cases share: time, medians, fresh books and their services. */
import type { Environment } from '../../src/config/environment';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { servicesOf } from '../../src/cli/connect';
import type { CliServices } from '../../src/cli/services';
import { SystemClock } from '../../src/common/clock';
import { quietRun } from '../../src/common/progress';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { benchBook, type BenchBook } from './generator';

/** One row of the table; `ratio` as the aim is worded, by the clock and by processor time. */
export interface Result {
  readonly name: string;
  readonly ours: string;
  readonly floor: string;
  readonly ratio: string;
  readonly cpu: string;
  readonly aim: string;
}

/** What a piece of work took, in milliseconds: by the clock, and of the processor, which a busy machine changes far less. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** How much work a run does. */
export interface Sizes {
  readonly contracts: number;
  readonly events: number;
  readonly growthContracts: number;
  readonly longHistory: number;
  readonly singles: number;
  /** Alternating rounds of both sides. */
  readonly rounds: number;
  readonly memoryContracts: number;
  /** How long each round of sign-ins lasts. */
  readonly signInSeconds: number;
}

export interface Bench {
  readonly database: OpenDatabase;
  readonly services: CliServices;
  readonly file: string;
  close(): Promise<void>;
}

const ENVIRONMENT: Environment = {
  log: 'silent',
  needsSecondFactor: false,
  databaseUrl: '',
  host: '127.0.0.1',
  port: 0,
  language: 'en',
};

const COMPILED = join(__dirname, '..', '..');
/** What the program reads beside its code; `npm run build` put it beside the other compiled code. */
const ASSETS = ['web/public', 'exports/pdf/templates', 'exports/pdf/typst.worker.cjs'];

/** Puts styles and templates beside the code of the benchmark. */
export function copyAssets(): void {
  for (const part of ASSETS)
    cpSync(join(COMPILED, '..', 'dist', 'src', part), join(COMPILED, 'src', part), { recursive: true });
}

/** An empty book in a directory of its own. */
export async function openBench(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'sureg-bench-'));
  const bench = await openFile(join(dir, 'book.db'));
  const close = async (): Promise<void> => {
    await bench.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...bench, close };
}

/** The book in a file. */
export async function openFile(file: string): Promise<Bench> {
  const database = await openDatabase(`sqlite:${file}`);
  const services = servicesOf(database, ENVIRONMENT, new SystemClock());
  return { database, services, file, close: () => services.close() };
}

/** Imports a generated book. */
export function load(bench: Bench, book: BenchBook): Promise<void> {
  return importBytes(bench, bytesOf(book));
}

/** Imports a book from its bytes. */
export async function importBytes(bench: Bench, chunks: Iterable<Buffer>): Promise<void> {
  await bench.services.import({ stream: Readable.from(chunks) }, quietRun());
}

/** A generated book, in pieces as a file is read. */
export function* bytesOf(book: BenchBook): Generator<Buffer> {
  let chunk = '';
  for (const line of benchBook(book)) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

/** What `work` takes; the garbage of the work before is not counted. */
export async function timed(work: () => unknown): Promise<Spent> {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  await work();
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/** Measures all sides in turn, `rounds` times, after one round that is not counted: then the code is compiled. */
export async function alternating<Side extends string>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<Spent>>>,
): Promise<Record<Side, Spent[]>> {
  const names = Object.keys(sides) as Side[];
  const spent = Object.fromEntries(names.map((name) => [name, [] as Spent[]])) as Record<Side, Spent[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const took = await sides[name]();
      if (round >= 0) spent[name].push(took);
    }
  }
  return spent;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** @param rank 0.95 for what all but a twentieth stay below */
export function quantile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))] ?? 0;
}

/** median (min-max) by the clock, in the given form. */
export function spread(spent: readonly Spent[], form: (ms: number) => string): string {
  const walls = spent.map((s) => s.wall);
  return `${form(median(walls))} (${form(Math.min(...walls))}-${form(Math.max(...walls))})`;
}

/** Both ratios of a table row: the median over the rounds, whose two sides ran one after the other. */
export function ratios(above: readonly Spent[], below: readonly Spent[]): { ratio: string; cpu: string } {
  const of = (key: keyof Spent): string =>
    median(above.map((a, round) => a[key] / (below[round] as Spent)[key])).toFixed(2);
  return { ratio: of('wall'), cpu: of('cpu') };
}

export const perSecond = (count: number) => (ms: number): string => `${Math.round((count * 1000) / ms).toLocaleString('en')}/s`; // prettier-ignore
export const millis = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`;
export const micros = (count: number) => (ms: number): string => `${((ms * 1000) / count).toFixed(1)} us`; // prettier-ignore
