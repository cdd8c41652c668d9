/** The services of the book as tests call them: imports of lines, exports as text, verification. */
import { Readable } from 'node:stream';
import type { ImportSummary } from '../../src/import/import-summary';
import { ImportService } from '../../src/import/import.service';
import { VerifyService, type Anchor, type Verification } from '../../src/verify/verify.service';
import type { LineErrors } from '../../src/common/line-errors';
import { quietRun } from '../../src/common/progress';
import { ExportService, type ExportOptions } from '../../src/exports/export.service';
import type { TestApp } from './app';

export async function importLines(app: TestApp, lines: readonly (string | Buffer)[]): Promise<ImportSummary> {
  const newline = Buffer.from('\n');
  const bytes = Buffer.concat(lines.flatMap((l) => [typeof l === 'string' ? Buffer.from(l) : l, newline]));
  return app.module.get(ImportService).import(Readable.from([bytes]), 'operator', quietRun());
}

/** What an import complains about: `line: field: code` each, and how many more. */
export async function refusals(
  app: TestApp,
  lines: readonly (string | Buffer)[],
): Promise<{ errors: string[]; more: number }> {
  try {
    return { errors: [`imported: ${JSON.stringify(await importLines(app, lines))}`], more: 0 };
  } catch (error) {
    const { errors, more } = error as LineErrors;
    if (!Array.isArray(errors)) throw error;
    return { errors: errors.map((e) => `${e.line}: ${e.error.field ?? ''}: ${e.error.code}`), more };
  }
}

export async function exported(app: TestApp, options: ExportOptions): Promise<string> {
  return (await exportedBytes(app, options)).toString();
}

export async function exportedBytes(app: TestApp, options: ExportOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await app.module.get(ExportService).run(options, (chunk) => {
    chunks.push(Buffer.from(chunk));
    return Promise.resolve();
  });
  return Buffer.concat(chunks);
}

export const bookOf = (app: TestApp): Promise<string> => exported(app, { what: 'book', format: 'jsonl' });

export const verify = (app: TestApp, anchors: readonly Anchor[] = []): Promise<Verification> =>
  app.module.get(VerifyService).verify(quietRun(), undefined, anchors);
