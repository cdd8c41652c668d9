/**
 * Every printed paper, in every choice of languages, with names as long and as rare as they come: sound, with its fonts, and nothing of it lost.
 *
 * @runs sqlite
 */
import { requireCooperative } from '../../src/parties/cooperatives';
import { NoticeSettingsService } from '../../src/parties/notice-names.service';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { PdfService, type PrintOptions } from '../../src/exports/pdf/pdf.service';
import type { SlipData } from '../../src/exports/pdf/slip.data';
import { openTestApp, type TestApp } from '../support/app';
import { fontsOf, outsideOf, pagesOf, pdfReadersAvailable, RARE_FONTS, soundnessOf } from '../support/pdf';
import { importLines } from '../support/services';

const AT = '2026-06-01T00:00:00.000Z';
const LANGUAGES = ['zh+en', 'zh', 'en'] as const;

/** As long as the book takes them: with spaces, without, and without a place to break at all. */
const NAMES = [
  '𠮷田 Өнөрбат Үүлэн',
  'Нямдоржийн Бадамцэцэгийн Өлзийбаатар ба Үржинханд, Өвөрхангай аймгийн '.repeat(3).slice(0, 199).trim(),
  '阿拉坦敖其尔与萨仁高娃及其子女合住户'.repeat(11),
  'Үйлдвэрлэлийнхээ'.repeat(12),
  `${'W'.repeat(60)} ${'m'.repeat(120)}`,
] as const;
const COOPERATIVE = '乌日音图雅嘎查养殖合作社𠮷'.repeat(15);
const SEASON = '二〇二二年夏秋季放牧与接羔结算'.repeat(13);
const AMOUNTS = ['98765432.10', '0.07', '12345.67', '90071992.54', '1.00'] as const;
const CODE = 'X'.repeat(40);
const numberOf = (i: number): string => `${'合'.repeat(20)}-${'C'.repeat(18)}${i}`;

const BOOK = [
  { type: 'book', format: 1 },
  { type: 'cooperative', code: CODE, name: COOPERATIVE, accounting: 'CN-COOP-2021' },
  { type: 'season', cooperative: CODE, code: 'S'.repeat(40), name: SEASON, from: '2022-06-01', to: '2022-11-30' },
  ...NAMES.flatMap((name, i) => [
    { type: 'household', cooperative: CODE, code: `${'H'.repeat(38)}${i}`, name },
    {
      type: 'contract', cooperative: CODE, number: numberOf(i), household: `${'H'.repeat(38)}${i}`, from: '2022-06-10', to: '2025-06-09',
      terms: {
        title: 'retained', handout: [{ class: 'ewe', count: 1_000_000 }],
        obligations: [
          { id: '还'.repeat(30), rule: 'fixed_total', class: 'lamb', quantity: 987_654, schedule: { kind: 'at_end' } },
          { id: 'dams', rule: 'return_same' },
        ],
      },
    },
    { type: 'event', cooperative: CODE, contract: numberOf(i), id: `h${i}`, kind: 'handover', on: '2022-06-11', heads: [{ class: 'ewe', count: 999_999 }] },
    { type: 'event', cooperative: CODE, contract: numberOf(i), id: `o${i}`, kind: 'cash_out', on: '2022-06-12', amount: AMOUNTS[i] },
    { type: 'event', cooperative: CODE, contract: numberOf(i), id: `d${i}`, kind: 'deposit_in', on: '2022-06-12', amount: '7654321.09' },
  ]),
].map((line) => JSON.stringify(line)); // prettier-ignore

const read = pdfReadersAvailable() ? it : it.skip;

let app: TestApp;
let papers: PdfService;
beforeAll(async () => {
  app = await openTestApp();
  await importLines(app, BOOK);
  await app.module.get(NoticeSettingsService).change(CODE, 0, { names: 'full' }, CLI_ORIGIN);
  papers = new PdfService(RARE_FONTS);
}, 120_000);
afterAll(async () => {
  await papers.onModuleDestroy();
  await app.close();
});

