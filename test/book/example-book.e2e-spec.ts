import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { ExportService, type ExportOptions } from '../../src/exports/export.service';
import { openTestApp, type TestApp } from '../support/app';

const examples = join(__dirname, '../../examples');

describe('the Wuriyintuya book, through the database', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
  });
  afterAll(() => app.close());

  const importFile = (): Promise<object> =>
    app.module.get(ImportService).import(createReadStream(join(examples, 'wuriyintuya.jsonl')), 'operator', quietRun());
  const exported = (options: ExportOptions): Promise<string> => exportedFrom(app, options);

  it('is imported, exported to its expected lines, imported again without effect, and verified', async () => {
    const first = await importFile();
    expect(first).toMatchObject({ cooperatives: 1, seasons: 8, households: 3, contracts: 3, replayed: 0 });
    const csv = await exported({ what: 'lines', format: 'csv' });
    const expected = readFileSync(join(examples, 'wuriyintuya.lines.csv'), 'utf8');
    const withoutStatus = (text: string): string[] =>
      text.split('\r\n').map((row) => row.slice(0, row.lastIndexOf(',')));
    expect(withoutStatus(csv)).toEqual(withoutStatus(expected));
    const before = await exported({ what: 'book', format: 'jsonl' });
    const second = await importFile();
    expect(second).toMatchObject({ cooperatives: 0, seasons: 0, households: 0, contracts: 0, events: 0, closed: 0 });
    expect(await exported({ what: 'book', format: 'jsonl' })).toBe(before);
    const { heads, fault } = await app.module.get(VerifyService).verify(quietRun());
    expect(fault).toBeUndefined();
    expect(heads).toHaveLength(1);
  });

  it('is read back from its own export to the same chain', async () => {
    const book = await exported({ what: 'book', format: 'jsonl' });
    const other = await openTestApp();
    try {
      await other.module.get(ImportService).import(Readable.from([book]), 'someone else', quietRun());
      expect(await exportedFrom(other, { what: 'book', format: 'jsonl' })).toBe(book);
      // Their trails tell of two imports.
      const [again, first] = await Promise.all(
        [other, app].map((one) => one.module.get(VerifyService).verify(quietRun())),
      );
      expect([again?.fault, again?.heads]).toEqual([undefined, first?.heads]);
    } finally {
      await other.close();
    }
  });
});

async function exportedFrom(app: TestApp, options: ExportOptions): Promise<string> {
  let text = '';
  await app.module.get(ExportService).run(options, (chunk) => {
    text += String(chunk);
    return Promise.resolve();
  });
  return text;
}
