/**
 * The paper of a statement tells what its page tells: what came late, what became of it, who has signed it, and stock that cannot be.
 *
 * @runs sqlite
 */
import { PdfService } from '../../src/exports/pdf/pdf.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { openTestApp, type TestApp } from '../support/app';
import { HEADER, importLife, signatureLine, statementAt, stepLine, type Address } from '../support/life';
import { insidesOf, outsideOf, pagesOf, pdfReadersAvailable, soundnessOf } from '../support/pdf';
import { importLines } from '../support/services';

const read = pdfReadersAvailable() ? it : it.skip;

const cooperative = 'C1';
const LONG = '巴特尔'.repeat(14) + 'Sarangerel'.repeat(9);
const terms = {
  handout: [{ class: 'ewe', count: 30 }],
  obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 18, schedule: { kind: 'tranches', tranches: [{ on: '2023-12-31', quantity: 18 }] } }],
}; // prettier-ignore
const event = (contract: string, id: string, more: object): object => ({
  type: 'event',
  cooperative,
  contract,
  id,
  ...more,
});
const BOOK = [
  { type: 'book', format: 1 },
  { type: 'cooperative', code: cooperative, name: '合作社', accounting: 'CN-COOP-2021' },
  { type: 'season', cooperative, code: 's1', from: '2023-01-01', to: '2023-05-31' },
  { type: 'season', cooperative, code: 's2', from: '2023-06-01', to: '2023-11-30' },
  ...['K1', 'K2', 'K3'].flatMap((number, i) => [
    { type: 'household', cooperative, code: `H${i}`, name: i === 1 ? LONG : `王${i}` },
    { type: 'contract', cooperative, number, household: `H${i}`, from: '2023-01-01', to: '2025-12-31', terms },
  ]),
  { type: 'close', cooperative, season: 's1' },
  event('K1', 'e1', { kind: 'lamb_return', on: '2023-04-01', accepted: [{ class: 'ram_lamb', count: 1 }] }),
  event('K1', 'e2', { kind: 'cash_in', on: '2023-03-02', amount: '20.00', receipt: 'R-7' }),
  event('K1', 'e3', { kind: 'cash_in', on: '2023-07-02', amount: '30.00' }),
  event('K1', 'e4', { kind: 'class_change', on: '2023-07-03', from: 'ewe_hogget', to: 'ewe', count: 2 }),
  // As many late facts as nobody should have, with texts as long as they may be.
  ...Array.from({ length: 70 }, (_, i) =>
    event('K2', `l${i}`, {
      kind: 'service',
      on: '2023-02-01',
      item: i % 9 ? '防疫' : LONG.slice(0, 40),
      amount: '1.00',
    }),
  ),
].map((line) => JSON.stringify(line));

const K1: Address = { cooperative, season: 's2', contract: 'K1' };
const K2: Address = { ...K1, contract: 'K2' };

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  await importLines(app, BOOK);
  const { sha256 } = await statementAt(app, K1);
  const line = { section: 'cash', subject: 'CNY', line: 'received' };
  await importLife(app, [
    HEADER,
    stepLine(K1, 'presented', 'sarna'),
    stepLine(K1, 'disputed', 'card:4', { line, reason: '少记一笔 50 元', deadline: '2026-05-16' }),
    stepLine(K1, 'disputed', 'sarna', { answer: '已核对，两笔都在', at: '2026-05-01T09:00:00.000Z' }),
    stepLine(K1, 'presented', 'sarna', { at: '2026-05-02T08:00:00.000Z' }),
    stepLine(K1, 'confirmed', 'card:4', { at: '2026-05-02T09:00:00.000Z' }),
    signatureLine(K1, sha256, { by: 'card:4' }),
    signatureLine(K1, sha256, { role: 'clerk', by: 'sarna', how: 'screen' }),
    signatureLine(K1, sha256, { role: 'branch', by: 'sarna', how: 'paper', signer: '乌云', signedOn: '2026-05-01', attachment: 'a1'.repeat(32) }),
    stepLine(K2, 'presented', 'sarna'),
    stepLine(K2, 'disputed', 'card:5', { reason: `${LONG}\n`.repeat(12), deadline: '2026-05-16' }),
  ]); // prettier-ignore
}, 120_000);
afterAll(() => app.close());

