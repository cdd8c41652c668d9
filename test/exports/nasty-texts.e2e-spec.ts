/**
 * Items and names of all signs there are: the programs that read journals, and the printer, take every one for a text.
 *
 * @runs sqlite
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedCharacter } from '../../src/domain/shape/texts';
import { printedJson } from '../../src/exports/pdf/printed-text';
import { Printer } from '../../src/exports/pdf/printer';
import { openTestApp, type TestApp } from '../support/app';
import { isFull, timeout } from '../support/scale';
import { exported, importLines } from '../support/services';
import { runTool, toolAvailable } from '../support/tools';

/** Signs one by one; letters of all scripts many in an item, of which the ordinary run takes some. */
function items(): string[] {
  const found: string[] = [];
  for (let point = 0x21; point < 0x250; point += 1) found.push(`料${String.fromCodePoint(point)}x`);
  let many = '';
  for (let point = 0x250; point < 0x30000; point += isFull ? 1 : 13) {
    const c = String.fromCodePoint(point);
    if (refusedCharacter(c, false) === undefined && !/[\p{M}\p{Cn}\p{Co}“”\s]/u.test(c)) many += c;
    if (many.length < 50) continue;
    found.push(many);
    many = '';
  }
  return found.filter((item) => refusedCharacter(item, false) === undefined && !/["“”„«»]/.test(item) && item.normalize('NFC') === item); // prettier-ignore
}

const ITEMS = items();
const BOOK = [
  { type: 'book', format: 1 },
  { type: 'cooperative', code: 'N', name: 'a; \\ "b" // {} 合作社', accounting: 'CN-COOP-2021' },
  { type: 'season', cooperative: 'N', code: 'S1', from: '2022-06-01', to: '2022-11-30' },
  { type: 'household', cooperative: 'N', code: 'H1', name: 'x;=1' },
  { type: 'contract', cooperative: 'N', number: 'C1', household: 'H1', from: '2022-06-01', terms: { handout: [{ class: 'ewe', count: 1 }], obligations: [] } },
  ...ITEMS.map((item, i) => ({ type: 'event', cooperative: 'N', contract: 'C1', id: `e${i}`, kind: 'feed_issue', on: '2022-06-02', item, quantity: '1', unit: 'kg', unitPrice: '1.00' })),
].map((line) => JSON.stringify(line)); // prettier-ignore

describe('an item of any sign', () => {
  let app: TestApp;
  const folder = mkdtempSync(join(tmpdir(), 'nasty-'));
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, BOOK);
  }, timeout(120_000));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await app.close();
  });
  const written = async (what: 'hledger' | 'beancount', format: 'journal' | 'beancount'): Promise<string> => {
    const file = join(folder, `book.${format}`);
    writeFileSync(file, await exported(app, { what, format }));
    return file;
  };
  const kinds = new Set(ITEMS.map((item) => item.replaceAll(';', '；').replaceAll('\\', '＼')));

  (toolAvailable('hledger') ? it : it.skip)('is a commodity of its own to hledger', async () => {
    const file = await written('hledger', 'journal');
    runTool('hledger', '-f', file, 'check', '-s');
    expect(runTool('hledger', '-f', file, 'commodities').trimEnd().split('\n').filter((c) => c.includes('feed:'))).toHaveLength(kinds.size); // prettier-ignore
  });
  (toolAvailable('ledger') ? it : it.skip)('and to ledger', async () => {
    const file = await written('hledger', 'journal');
    runTool('ledger', '--strict', '--pedantic', '-f', file, 'stats');
    const found = runTool('ledger', '-f', file, 'commodities').trimEnd().split('\n');
    expect(found.filter((c) => c.includes('feed:'))).toHaveLength(kinds.size);
  });
  (toolAvailable('bean-check') ? it : it.skip)(
    'and to beancount',
    async () => {
      runTool('bean-check', await written('beancount', 'beancount'));
    },
    timeout(60_000),
  );
});

describe('a text on paper', () => {
  const TEMPLATE = '#set text(font: json(bytes(sys.inputs.families)), fallback: false)\n#json(bytes(sys.inputs.data)).join[ ]'; // prettier-ignore
  it(
    'is printed in the archival form, whatever it holds',
    async () => {
      const printer = new Printer();
      const print = (texts: readonly string[]): Promise<Uint8Array> =>
        printer.print({ template: TEMPLATE, data: printedJson(texts), links: [], at: 0, tagged: true });
      const hidden: string[] = [];
      const shown: string[] = [];
      for (let point = 0; point < 0x110000; point += 1) {
        const isHalf = point >= 0xd800 && point <= 0xdfff;
        const c = isHalf ? String.fromCharCode(point) : String.fromCodePoint(point);
        if (isHalf ? point % 64 === 0 : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/u.test(c) && (isFull || point < 0xe0020))
          hidden.push(`x${c}y`); // prettier-ignore
        else if (!isHalf && (isFull || point % (point < 0x10000 ? 3 : 997) === 0)) shown.push(`x${c}y`);
      }
      expect(hidden.length).toBeGreaterThan(150);
      await expect(print(hidden)).resolves.toBeInstanceOf(Uint8Array);
      for (let i = 0; i < shown.length; i += 30_000)
        await expect(print(shown.slice(i, i + 30_000))).resolves.toBeInstanceOf(Uint8Array);
      await expect(print(['*b* #panic() $x$ `c` @a <b> \\ // /*', '王\ufeff燕'])).resolves.toBeInstanceOf(Uint8Array);
      await printer.close();
    },
    timeout(60_000),
  );
});
