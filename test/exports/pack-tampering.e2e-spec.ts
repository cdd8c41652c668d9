/**
 * @runs sqlite
 * @slow
 */
import { createHash } from 'node:crypto';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { importLife, wholeLife } from '../support/life';
import { Auditor, packOf, relisted, unzipped, zipOf, type Files } from '../support/packs';
import { importLines } from '../support/services';
import { runs, timeout } from '../support/scale';
import { openRaw } from '../support/sql';

/** What a pack's chain proves; of the others (the script) only the manifest speaks. */
const PROVEN = [
  'lines.csv',
  'statements.jsonl',
  'entries.jsonl',
  'chain.jsonl',
  'book.jsonl',
  'terms.jsonl',
  'approvals.jsonl',
  'signatures.jsonl',
  'mappings.jsonl',
  'posting-mapping.json',
];
/** How many checks run at once: each is a process of its own. */
const AT_ONCE = 3;

type Pick = <T>(from: readonly T[]) => T;

/** Somebody changes a pack before it reaches the auditor: clumsily, or with a manifest that fits again. */
describe('the script finds what was changed in a pack', () => {
  let app: TestApp;
  let auditor: Auditor;
  const packs: { zip: Buffer; files: Files }[] = [];
  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
    await importLines(app, makeBook(71, { contracts: 3, seasons: 4, closed: 2, events: 6 }));
    await importLife(app, await wholeLife(app, { cooperative: 'COOP71', season: 'S3', contract: 'C-1' }));
    for (const season of ['S1', 'S2', 'S3']) {
      const zip = await packOf(app, { season });
      packs.push({ zip, files: await unzipped(zip) });
    }
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  /** What is wrong with the pack, and whether the manifest was made to fit. */
  function tamper(random: () => number): { what: string; files: Files } | undefined {
    const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
    const files = new Map(pick(packs).files);
    const isClever = random() < 0.6;
    const path = pick(isClever ? PROVEN : [...files.keys()]);
    const before = String(files.get(path));
    if (before === '') return undefined;
    const how = pick(['digit', 'digit', 'letter', 'drop', 'repeat', 'swap', 'file'] as const);
    const after = how === 'file' ? undefined : changed(before, how, pick);
    if (after === before) return undefined;
    if (after !== undefined) files.set(path, Buffer.from(after));
    else if (isClever || path === 'manifest.json') files.set(path, Buffer.from(''));
    else files.delete(path);
    return {
      what: `${how} in ${path}${isClever ? ', the manifest made to fit' : ''}`,
      files: isClever ? relisted(files) : files,
    };
  }

  const SEEDS = runs(100);
  it(
    `in ${SEEDS} seeded ways`,
    async () => {
      const random = seeded(7);
      const missed: string[] = [];
      const seen = new Set<string>();
      let left = SEEDS;
      const work = async (): Promise<void> => {
        while (left > 0) {
          const change = tamper(random);
          if (!change) continue;
          left -= 1;
          seen.add(change.what);
          const { code } = await auditor.check(await zipOf(change.files));
          if (code === 0) missed.push(change.what);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(missed).toEqual([]);
      expect(seen.size).toBeGreaterThan(30);
    },
    timeout(180_000),
  );

  const FLIPS = runs(20);
  it(
    `in ${FLIPS} flipped bytes of the ZIP, unless nobody takes anything else out of it`,
    async () => {
      const random = seeded(8);
      const missed: string[] = [];
      let left = FLIPS;
      const work = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const { zip, files } = packs[left % packs.length] as { zip: Buffer; files: Files };
          const flipped = Buffer.from(zip);
          const at = Math.floor(random() * zip.length);
          flipped[at] = (flipped[at] as number) ^ (1 << Math.floor(random() * 8));
          const { code } = await auditor.check(flipped);
          if (code === 0 && (await holdsOther(flipped, files))) missed.push(`byte ${at}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(missed).toEqual([]);
    },
    timeout(60_000),
  );

  it('and says where', async () => {
    const [first] = packs;
    const files = new Map(first?.files);
    const chain = String(files.get('chain.jsonl')).split('\n');
    chain[30] = String(chain[30]).replace(/"quantity":"(-?)\d/, '"quantity":"$19');
    files.set('chain.jsonl', Buffer.from(chain.join('\n')));
    const { stdout } = await auditor.check(await zipOf(relisted(files)));
    expect(stdout).toContain('第 31 条 record 31: 内容与校验值不符 its content has another hash');
  });

  it('also a closing that the ledger does not have, with a SHA-256 that fits it', async () => {
    const files = new Map(packs[0]?.files);
    const [first = '', ...others] = String(files.get('statements.jsonl')).split('\n');
    const statement = JSON.parse(first);
    statement.lines.find((l: { line: string }) => l.line === 'closing').quantity = '7';
    statement.sha256 = createHash('sha256').update(JSON.stringify(statement.lines)).digest('hex');
    files.set('statements.jsonl', Buffer.from([JSON.stringify(statement), ...others].join('\n')));
    const { code, stdout } = await auditor.check(await zipOf(relisted(files)));
    expect(code).toBe(1);
    expect(stdout).toMatch(/S1\/C-1: 与账簿不符 not what the ledger says: owed lambs closing 7; 应为 should be .* \d+/);
  });
});

/** Somebody with the password changes rows; the pack is made from them, so that its manifest fits. */
describe('the script finds in a pack what was changed in the database it was made from', () => {
  it.each([
    [
      'a posting',
      `update posting set quantity = quantity + 1 where seq = (select max(seq) from posting) and entry = 1 and line = 1`,
    ],
    [
      'two postings that still balance',
      `update posting set quantity = quantity * 2 where seq = (select min(seq) from posting)`,
    ],
    [
      'a line',
      `update book_record set line = replace(line, 'ewe', 'ram') where seq = (select min(seq) from book_record where type = 'event')`,
    ],
    [
      'a day',
      `update book_record set booked_on = '2020-06-02' where seq = (select min(seq) from book_record where kind = 'cash_in')`,
    ],
    ['who approved', `update book_record set approved_by = 'somebody' where type = 'close'`],
    ['a statement', `update statement set lines = replace(lines, '20', '21') where season_id = 1 and contract_id = 1`],
    [
      'a statement’s SHA-256',
      `update statement set sha256 = '${'0'.repeat(64)}' where season_id = 1 and contract_id = 1`,
    ],
    ['a record that is gone', `delete from book_record where seq = (select max(seq) from book_record) - 3`],
  ])('%s', async (_what, sql) => {
    const app = await openTestApp();
    const auditor = new Auditor();
    const raw = await openRaw(app.url);
    try {
      await importLines(app, makeBook(72, { contracts: 2, seasons: 3, closed: 1, events: 8 }));
      expect(await auditor.check(await packOf(app, { season: 'S1' }))).toMatchObject({ code: 0 });
      await raw.disarm();
      await raw.query(sql);
      expect(await auditor.check(await packOf(app, { season: 'S1' }))).toMatchObject({ code: 1 });
    } finally {
      await raw.close();
      auditor.close();
      await app.close();
    }
  });
});

/** `digit` and `letter` change one character, the others whole lines. */
function changed(text: string, how: 'digit' | 'letter' | 'drop' | 'repeat' | 'swap', pick: Pick): string {
  if (how === 'digit' || how === 'letter') {
    const places = [...text.matchAll(how === 'digit' ? /\d/g : /[a-z]/g)].map((m) => m.index);
    const at = pick(places);
    const char = text[at] as string;
    const other = how === 'digit' ? String((Number(char) + 1) % 10) : char === 'x' ? 'y' : 'x';
    return text.slice(0, at) + other + text.slice(at + 1);
  }
  const lines = text.split('\n');
  const [a, b] = [pick([...lines.keys()].slice(0, -1)), pick([...lines.keys()].slice(0, -1))];
  if (how === 'drop') lines.splice(a, 1);
  else if (how === 'repeat') lines.splice(a, 0, lines[b] as string);
  else [lines[a], lines[b]] = [lines[b] as string, lines[a] as string];
  return lines.join('\n');
}

/** Whether another program takes something else out of the ZIP; one that refuses it takes nothing. */
async function holdsOther(zip: Buffer, files: Files): Promise<boolean> {
  const found = await unzipped(zip).catch(() => undefined);
  if (found === undefined) return false;
  return found.size !== files.size || [...files].some(([path, content]) => !found.get(path)?.equals(content));
}