const AT = '2026-06-01T00:00:00.000Z';

async function paper(
  contract: string,
  language: 'zh+en' | 'zh' | 'en' = 'zh+en',
  asKnown?: string,
): Promise<Uint8Array> {
  const request = { season: 's2', contract, language, at: AT, ...(asKnown === undefined ? {} : { asKnown }) };
  return app.database.reads.snapshot(async (reader) =>
    app.module.get(PdfService).statements(reader, await requireCooperative(reader, cooperative), request),
  );
}

/** Chinese is broken anywhere at the end of a line. */
const joined = (pdf: Uint8Array): string =>
  pagesOf(pdf)
    .join(' ')
    .replace(/(?<=\p{Script=Han}|[，。：]) (?=\p{Script=Han})/gu, '')
    .replace(/ ?· ?/g, ' · ');

describe('the paper of a statement', () => {
  read('lists what came late, with the day it happened and the day it counts on', async () => {
    const text = joined(await paper('K1'));
    expect(text).toContain('补记 Late');
    expect(text).toContain('2023-04-01 还羔公羔 1 return of lambs ram lambs 1 2023-06-01');
    expect(text).toMatch(/2023-03-02 收款 20\.00 元 · 收据号 R-7 .*CNY 20\.00 .* 2023-06-01/);
    expect(text).not.toMatch(/2023-07-02 收款/);
    expect(joined(await paper('K3'))).not.toMatch(/补记|经过/);
  });

  read('tells what was disputed and answered, by whom and when', async () => {
    const text = joined(await paper('K1', 'zh'));
    expect(text).toMatch(/经过.*时间（北京时间）/);
    expect(text).toContain('2026-05-01 16:00 户卡 4 有异议往来款 · 收到现金少记一笔 50 元最迟 2026年5月16日答复');
    expect(text).toContain('2026-05-01 17:00 sarna 答复已核对，两笔都在');
    expect(text).toContain('2026-05-02 17:00 户卡 4 已确认');
  });

  read('names every signature: who, how and when, and who entered one given on paper', async () => {
    const text = joined(await paper('K1', 'en'));
    expect(text).toContain('household card 4 · by PIN · 2026-05-01 16:00');
    expect(text).toContain('sarna · on screen · 2026-05-01 16:00');
    expect(text).toMatch(/乌云 · on paper · 2026-05-01 · recorded by sarna, 2026-05-01 16:00 · the paper a1a1a1a1/);
    expect(text).not.toMatch(/\p{Script=Han}{3}户|户卡|补记/u);
  });

  read('says of stock below zero why that can be', async () => {
    const text = joined(await paper('K1'));
    expect(text).toContain('自有 · 公羔 −1 只，小于零：有些产羔没有记录。');
    expect(text).toContain('own · ram lambs −1 head. Below zero: some births were not recorded.');
    expect(text).toContain('小于零：有些增加没有记录');
  });

  read('has room for many late facts and long names, and stays sound', async () => {
    const pdf = await paper('K2');
    expect(soundnessOf(pdf)).toContain('No syntax or stream encoding errors');
    expect(insidesOf(pdf)).toMatch(/\/StructTreeRoot/);
    expect(outsideOf(pdf)).toEqual([]);
    const pages = pagesOf(pdf);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.at(-1)).toContain(`第 ${pages.length} 页，共 ${pages.length} 页`);
    expect(pages.join(' ').match(/ 技术服务 /g)).toHaveLength(70);
  });

  read('as known at an instant tells what was known then, the same bytes later', async () => {
    const known = app.clock.now();
    const before = await paper('K1', 'zh', known);
    app.clock.set('2026-06-01T00:00:01.000Z');
    await importLines(app, [
      HEADER,
      JSON.stringify(event('K1', 'late-again', { kind: 'cash_in', on: '2023-03-05', amount: '9.00' })),
    ]);
    expect(Buffer.compare(before, await paper('K1', 'zh', known))).toBe(0);
    const after = joined(await paper('K1', 'zh'));
    expect(after).toContain('2023-03-05 收款 9.00 元');
    expect(after).toContain('（内容已变，签字无效）');
    expect(after).toContain('（之后内容有变化）');
  });
});
