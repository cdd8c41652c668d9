import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_FORMATS, type ExportOptions, type ExportWhat } from '../../src/exports/export.service';
import { openTestApp, type TestApp } from '../support/app';
import { exportedBytes, importLines } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const EARLIER = '2026-06-01T00:00:00.000Z';
const LATER = '2026-06-02T00:00:00.000Z';
/** Whatever the book holds of it, an export made for an instant is the same bytes for ever. */
const ALL = Object.entries(EXPORT_FORMATS).flatMap(([what, formats]) =>
  formats.flatMap((format) => [
    // Vouchers are those of one season.
    ...(what === 'vouchers' ? [] : [{ what: what as ExportWhat, format }]),
    { what: what as ExportWhat, format, season: '2023-winter' },
  ]),
);

describe('an export as known at an instant', () => {
  let app: TestApp;
  const before: Buffer[] = [];
  const take = (): Promise<Buffer[]> =>
    Promise.all(ALL.map((o: ExportOptions) => exportedBytes(app, { ...o, asKnown: EARLIER, cooperative: 'WRYT' })));

  beforeAll(async () => {
    app = await openTestApp();
    // The season 2023-winter is closed after the instant, events of its contracts come late, and another cooperative begins.
    const cut = example.findIndex((l) => l.includes('"type":"close"') && l.includes('2023-summer')) + 1;
    expect(cut).toBeGreaterThan(50);
    const half = [...example.slice(0, cut), ...example.slice(cut).filter((l) => l.includes('"type":"event"')).slice(0, 4)]; // prettier-ignore
    await importLines(app, half);
    before.push(...(await take()));
    app.clock.set(LATER);
    await importLines(app, example);
    const other = example.map((l) => l.replaceAll('WRYT', 'OTHER'));
    await importLines(app, other);
  });
  afterAll(() => app.close());

  it.each(ALL.map((o, i) => [`${o.what} ${o.format} ${o.season ?? ''}`.trim(), i] as const))(
    '%s is the same when more is known',
    async (_name, i) => {
      const now = await exportedBytes(app, { ...(ALL[i] as ExportOptions), asKnown: EARLIER, cooperative: 'WRYT' });
      expect(now.equals(before[i] as Buffer)).toBe(true);
      if ((ALL[i] as ExportOptions).season !== undefined) return;
      const latest = await exportedBytes(app, { ...(ALL[i] as ExportOptions), cooperative: 'WRYT' });
      expect(latest.equals(now)).toBe(false);
      expect(now.length).toBeGreaterThan(0);
    },
  );

  it('names the chain as it was then', async () => {
    const text = (await exportedBytes(app, { what: 'hledger', format: 'journal', cooperative: 'WRYT', asKnown: EARLIER })).toString(); // prettier-ignore
    const [, seq] = /^; head (\d+) /m.exec(text) ?? [];
    const head = await app.database.reads.get<{ n: number }>(
      'select max(seq) as n from book_record where recorded_at <= ?',
      [EARLIER],
    );
    expect(Number(seq)).toBe(head?.n);
  });
});
