/** What the benchmark cases share: time, medians, fresh books and their services. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { servicesOf } from '../../src/cli/connect';
import type { CliServices } from '../../src/cli/services';
import { SystemClock } from '../../src/common/clock';
import { quietRun } from '../../src/common/progress';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { benchBook, type BenchBook } from './generator';

/** One row of the table. `ratio` is theirs against ours as the aim is worded. */
export interface Result {
  readonly name: string;
  readonly ours: string;
  readonly floor: string;
  readonly ratio: string;
  readonly aim: string;
}

/** How much work a run does. */
export interface Sizes {
  readonly contracts: number;
  readonly events: number;
  readonly growthContracts: number;
  readonly longHistory: number;
  readonly singles: number;
  readonly rounds: number;
}

export interface Bench {
  readonly database: OpenDatabase;
  readonly services: CliServices;
  readonly file: string;
  close(): Promise<void>;
}

const ENVIRONMENT = { databaseUrl: '', host: '127.0.0.1', port: 0, language: 'en' };

/** An empty book in a directory of its own. */
export async function openBench(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'sureg-bench-'));
  const file = join(dir, 'book.db');
  const database = await openDatabase(`sqlite:${file}`);
  const services = servicesOf(database, ENVIRONMENT, new SystemClock());
  const close = async (): Promise<void> => {
    await services.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { database, services, file, close };
}

/** Imports a generated book. */
export async function load(bench: Bench, book: BenchBook): Promise<void> {
  await bench.services.import({ stream: Readable.from(inChunks(benchBook(book))) }, quietRun());
}

function* inChunks(lines: Iterable<string>): Generator<Buffer> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** median (min-max), in the given form. */
export function spread(values: readonly number[], form: (value: number) => string): string {
  return `${form(median(values))} (${form(Math.min(...values))}-${form(Math.max(...values))})`;
}

export const perSecond = (count: number) => (ms: number): string => `${Math.round((count * 1000) / ms).toLocaleString('en')}/s`; // prettier-ignore
export const millis = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`;
export const micros = (ms: number): string => `${(ms * 1000).toFixed(1)} us`;
export const times = (ratio: number): string => ratio.toFixed(2);
export const megabytes = (): string => `${Math.round(process.memoryUsage().rss / 1e6)} MB`;
