/** Whatever somebody typed, also what no text may hold today, stays a text in every file: all of Unicode, read back by readers of their own. */
import fc from 'fast-check';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { isFull, runs } from '../support/scale';
import { sheetsIn } from '../support/xlsx';
import { plainJson } from '../../src/common/json-text';
import { printable } from '../../src/cli/printable';
import { dispositionOf } from '../../src/edge/disposition';
import { Island } from '../../src/web/kit/island';
import { csvRecord, typedField } from '../../src/exports/csv-text';
import { beancountString, oneLine, symbol } from '../../src/exports/journal-text';
import { inPages, type Cell, type Table } from '../../src/exports/table';
import { workbook } from '../../src/exports/xlsx';

/** Every code point, halves of characters and those that nobody has given out too. */
const ALL = 0x110000;
const character = (point: number): string =>
  point >= 0xd800 && point <= 0xdfff ? String.fromCharCode(point) : String.fromCodePoint(point);
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'=+-@;|,\t\r\n"\' \\/<>&_x＝＋－＠﹦\u001b\u009b\u202e\ufeff\u00a0\u3000\ud800\udc00'),
    fc.integer({ min: 0, max: ALL - 1 }).map(character),
  ),
  minLength: 1,
  maxLength: 30,
});
const numRuns = runs(2_000);

/** Looks at every code point (of the long rows of ideographs and beyond, in the ordinary run, at one of many) alone, in the midst of letters, and before and behind a sign. */
function everyCharacter(look: (text: string, c: string) => boolean): string[] {
  const wrong: string[] = [];
  for (let point = 0; point < ALL; point += isFull || point < 0x3100 || (point > 0xd700 && point < 0x10000) ? 1 : 61) {
    const c = character(point);
    for (const text of [c, `a${c}b`, `a;${c}=1`, `=${c}1`])
      if (!look(text, c) && wrong.length < 20) wrong.push(`${JSON.stringify(text)} U+${point.toString(16)}`);
  }
  return wrong;
}

/** The cells of one record as a spreadsheet cuts it with these separators. */
function cellsOf(record: string, separators: string): string[] {
  const cells: string[] = [];
  let at = 0;
  const end = record.length - 2;
  for (;;) {
    let cell = '';
    if (record[at] === '"') {
      for (at += 1; at < end && (record[at] !== '"' || record[at + 1] === '"'); at += 1) {
        cell += record[at];
        if (record[at] === '"') at += 1;
      }
      at += 1;
    }
    for (; at < end && !separators.includes(record[at] as string); at += 1) cell += record[at];
    cells.push(cell);
    if (at >= end) return cells;
    at += 1;
  }
}

const isFormula = (cell: string): boolean => /^[=+\-@]/.test(cell.trimStart().normalize('NFKC').trimStart());

function isSafeCsv(text: string): boolean {
  const record = `H1,${typedField(text)},2026-01-01,${typedField(text)},x\r\n`;
  const usual = cellsOf(record, ',');
  const bare = (t: string): string => t.replaceAll("'", '');
  const kept = usual.length === 5 && bare(usual[1] ?? '') === bare(text) && usual[1] === usual[3];
  return (
    kept && [',', ';', '\t', '|', ',;\t', ';\t'].every((separators) => !cellsOf(record, separators).some(isFormula))
  );
}

describe('CSV, cut at commas, semicolons or tabs', () => {
  it('has no formula in what was typed, with every character', () => expect(everyCharacter(isSafeCsv)).toEqual([]), 60_000); // prettier-ignore
  it('nor with many', () => fc.assert(fc.property(anyText, isSafeCsv), { numRuns }));
  it('leaves ordinary names as they are', () => {
    expect(['王燕', 'O’Brien', 'a-b', 'x=y', '草 = 料'].map(typedField)).toEqual([
      '王燕',
      'O’Brien',
      'a-b',
      'x=y',
      '草 = 料',
    ]);
    expect(typedField("x;=cmd|'/C calc'!A0")).toBe(`"x;'=cmd|'/C calc'!A0"`);
    expect(csvRecord(['a;b', 'c"d', 'e,f'])).toBe('a;b,"c""d","e,f"\r\n');
  });
});