/** All text without its spaces: where lines are broken is the paper's own affair. */
const squeezed = (text: string): string => text.replaceAll(/\s/g, '');

interface Paper {
  readonly print: (options: PrintOptions) => Promise<Uint8Array>;
  /** Everything that must be found on it. */
  readonly says: readonly string[];
  readonly pages?: number;
}

const slip = (i: number): SlipData => ({
  cooperative: COOPERATIVE,
  number: `${CODE}-999999`,
  kind: 'lamb_return',
  on: '2022-11-10',
  household: { code: `${'H'.repeat(38)}${i}`, name: NAMES[i] as string },
  contract: numberOf(i),
  recorded: `2022-11-10 17:05 · ${NAMES[i]}`,
  what: [
    { label: '母羔', value: '1000000 只' },
    { label: '备注𠮷', value: NAMES[i] as string },
    { label: '金额', value: AMOUNTS[i] as string },
  ],
  balance: [
    { label: '尚欠羔羊', value: '987654 只' },
    { label: '往来款', value: '98765432.10' },
  ],
  reprint: 12,
  link: `https://book.example/verify/${'a'.repeat(64)}`,
});

const PAPERS: Readonly<Record<string, Paper>> = {
  'the statements of a season': {
    print: (options) =>
      app.database.reads.snapshot(async (reader) =>
        papers.statements(reader, await requireCooperative(reader, CODE), {
          season: 'S'.repeat(40), publicUrl: `https://${'book.'.repeat(20)}example`, ...options,
        }),
      ),
    says: [COOPERATIVE, SEASON, ...NAMES, ...NAMES.map((_, i) => numberOf(i)), ...AMOUNTS, '987654', '999999', '7654321.09'],
  },
  'the public notice': {
    print: (options) =>
      app.database.reads.snapshot(async (reader) =>
        papers.notice(reader, await requireCooperative(reader, CODE), { season: 'S'.repeat(40), ...options }),
      ),
    says: [COOPERATIVE, SEASON, ...NAMES, ...NAMES.map((_, i) => numberOf(i)), ...AMOUNTS, '987654', '999999', '188849771.38', '4938270'],
  },
  slips: {
    print: (options) => papers.slipsPdf(NAMES.map((_, i) => slip(i)), options),
    says: [COOPERATIVE, ...NAMES, ...NAMES.map((_, i) => numberOf(i)), ...AMOUNTS, `${CODE}-999999`, '987654只', '1000000只', '98765432.10'],
  },
  ...Object.fromEntries(
    [0, 2, 4].map((i): [string, Paper] => [
      `the card of household ${i + 1}`,
      {
        print: (options) =>
          papers.cardPdf(
            { cooperative: COOPERATIVE, household: { code: `${'H'.repeat(38)}${i}`, name: NAMES[i] as string }, link: 'https://book.example/h/secret', number: '123456' },
            options,
          ),
        says: [COOPERATIVE, NAMES[i] as string, `${'H'.repeat(38)}${i}`, '123456'],
        pages: 1,
      },
    ]),
  ),
}; // prettier-ignore

describe.each(LANGUAGES)('in %s', (language) => {
  read.each(Object.entries(PAPERS))('%s: sound, with its fonts, within its pages, and whole', async (_name, paper) => {
    const pdf = await paper.print({ language, at: AT });
    expect(soundnessOf(pdf)).toContain('No syntax or stream encoding errors');
    const fonts = fontsOf(pdf);
    expect(fonts.length).toBeGreaterThan(0);
    expect(fonts.filter((font) => !font.isEmbedded)).toEqual([]);
    const pages = pagesOf(pdf);
    const text = squeezed(pages.join(''));
    const lost = paper.says.filter((said) => !text.includes(squeezed(said)));
    expect({ lost, outside: outsideOf(pdf) }).toEqual({ lost: [], outside: [] });
    if (paper.pages !== undefined) expect(pages).toHaveLength(paper.pages);
  });
});
