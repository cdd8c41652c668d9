/**
 * Printed documents say what the book says, word for word, and nothing else.
 *
 * @runs sqlite
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CooperativeRow } from '../../src/parties/cooperatives';
import { requireCooperative } from '../../src/parties/cooperatives';
import { listSeasons, requireSeason } from '../../src/calendar/seasons';
import { verificationUrl } from '../../src/exports/pdf/document';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { publicName } from '../../src/exports/pdf/notice.data';
import { PdfService, type StatementsRequest } from '../../src/exports/pdf/pdf.service';
import type { SlipData } from '../../src/exports/pdf/slip.data';
import { NoticeSettingsService } from '../../src/parties/notice-names.service';
import { readStatements, type StatementView } from '../../src/statements/statements.queries';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { fontsOf, insidesOf, pagesOf, pdfReadersAvailable, RARE_FONTS, soundnessOf } from '../support/pdf';
import { importLines } from '../support/services';

const EXAMPLE = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const AT = '2026-06-01T00:00:00.000Z';

const read = pdfReadersAvailable() ? it : it.skip;

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  await importLines(app, EXAMPLE);
  await importLines(app, ODD_NAMES);
}, 120_000);
afterAll(() => app.close());

const NAMES = [
  'Өнөрбат Үүлэн',
  'ᠮᠣᠩᠭᠣᠯ ᠪᠠᠲᠤ',
  '#read("/etc/passwd") $x$',
  '*b* _i_ `c` @ref <tag> \\n',
  `"a" 'b' “c” // /* {{`,
];
const ODD_NAMES = [
  { type: 'book', format: 1 },
  { type: 'cooperative', code: 'ODD', name: '合作社 #panic() “甲”', accounting: 'CN-COOP-2021' },
  { type: 'season', cooperative: 'ODD', code: 'S1', from: '2022-06-01', to: '2022-11-30' },
  ...[...NAMES, '𠮷田'].flatMap((name, i) => [
    { type: 'household', cooperative: 'ODD', code: `H${i}`, name },
    {
      type: 'contract', cooperative: 'ODD', number: `C-${i}`, household: `H${i}`, from: '2022-06-10', to: '2025-06-09',
      terms: {
        title: 'retained', handout: [{ class: 'ewe', count: 10 }],
        obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 18, schedule: { kind: 'at_end' } }],
      },
    },
  ]),
].map((line) => JSON.stringify(line)); // prettier-ignore

const service = (): PdfService => app.module.get(PdfService);

async function printed(
  cooperative: string,
  request: Omit<StatementsRequest, 'at'>,
  by = service(),
): Promise<Uint8Array> {
  return app.database.reads.snapshot(async (reader) =>
    by.statements(reader, await requireCooperative(reader, cooperative), { at: AT, ...request }),
  );
}

async function recorded(
  code: string,
  seasonCode: string,
): Promise<{ cooperative: CooperativeRow; views: StatementView[] }> {
  return app.database.reads.snapshot(async (reader) => {
    const cooperative = await requireCooperative(reader, code);
    const season = requireSeason(await listSeasons(reader, cooperative.id), seasonCode);
    const views: StatementView[] = [];
    for await (const view of readStatements(reader, cooperative, season)) views.push(view);
    return { cooperative, views };
  });
}

describe('the statements of a season', () => {
  read('each have a page with every figure that is not zero, the hash, the chain and the page number', async () => {
    const pages = pagesOf(await printed('WRYT', { season: '2022-summer' }));
    const { cooperative, views } = await recorded('WRYT', '2022-summer');
    expect(views).toHaveLength(2);
    expect(pages).toHaveLength(views.length);
    for (const [i, view] of views.entries()) {
      const page = pages[i] as string;
      const figures = view.lines.filter((l) => !/^-?0(\.0+)?$/.test(l.quantity)).map((l) => l.quantity);
      expect(figures.length).toBeGreaterThan(5);
      for (const figure of figures) expect(page.split(' ')).toContain(figure);
      for (const words of [
        view.number,
        view.sha256,
        cooperative.name,
        cooperative.head_hash,
        '2022-06-01 至 2022-11-30',
      ])
        expect(page).toContain(words);
      expect(page).toContain(`第 ${cooperative.head_seq} 条`);
      expect(page).toContain('第 1 页，共 1 页');
      expect(page).not.toContain('草稿');
    }
  });

  read('say what is outstanding before any table, in both languages', async () => {
    const [page] = pagesOf(await printed('WRYT', { season: '2022-summer', contract: 'WRYT-2022-001' }));
    expect(page).toMatch(/截至 2022-11-30，王燕：尚欠羔羊 160 只；应付合作社 2101\.60 元。.*应还牲畜/);
    expect(page).toContain('As of 2022-11-30, 王燕 still owes 160 lambs; has to pay the cooperative 2101.60 CNY.');
  });

  read('of one contract are one statement, in one language when asked', async () => {
    const request = { season: '2022-summer', contract: 'WRYT-2022-002' } as const;
    const [chinese, ...more] = pagesOf(await printed('WRYT', { ...request, language: 'zh' }));
    expect(more).toEqual([]);
    expect(chinese).toContain('萨仁高娃');
    expect(chinese).not.toMatch(/Statement|Household|opening/);
    const [english] = pagesOf(await printed('WRYT', { ...request, language: 'en' }));
    expect(english).toMatch(/^乌日音图雅嘎查养殖合作社 Statement Number 2022-summer\/WRYT-2022-002 Household 萨仁高娃/);
    expect(english).not.toMatch(/对账单|牧户|期末/);
  });

  read('number the pages of each anew, with its number on every page', async () => {
    const obligations = Array.from({ length: 45 }, (_, i) => ({
      id: `o${i}`, rule: 'fixed_total', class: 'lamb', quantity: 100 + i, schedule: { kind: 'at_end' },
    })); // prettier-ignore
    const lines = [1, 2].flatMap((i) => [
      { type: 'household', cooperative: 'LONG', code: `H${i}`, name: `户${i}` },
      {
        type: 'contract', cooperative: 'LONG', number: `C-${i}`, household: `H${i}`, from: '2022-06-10', to: '2025-06-09',
        terms: { title: 'retained', handout: [{ class: 'ewe', count: 1 }], obligations: i === 1 ? obligations : obligations.slice(0, 1) },
      },
    ]); // prettier-ignore
    await importLines(app, [
      ODD_NAMES[0] as string,
      ...[
        { type: 'cooperative', code: 'LONG', name: '长', accounting: 'CN-COOP-2021' },
        { type: 'season', cooperative: 'LONG', code: 'S1', from: '2022-06-01', to: '2022-11-30' },
        ...lines,
      ].map((line) => JSON.stringify(line)),
    ]);
    const pages = pagesOf(await printed('LONG', { season: 'S1' }));
    expect(pages.map((page) => /第 \d 页，共 \d 页/.exec(page)?.[0])).toEqual([
      '第 1 页，共 2 页', '第 2 页，共 2 页', '第 1 页，共 1 页',
    ]); // prettier-ignore
    expect(pages[1]).toMatch(/^草 稿 DRAFT S1\/C-1 · 户1 /);
    // The head of the table comes again.
    expect(pages[1]).toContain('期末尚欠');
    expect(pages[2]).toMatch(/^草 稿 DRAFT 长 对账单/);
  });

  read('that are drafts say so across the page', async () => {
    const pages = pagesOf(await printed('WRYT', { season: '2025-winter' }));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) expect(page).toMatch(/^草 稿 DRAFT /);
  });

  it('that are not there are refused by name', async () => {
    await expect(printed('WRYT', { season: '2022-summer', contract: 'nobody' })).rejects.toMatchObject({
      code: 'contract_unknown',
    });
    await expect(printed('WRYT', { season: '1999' })).rejects.toMatchObject({ code: 'season_unknown' });
  });
});

describe('a name on paper', () => {
  read('is what was recorded: markup stays text, and every script has its letters', async () => {
    const pages = pagesOf(await printed('ODD', { season: 'S1' }));
    for (const [i, name] of NAMES.entries()) {
      expect(pages[i]).toContain(`${name} H${i}`);
      expect(pages[i]).toContain('合作社 #panic() “甲”');
    }
  });

  read('shows the number of a character that no font has, instead of a hole', async () => {
    const pdf = await printed('ODD', { season: 'S1', contract: 'C-5' });
    expect(pagesOf(pdf)[0]).toContain('〔U+20BB7〕田 H5');
    expect(soundnessOf(pdf)).toContain('No syntax or stream encoding errors');
  });

  read('has rare characters from a folder of fonts', async () => {
    const own = new PdfService(RARE_FONTS);
    const pdf = await printed('ODD', { season: 'S1', contract: 'C-5' }, own);
    await own.onModuleDestroy();
    expect(pagesOf(pdf)[0]).toContain('𠮷田 H5');
    expect(fontsOf(pdf).map((f) => f.name)).toContainEqual(expect.stringContaining('HanaMin'));
  });
});

describe('the file', () => {
  read('is sound, carries its fonts, and can start nothing', async () => {
    const pdf = await printed('ODD', { season: 'S1', publicUrl: 'https://book.example' });
    expect(soundnessOf(pdf)).toContain('No syntax or stream encoding errors');
    const fonts = fontsOf(pdf);
    expect(fonts.length).toBeGreaterThan(3);
    for (const font of fonts) expect(font).toMatchObject({ isEmbedded: true });
    const insides = insidesOf(pdf);
    expect(insides).toContain('/CreationDate (D:20260601000000');
    expect(insides).not.toMatch(/\/(?:JS|JavaScript|Launch|OpenAction|EmbeddedFile|URI)\b/);
  });

  it('is the same, byte for byte, when printed again for the same instant, by another thread too', async () => {
    const request = { season: '2022-summer', publicUrl: 'https://book.example' };
    const other = new PdfService();
    const [first, again, elsewhere] = [
      await printed('WRYT', request),
      await printed('WRYT', request),
      await printed('WRYT', request, other),
    ];
    await other.onModuleDestroy();
    expect(Buffer.compare(first, again)).toBe(0);
    expect(Buffer.compare(first, elsewhere)).toBe(0);
  });

  read('leads to where it can be checked only where such an address is known', async () => {
    const request = { season: '2022-summer', contract: 'WRYT-2022-001' };
    expect(pagesOf(await printed('WRYT', request))[0]).not.toContain('扫码核对');
    expect(pagesOf(await printed('WRYT', { ...request, publicUrl: 'https://book.example' }))[0]).toContain('扫码核对');
    expect(verificationUrl('https://book.example/', '2022-夏/C-1', 'ab')).toBe(
      'https://book.example/verify/2022-%E5%A4%8F/C-1/ab',
    );
  });

  it('of many statements is printed beside the main thread', async () => {
    const size = { code: 'MANY', contracts: 60, seasons: 1, closed: 1, events: 5 };
    await importLines(app, makeBook(3, size));
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    const pdf = await printed('MANY', { season: 'S1' });
    clearInterval(ticking);
    expect(pdf.length).toBeGreaterThan(100_000);
    expect(ticks).toBeGreaterThan(20);
  });
});

describe('the public notice of a season', () => {
  const posted = (cooperative: string): Promise<Uint8Array> =>
    app.database.reads.snapshot(async (reader) =>
      service().notice(reader, await requireCooperative(reader, cooperative), {
        season: '2024-summer',
        at: AT,
      }),
    );

  read('shows what everybody owes, and nobody by name', async () => {
    const [page, ...more] = pagesOf(await posted('WRYT'));
    expect(more).toEqual([]);
    expect(page).toContain('1 王* WRYT-2022-001 30 18884.67 2 萨*** WRYT-2022-002 64 55 2 8 2296.21');
    expect(page).toMatch(/合计 Total 98 99 4 12 18884\.67 3637\.46/);
    expect(page).not.toMatch(/王燕|萨仁|巴特|H00|1390000/);
    const { views } = await recorded('WRYT', '2024-summer');
    const owed = views.flatMap((v) => v.subjects).filter((s) => s.section === 'owed' && s.commodity === 'lamb');
    expect(owed.reduce((sum, s) => sum + (s.values[5] as number), 0)).toBe(98);
  });

  read.each([
    ['code', 'H001'],
    ['full', '王燕'],
    ['masked', '王*'],
  ] as const)('calls households by %s where that was decided', async (names, shown) => {
    const settings = app.module.get(NoticeSettingsService);
    const { id } = await requireCooperative(app.database.reads, 'WRYT');
    await settings.change('WRYT', (await settings.get(id)).version, { names }, CLI_ORIGIN);
    expect(pagesOf(await posted('WRYT'))[0]).toContain(`1 ${shown} WRYT-2022-001`);
  });

  it.each([
    ['王燕', '王*'],
    ['萨仁高娃', '萨***'],
    ['阿', '阿*'],
    ['𠮷田', '𠮷*'],
    ['Нямдорж', 'Н***'],
  ])('calls %s %s', (name, shown) => {
    expect(publicName({ code: 'H1', name }, 'masked')).toBe(shown);
  });
});

describe('papers for the hand', () => {
  const household = { code: 'H001', name: 'Өнөр #x' };

  read('a slip has its number, what happened, the balance, and says when it is a reprint', async () => {
    const slip: SlipData = {
      cooperative: '合作社', number: 'WRYT-000127', kind: 'lamb_return', on: '2022-11-10', household, contract: 'C-1',
      recorded: '2022-11-10 17:05 · 乌云',
      what: [{ label: '母羔', value: '12 只' }], balance: [{ label: '尚欠羔羊', value: '160 只' }],
    }; // prettier-ignore
    const first = pagesOf(await service().slipsPdf([slip], { at: AT }));
    expect(first).toEqual([
      '合作社 还羔 return of lambs 编号 Number WRYT-000127 日期 Day 2022-11-10 牧户 Household Өнөр #x H001 合同 Contract C-1 ' +
        '记账 Recorded 2022-11-10 17:05 · 乌云 事项 What 母羔 12 只 记账后结余 Balance afterwards 尚欠羔羊 160 只 牧户（签字或按手印） Household (signature or fingerprint) ' +
        '经办人（签字） Clerk (signature) WRYT-000127 第 1 页，共 1 页',
    ]);
    const again = await service().slipsPdf([slip, { ...slip, reprint: 2, link: 'https://book.example/v' }], { at: AT });
    expect(pagesOf(again)[1]).toMatch(/补打第 2 次 reprint 2 .*扫码核对/);
  });

  read(
    'a card is one small page with the name and how to choose a PIN, and keeps its link in the code alone',
    async () => {
      const link = 'https://book.example/h/secret-token';
      const pdf = await service().cardPdf({ cooperative: '合作社', household, link, number: '17' }, { at: AT });
      const [page, ...more] = pagesOf(pdf);
      expect(more).toEqual([]);
      expect(page).toMatch(/Өнөр #x H001 · 编号 17 1\. 扫描.*2\. 第一次.*3\. 密码.*4\. 卡片/);
      expect(insidesOf(pdf)).not.toContain('secret-token');
    },
  );
});
