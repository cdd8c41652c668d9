/** Peak memory of an import, a settlement, a verification and every export, each in a process of its own. */
import { fork } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { quietRun } from '../../../src/common/progress';
import type { DomainError } from '../../../src/domain/errors';
import { EXPORT_FORMATS, type ExportWhat } from '../../../src/exports/list';
import { benchBook, seasonSpan } from '../generator';
import { openFile, type Bench, type Result, type Sizes } from '../support';

type Work = (bench: Bench, dir: string) => Promise<unknown>;

const WORKS: Readonly<Record<string, Work>> = {
  import: ({ services }, dir) => services.import({ stream: createReadStream(join(dir, 'book.jsonl')) }, quietRun()),
  settle: ({ services }) => services.settle({ season: seasonSpan(2).code, close: false }, quietRun()),
  close: ({ services }) => services.settle({ season: seasonSpan(2).code, close: true }, quietRun()),
  verify: ({ services }) => services.verify({ anchors: [] }, quietRun()),
  ...Object.fromEntries(
    Object.entries(EXPORT_FORMATS).flatMap(([what, formats]) =>
      formats.map((format) => [`export ${what} ${format}`, exporting(what as ExportWhat, format)] as const),
    ),
  ),
};

/** Of the whole book, all of whose seasons are closed by then; vouchers are those of one season. */
function exporting(what: ExportWhat, format: string): Work {
  const season = what === 'vouchers' ? { season: seasonSpan(1).code } : {};
  const request = { what, format, bom: false, withPersonalData: false, locale: 'en', ...season } as const;
  return ({ services }) => services.export(request, () => Promise.resolve(), quietRun());
}

export async function memory(sizes: Sizes): Promise<Result[]> {
  const dir = mkdtempSync(join(tmpdir(), 'sureg-bench-'));
  const book = { contracts: sizes.memoryContracts, seasons: 3, closed: 2, events: sizes.events };
  await pipeline(Readable.from(benchBook(book)), createWriteStream(join(dir, 'book.jsonl')));
  const results: Result[] = [];
  for (const what of Object.keys(WORKS)) {
    const peak = await peakOf(what, dir);
    const aim = what.startsWith('export') ? '<= 250 MB' : '-';
    results.push({ name: `peak memory, ${what}`, ours: peak, floor: '-', ratio: '-', cpu: '-', aim });
  }
  rmSync(dir, { recursive: true, force: true });
  return results;
}

function peakOf(what: string, dir: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // As the program runs: without what only the measuring needs.
    const child = fork(__filename, [what, dir], { execArgv: [] });
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}`)));
  });
}

/** In the process of its own. */
async function work(what: string, dir: string): Promise<void> {
  const bench = await openFile(join(dir, 'book.db'));
  const refused = await WORKS[what]?.(bench, dir).then(
    () => '',
    (error: DomainError) => {
      // A sheet of a workbook has its limit: that is an answer, too.
      if (error.code !== 'too_many_rows') throw error;
      return ' (refused: too many rows)';
    },
  );
  await bench.close();
  process.send?.(`${Math.round(process.resourceUsage().maxRSS / 1000)} MB${refused}`);
}

if (require.main === module) void work(process.argv[2] as string, process.argv[3] as string);
