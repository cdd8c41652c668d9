/** Workbooks as tests look into them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readXlsx from 'read-excel-file/node';
import { fromBuffer } from 'yauzl';
import { zipped } from '../../src/exports/zip';

export type CellValue = string | number | boolean | Date | null;
export interface ReadSheet {
  readonly sheet: string;
  readonly data: CellValue[][];
}

/** Sheets as another library reads them: of a formula the value that is stored with it. */
export async function sheetsIn(file: Buffer): Promise<ReadSheet[]> {
  return (await readXlsx(file)) as unknown as ReadSheet[];
}

/** The files in an archive, with the time each carries. */
export function partsIn(file: Buffer): Promise<Map<string, { text: string; time: string }>> {
  return new Promise((resolve, reject) => {
    fromBuffer(file, { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error);
      const parts = new Map<string, { text: string; time: string }>();
      archive.on('error', reject);
      archive.on('end', () => resolve(parts));
      archive.on('entry', (entry) => {
        archive.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('error', reject);
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            const time = `${entry.lastModFileDate} ${entry.lastModFileTime}`;
            parts.set(entry.fileName, { text: Buffer.concat(chunks).toString(), time });
            archive.readEntry();
          });
        });
      });
      archive.readEntry();
    });
  });
}

/** The first sheet as LibreOffice shows it, its formulas computed anew: their stored values are taken out before. */
export async function recalculated(file: Buffer): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-xlsx-'));
  try {
    const parts = [...(await partsIn(file))].map(([path, { text }]) => ({
      path,
      content: () => [text.replaceAll(/<\/f><v>[^<]*<\/v>/g, '</f>')],
    }));
    const bytes: Buffer[] = [];
    for await (const piece of zipped('1980-01-01T00:00:00Z', parts)) bytes.push(piece);
    writeFileSync(join(folder, 'book.xlsx'), Buffer.concat(bytes));
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const toCsv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false';
    execFileSync('soffice', [profile, '--headless', '--convert-to', toCsv, '--outdir', folder, join(folder, 'book.xlsx')], { stdio: 'ignore' }); // prettier-ignore
    const csv = readFileSync(join(folder, 'book.csv'), 'utf8');
    return csv
      .trimEnd()
      .split(/\r?\n/)
      .map((row) => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', '')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
