/** @runs sqlite */
import { labelOr } from '../../src/i18n/messages';
import { subjectInWords } from '../../src/exports/subject-words';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { exported, exportedBytes, importLines } from '../support/services';
import { partsIn, recalculated, sheetsIn, type CellValue } from '../support/xlsx';

const CLI = join(__dirname, '../../dist/src/cli.js');
const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
/** Large, and so not among what the checks install: where it is, it computes the formulas anew. */
const HAS_OFFICE = spawnSync('soffice', ['--version']).status === 0;
const SEASON = '2023-winter';
const HEADER = 4;

/** yuan as fen, heads as they are: sums without binary fractions. */
const whole = (value: CellValue | undefined): number => Math.round(Number(value ?? 0) * 100);

describe('the statements of a season as a workbook', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, example);
  });
  afterAll(() => app.close());

  it('names the period and the head of the chain in the reader’s language, above frozen headings', async () => {
    const { head_seq, head_hash } = (await app.database.reads.get<{ head_seq: number; head_hash: string }>(
      'select head_seq, head_hash from cooperative',
    )) as { head_seq: number; head_hash: string };
    for (const [locale, title, household] of [
      ['zh-CN', '对账单汇总', '牧户'],
      ['en', 'Statements', 'Household'],
    ] as const) {
      const file = await exportedBytes(app, { what: 'statements', format: 'xlsx', season: SEASON, locale });
      const [summary] = await sheetsIn(file);
      expect(summary?.sheet).toBe(title);
      const above = summary?.data.slice(0, HEADER - 1).map((row) => String(row[0])) ?? [];
      expect(above[0]).toBe(title);
      expect(above[1]).toMatch(/WRYT 乌日音图雅嘎查养殖合作社.*2023-12-01.*2024-05-31/);
      expect(above[2]).toMatch(new RegExp(`\\b${head_seq}\\b.*${head_hash}`));
      expect(summary?.data[HEADER - 1]).toContain(household);
      const sheet = (await partsIn(file)).get('xl/worksheets/sheet1.xml')?.text ?? '';
      expect(sheet).toContain(`<pane ySplit="${HEADER}" topLeftCell="A${HEADER + 1}"`);
      expect(sheet).toMatch(/<col min="1" max="1" width="\d+" customWidth="1"\/>/);
    }
  });

  it('has every statement line, typed, as the CSV has it', async () => {
    const csv = await exported(app, { what: 'lines', format: 'csv', season: SEASON });
    const [, lines] = await sheetsIn(await exportedBytes(app, { what: 'statements', format: 'xlsx', season: SEASON }));
    const shown = lines?.data.slice(HEADER - 1).map((row, i) => {
      if (i > 0) expect(typeof row[8]).toBe('number');
      return row.map((cell, c) => (i > 0 && c === 8 && row[9] === '元' ? Number(cell).toFixed(2) : String(cell))).join(',');
    }); // prettier-ignore
    const [, ...rows] = csv.trimEnd().split('\r\n');
    expect(shown?.[0]).toBe('合作社,结算季,对账单,合同,牧户,栏目,对象,项目,数量,单位,状态');
    // Codes for programs in CSV, words for people in the workbook.
    const words = (row: string): string => {
      const [a, b, c, d, e, section = '', subject = '', line = '', quantity, unit = '', status = ''] = row.split(',');
      const said = [`section.${section}`, '', `line.${section}.${line}`, '', `unit.${unit}`, `status.${status}`].map((key) => (key === '' ? '' : labelOr('zh-CN', key, '?'))); // prettier-ignore
      said[1] = subjectInWords('zh-CN', subject);
      said[3] = quantity ?? '';
      return [a, b, c, d, e, ...said].join(',');
    };
    expect(shown?.slice(1)).toEqual(rows.map(words));
    expect(shown?.join(' ')).toMatch(/代养 · 母羊/);
    expect(shown?.slice(1).join(' ')).not.toMatch(
      /,(?:owed|stock|cash|deposit|opening|closing|head|CNY|closed_\w+)(?:,|$)/m,
    );
  });

  it('has on every printed page what it is, its days, the head of the chain and the page', async () => {
    const file = await exportedBytes(app, { what: 'statements', format: 'xlsx', season: SEASON });
    const sheet = (await partsIn(file)).get('xl/worksheets/sheet1.xml')?.text ?? '';
    const [, head = '', foot = ''] = /<oddHeader>(.*?)<\/oddHeader><oddFooter>(.*?)<\/oddFooter>/.exec(sheet) ?? []; // prettier-ignore
    expect(head).toMatch(/^&amp;L 对账单汇总&amp;R .*2023-12-01 至 2024-05-31$/);
    expect(foot).toMatch(/^&amp;L 账链第 \d+ 条 [0-9a-f]{64}.*&amp;R&amp;P \/ &amp;N$/);
    expect(sheet).toMatch(/<pageSetup [^>]*\/><headerFooter>.*<\/headerFooter><\/worksheet>$/);
  });

  it('has times where the herders live, and says so; files for programs have UTC', async () => {
    const [entries] = await sheetsIn(await exportedBytes(app, { what: 'entries', format: 'xlsx', season: SEASON }));
    const headings = entries?.data[HEADER - 1]?.map(String) ?? [];
    expect(headings).toContain('登记时刻（北京时间）');
    expect(entries?.data[HEADER]?.map(String).at(-1)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(String(entries?.data[2]?.[0])).toMatch(/登记于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d（北京时间）$/);
    const kinds = new Set(entries?.data.slice(HEADER).map((row) => String(row[headings.indexOf('业务')])));
    expect([...kinds].every((kind) => /\p{Script=Han}/u.test(kind))).toBe(true);
    expect(await exported(app, { what: 'entries', format: 'csv', season: SEASON })).toMatch(
      /,\d{4}-\d\d-\d\dT[\d:.]+Z\r\n$/,
    );
  });

  it('sums each statement up: heads by class, cash, deposit and the same SHA-256 as the line says', async () => {
    const text = await exported(app, { what: 'statements', format: 'jsonl', season: SEASON });
    const rows = text.trimEnd().split('\n').map((l) => JSON.parse(l) as Record<string, unknown>); // prettier-ignore
    expect(rows[1]).toMatchObject({
      statement: '2023-winter/WRYT-2022-002', household: 'H002', householdName: '萨仁高娃', status: 'closed_unconfirmed',
      'closing.lamb': 77, 'due.lamb': 56, 'settled.lamb': 91, 'arrears.lamb': 0, 'closing.ewe': 55,
      'cash.opening': '-2345.71', 'cash.closing': '-1245.71', 'deposit.closing': '0.00',
      sha256: 'b4d7fdee5c3f819acb8b3f8d76f1ee7f8f9e33efe894d21c3a15335d51568fd8',
    }); // prettier-ignore
    // A statement without a class leaves its cells empty, and the key out.
    expect(rows[0]).not.toHaveProperty(['closing.ewe']);
    const csv = await exported(app, { what: 'statements', format: 'csv', season: SEASON, locale: 'en' });
    expect(csv.split('\r\n')).toHaveLength(rows.length + 2);
  });

  it('adds what is owed and what is owed back up apart, and the stored values are those of the rows', async () => {
    const [sheet] = await sheetsIn(await exportedBytes(app, { what: 'statements', format: 'xlsx', season: SEASON }));
    const rows = sheet?.data.slice(HEADER) ?? [];
    const statements = rows.slice(0, -2);
    const [positive, negative] = rows.slice(-2) as [CellValue[], CellValue[]];
    let figures = 0;
    for (let c = 7; c < positive.length - 1; c++) {
      const values = statements.map((row) => whole(row[c]));
      expect(whole(positive[c])).toBe(values.filter((v) => v > 0).reduce((a, b) => a + b, 0));
      expect(whole(negative[c])).toBe(values.filter((v) => v < 0).reduce((a, b) => a + b, 0));
      figures += values.filter((v) => v !== 0).length;
    }
    expect(figures).toBeGreaterThan(10);
    expect(positive.slice(-4)).toEqual([19378.3, 25363.3, 5000, null]);
    expect(negative.slice(-4)).toEqual([-2345.71, -1245.71, 0, null]);
  });

  it('has no totals over several seasons, whose balances are the same animals again', async () => {
    const file = await exportedBytes(app, { what: 'statements', format: 'xlsx' });
    expect((await partsIn(file)).get('xl/worksheets/sheet1.xml')?.text).not.toContain('<f>');
  });

  (HAS_OFFICE ? it : it.skip)(
    'LibreOffice computes the totals that we stored',
    async () => {
      const one = await onFreshBook(async (other) => {
        await importLines(other, makeBook(7, { contracts: 40, seasons: 3, closed: 3, events: 9 }));
        return exportedBytes(other, { what: 'statements', format: 'xlsx', season: 'S3' });
      });
      for (const file of [one, await exportedBytes(app, { what: 'feed', format: 'xlsx' })]) {
        const formulas = (await partsIn(file)).get('xl/worksheets/sheet1.xml')?.text.match(/<f>/g)?.length ?? 0;
        expect(formulas).toBeGreaterThan(2);
        const [stored] = await sheetsIn(file);
        const computed = await recalculated(file);
        expect(computed.map((row) => row.map(String))).toEqual(
          stored?.data.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))),
        );
      }
    },
    120_000,
  );

  it('carries no time but the instant of its records', async () => {
    const file = await exportedBytes(app, { what: 'balances', format: 'xlsx' });
    const parts = await partsIn(file);
    expect(new Set([...parts.values()].map((p) => p.time))).toEqual(new Set(['33 0']));
    const core = parts.get('docProps/core.xml')?.text ?? '';
    const { head_at } = (await app.database.reads.get<{ head_at: string }>('select head_at from cooperative')) as {
      head_at: string;
    };
    expect(new Set(core.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g))).toEqual(new Set([head_at]));
    expect(await exportedBytes(app, { what: 'balances', format: 'xlsx' })).toEqual(file);
  });

  it('leaves no file when the disk fills up in the middle, and says so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sureg-test-full-'));
    try {
      const command = `ulimit -f 40; exec '${process.execPath}' '${CLI}' export statements --format xlsx --out '${join(folder, 'a.xlsx')}' --json`;
      const { status, stdout } = spawnSync('bash', ['-c', command], {
        env: { ...process.env, DATABASE_URL: app.url },
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 75, stdout: expect.stringContaining('storage_full') as string });
      expect(readdirSync(folder)).toEqual([]);
      writeFileSync(join(folder, 'a.xlsx'), 'older');
      spawnSync('bash', ['-c', `${command} --force`], { env: { ...process.env, DATABASE_URL: app.url } });
      expect(readdirSync(folder)).toEqual(['a.xlsx']);
      expect(readFileSync(join(folder, 'a.xlsx'), 'utf8')).toBe('older');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what somebody typed', () => {
  const EVIL = ['=HYPERLINK("http://x","y")', '+1', '-2', '@SUM(A1)', '\tx', 'a=b', '"q", r'];

  it('is never a formula: disarmed in CSV, text in XLSX; numbers stay numbers, JSON stays as it was typed', async () => {
    const book = makeBook(3, { code: 'EVIL', contracts: EVIL.length, seasons: 1, closed: 1, events: 20 });
    const typed = EVIL.map((name) => name.trim());
    const lines = book.map((line) => {
      const object = JSON.parse(line) as Record<string, unknown>;
      if (object['type'] === 'household') object['name'] = typed[Number(String(object['code']).slice(1)) - 1];
      return JSON.stringify(object);
    });
    const { csv, sheets, jsonl, parts } = await onFreshBook(async (app) => {
      await importLines(app, lines);
      const csv = await exported(app, { what: 'statements', format: 'csv', season: 'S1', locale: 'en' });
      const xlsx = await exportedBytes(app, { what: 'statements', format: 'xlsx', season: 'S1' });
      const jsonl = await exported(app, { what: 'statements', format: 'jsonl', season: 'S1' });
      return { csv, sheets: await sheetsIn(xlsx), jsonl, parts: await partsIn(xlsx) };
    });
    expect(csv).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`);
    for (const text of ["'+1", "'-2", "'@SUM(A1)", 'x', 'a=b', '"""q"", r"']) expect(csv).toContain(`,${text},`);
    expect(csv).toMatch(/,-\d+\.\d\d,/);
    expect(csv).not.toMatch(/,'-\d+\.\d\d,/);
    expect(sheets[0]?.data.slice(HEADER, -2).map((row) => row[4])).toEqual(typed);
    const formulas = parts.get('xl/worksheets/sheet1.xml')?.text.match(/<f>[^<]*<\/f>/g) ?? [];
    expect(formulas.length).toBeGreaterThan(0);
    for (const formula of formulas) expect(formula).toMatch(/^<f>ROUND\(SUMIF\(/);
    expect(jsonl).toContain(JSON.stringify(typed[0]));
  });
});

async function onFreshBook<T>(work: (app: TestApp) => Promise<T>): Promise<T> {
  const app = await openTestApp();
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