describe('a workbook', () => {
  it('holds every character as text', async () => {
    const texts: string[] = [];
    for (let point = 0; point < ALL; point += 4_096)
      // The reader takes blanks from both ends.
      texts.push(`x${Array.from({ length: 4_096 }, (_, i) => `${character(point + i)}.`).join('')}`);
    texts.push('=1+1', '_x0041_', 'a\r\nb', `${'y'.repeat(32_765)}𠮷𠮷`);
    const table: Table = {
      columns: [{ key: 'a', header: 'a', type: 'text' }],
      totals: 'sum',
      pages: () => inPages(rowsOf(texts)),
    };
    const chunks: Buffer[] = [];
    for await (const chunk of workbook([{ name: 'x', heading: [], table }], 'en', '2026-01-01T00:00:00.000Z')) chunks.push(chunk); // prettier-ignore
    const [sheet] = await sheetsIn(Buffer.concat(chunks));
    const found = (sheet?.data ?? []).slice(1, texts.length + 1).map(([text]) => String(text));
    texts[texts.length - 1] = `${'y'.repeat(32_765)}…`;
    for (const [i, text] of texts.entries()) expect([i, differing(found[i], text)]).toEqual([i, '']);
  }, 60_000);
});

async function* rowsOf(texts: readonly string[]): AsyncGenerator<Cell[]> {
  for (const text of texts) yield [text];
}

/** The first character that two texts differ in. */
function differing(found: string | undefined, text: string): string {
  const at = [...text].findIndex((_, i) => text[i] !== found?.[i]);
  return found === text ? '' : `${text.charCodeAt(at).toString(16)} ${found?.charCodeAt(at).toString(16)}`;
}

/** What steers a terminal, or the direction of what stands beside it. */
const STEERS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u; // eslint-disable-line no-control-regex -- that is what is looked for

describe('a terminal and a log', () => {
  it('show nothing that steers them, with every character', () => {
    expect(everyCharacter((text) => !STEERS.test(printable(text)))).toEqual([]);
    expect(everyCharacter((text) => !STEERS.test(plainJson(JSON.stringify(text))))).toEqual([]);
  }, 60_000);
  it('and JSON says the same as before', () => {
    expect(everyCharacter((text) => JSON.parse(plainJson(JSON.stringify(text))) === text)).toEqual([]);
    fc.assert(fc.property(anyText, (text) => JSON.parse(plainJson(JSON.stringify({ [text]: text })))[text] === text), { numRuns }); // prettier-ignore
  }, 60_000);
  it('but joiners stay, without which scripts fall apart', () =>
    expect(printable('ᠮᠣᠩ\u180bᠣ \u200d')).toBe('ᠮᠣᠩ\u180bᠣ \u200d'));
});

describe('the name of a file in a header', () => {
  const isSafe = (name: string): boolean => {
    const header = dispositionOf(name);
    const [, plain = '', full = ''] =
      /^attachment; filename="([\w.-]*)"; filename\*=UTF-8''([\w.~!%-]*)$/.exec(header) ?? [];
    return plain !== '' && decodeURIComponent(full) === name.replace(/\p{Cs}/gu, '\ufffd');
  };
  it('is read as it was, and is nothing but a name, with every character', () => expect(everyCharacter(isSafe)).toEqual([]), 60_000); // prettier-ignore
  it('or with many', () => fc.assert(fc.property(anyText, isSafe), { numRuns }));
});

describe('a page', () => {
  /** Reads one element as browsers do: an attribute ends at its quote, an element at the next tag. */
  const isText = (text: string): boolean => {
    const html = render(h('p', { title: text }, text));
    const [, title = '', content = ''] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(html) ?? [];
    return [title, content].every((found) => plain(found) === text);
  };
  const plain = (t: string): string =>
    t.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  it('shows a text and no markup', () => fc.assert(fc.property(anyText, isText), { numRuns }));
  it('and hands data to its scripts that ends where it ends', () => {
    const Nothing = (): null => null;
    fc.assert(
      fc.property(anyText, (text) => {
        const html = render(h(Island<{ text: string }>, { name: 'x', of: Nothing, props: { text } }));
        const json = /<script type="application\/json">([^<]*)<\/script><\/div>$/.exec(html)?.[1] ?? '';
        return (JSON.parse(json) as { text: string }).text === text;
      }),
      { numRuns },
    );
  });
});

describe('a journal', () => {
  it('has each name on its line, in its quotes, with every character', () => {
    // eslint-disable-next-line no-control-regex -- line ends and other controls are what is looked for
    const isWhole = (quoted: string): boolean => /^"[^"\\;\u0000-\u001f\u0085\u2028\u2029]*"$/.test(quoted);
    expect(everyCharacter((text) => isWhole(symbol(`feed:${text}`)))).toEqual([]);
    expect(everyCharacter((text) => !/[\r\n\u0085\u2028\u2029]/.test(oneLine(text)))).toEqual([]);
    expect(everyCharacter((text) => /^"(?:[^"\\\r\n]|\\["\\])*"$/.test(beancountString(text)))).toEqual([]);
  }, 60_000);
});
