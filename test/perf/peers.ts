/** The libraries that exports are measured against. They have a package.json of their own, so that nobody installs them who does not measure. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Transform } from 'node:stream';

/** As much of exceljs as is used. */
interface Exceljs {
  readonly stream: { readonly xlsx: { readonly WorkbookWriter: new (options: { filename: string }) => Workbook } };
}

interface Workbook {
  addWorksheet(name: string, options: object): Worksheet;
  commit(): Promise<void>;
}

interface Worksheet {
  columns: readonly object[];
  addRow(cells: readonly unknown[]): { commit(): void };
  commit(): void;
}

/** As much of fast-csv as is used. */
interface FastCsv {
  format(options: { headers: readonly string[]; rowDelimiter: string; includeEndRowDelimiter: boolean }): Transform;
}

/** Compiled benchmarks are in dist-bench/test/perf. */
const load = createRequire(join(__dirname, '..', '..', '..', 'test', 'perf', 'package.json'));

export const exceljs = (): Exceljs => peer<Exceljs>('exceljs');
export const fastCsv = (): FastCsv => peer<FastCsv>('fast-csv');

function peer<T>(name: string): T {
  try {
    return load(name) as T;
  } catch (cause) {
    throw new Error(`${name} is not installed: npm ci --prefix test/perf`, { cause });
  }
}
