import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportOptions } from '../../src/exports/export.service';
import { EXPORTS, EXPORT_FORMATS, type Export, type ExportWhat } from '../../src/exports/list';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { PdfService } from '../../src/exports/pdf/pdf.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { NoticeSettingsService } from '../../src/parties/notice-names.service';
import { openTestApp, type TestApp } from '../support/app';
import { packOf } from '../support/packs';
import { pagesOf, pdfReadersAvailable } from '../support/pdf';
import { exportedBytes, importLines } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const EARLIER = '2026-06-01T00:00:00.000Z';
const LATER = '2026-06-02T00:00:00.000Z';
/** Whatever the book holds of it, an export made for an instant is the same bytes for ever. */
const ALL = Object.entries(EXPORT_FORMATS).flatMap(([what, formats]) =>
  formats.flatMap((format) => [
    ...((EXPORTS[what as ExportWhat] as Export).season === 'one' ? [] : [{ what: what as ExportWhat, format }]),
    { what: what as ExportWhat, format, season: '2023-winter' },
  ]),
);

type Paper = readonly [name: string, make: (app: TestApp, which: Request) => Promise<Buffer>];
interface Request {
  readonly season: string;
  readonly at: string;
  readonly asKnown?: string;
  readonly contract?: string;
}

const printed =
  (what: 'statements' | 'notice', contract?: string): Paper[1] =>
  (app, which) =>
    app.database.reads.snapshot(async (reader) => {
      const cooperative = await requireCooperative(reader, 'WRYT');
      const request = { ...which, ...(contract === undefined ? {} : { contract }) };
      return Buffer.from(await app.module.get(PdfService)[what](reader, cooperative, request));
    });
const PAPERS: readonly Paper[] = [
  ['statements', printed('statements')],
  ['one statement', printed('statements', 'WRYT-2022-002')],
  ['notice', printed('notice')],
  ['pack', (app, which) => packOf(app, { ...which, cooperative: 'WRYT' })],
];
const read = pdfReadersAvailable() ? it : it.skip;

describe('an export as known at an instant', () => {
  let app: TestApp;
  const before: Buffer[] = [];
  const papersBefore: Buffer[] = [];
  const paper = (i: number, asKnown?: string): Promise<Buffer> => {
    const which = { season: '2023-winter', at: app.clock.now(), ...(asKnown === undefined ? {} : { asKnown }) };
    return (PAPERS[i] as Paper)[1](app, which);
  };
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
    for (const i of PAPERS.keys()) papersBefore.push(await paper(i, EARLIER));
    app.clock.set(LATER);
    await app.module.get(NoticeSettingsService).change('WRYT', 0, { names: 'full' }, CLI_ORIGIN);
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

  it.each(PAPERS.map(([name], i) => [name, i] as const))(
    '%s is the same when more is known, the season was closed since, and names are masked otherwise',
    async (_name, i) => {
      const now = await paper(i, EARLIER);
      expect(now.equals(papersBefore[i] as Buffer)).toBe(true);
      expect((await paper(i)).equals(now)).toBe(false);
    },
  );

  read('prints the head of then at the foot of papers, and the names of then on the notice', async () => {
    const head = await app.database.reads.get<{ seq: number; hash: string }>(
      'select seq, hash from book_record where cooperative_id = 1 and recorded_at <= ? order by seq desc limit 1',
      [EARLIER],
    );
    const last = await requireCooperative(app.database.reads, 'WRYT');
    for (const i of PAPERS.keys()) {
      if (PAPERS[i]?.[0] === 'pack') continue;
      const [then, now] = [await paper(i, EARLIER), await paper(i)].map((pdf) => pagesOf(pdf).join(' ')) as [string, string]; // prettier-ignore
      expect(then.replaceAll(' ', '')).toContain(head?.hash);
      expect(then.replaceAll(' ', '')).not.toContain(last.head_hash);
      expect(now.replaceAll(' ', '')).toContain(last.head_hash);
      if (PAPERS[i]?.[0] === 'notice') expect([then.includes('王燕'), now.includes('王燕')]).toEqual([false, true]);
    }
  });

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
