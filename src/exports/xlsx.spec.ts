import { sheetsIn } from '../../test/support/xlsx';
import { DomainError } from '../domain/errors';
import { inPages, type Cell, type Column, type Table } from './table';
import { columnName, workbook } from './xlsx';
import { escapeXml } from './xml-text';
import { zipped } from './zip';

const column = (key: string, type: Column['type']): Column => ({ key, header: key, type });

function table(rows: () => AsyncGenerator<Cell[]>): Table {
  return { columns: [column('a', 'text'), column('n', 'count')], totals: 'sum', pages: () => inPages(rows()) };
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

describe('a workbook that is written in a stream', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('names column %i %s', (index, name) => {
    expect(columnName(index)).toBe(name);
  });

  it.each([
    ['a&b<c>"d"', 'a&amp;b&lt;c&gt;&quot;d&quot;'],
    ['羊𠮷', '羊𠮷'],
    ['two\nlines\tand_more', 'two\nlines\tand_more'],
    ['bell\u0007', 'bell_x0007_'],
    ['_x0041_ is not A', '_x005F_x0041_ is not A'],
    ['half \ud83d', 'half _xD83D_'],
    ['\uffff', '_xFFFF_'],
  ])('writes %j as %j', (text, xml) => {
    expect(escapeXml(text)).toBe(xml);
  });

  it('refuses what a sheet cannot hold', async () => {
    // The page is refused before its rows are looked at: there are none in it.
    const page = new Array<Cell[]>(1_048_576);
    const full: Table = {
      ...table(async function* () {}),
      pages: async function* () {
        yield [['', 1]];
        yield page;
      },
    };
    const written = workbook([{ name: 'x', heading: [], table: full }], 'en', '2026-01-01T00:00:00.000Z');
    await expect(bytesOf(written)).rejects.toEqual(new DomainError('too_many_rows', { most: 1_048_576 }));
  });

  it('cuts a text that is longer than a cell may be, and shows that it did', async () => {
    const long = table(async function* () {
      yield ['x'.repeat(32_767), 1];
      yield ['y'.repeat(32_768), 1];
    });
    const chunks: Buffer[] = [];
    const written = workbook([{ name: 'x', heading: [], table: long }], 'en', '2026-01-01T00:00:00.000Z');
    for await (const chunk of written) chunks.push(chunk);
    const [sheet] = await sheetsIn(Buffer.concat(chunks));
    expect(sheet?.data.slice(1, 3).map(([text]) => text)).toEqual(['x'.repeat(32_767), `${'y'.repeat(32_766)}…`]);
  });

  it('tells the error of its rows, and ends them when nobody reads on', async () => {
    const failing = table(async function* () {
      yield ['a', 1];
      throw new Error('the rows failed');
    });
    const written = workbook([{ name: 'x', heading: [], table: failing }], 'en', '2026-01-01T00:00:00.000Z');
    await expect(bytesOf(written)).rejects.toThrow('the rows failed');
    let ended = false;
    const endless = table(async function* () {
      try {
        for (let n = 0; ; n++) yield [`${n}`, n];
      } finally {
        ended = true;
      }
    });
    for await (const piece of workbook(
      [{ name: 'x', heading: [], table: endless }],
      'en',
      '2026-01-01T00:00:00.000Z',
    )) {
      if (piece.length > 10_000) break;
    }
    expect(ended).toBe(true);
  });

  it('is the same archive whenever it is made', async () => {
    const make = async (): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      const files = [{ path: '羊.txt', content: () => ['one', 'two'] }];
      for await (const chunk of zipped('1980-01-01T00:00:00Z', files)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect(await make()).toEqual(await make());
  });
});
