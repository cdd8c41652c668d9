import { columns } from './columns';
import { inPages, tableCsv, tableJsonl, type Cell, type Table } from './table';

const table = (rows: Cell[][]): Table => ({
  columns: columns('en', [
    ['householdName', 'text'],
    ['class', 'words', 'class'],
    ['date', 'date'],
    ['heads', 'count'],
    ['value', 'money'],
    ['weight', 'weight'],
  ]),
  totals: 'sum',
  pages: async function* () {
    yield rows.slice(0, 1);
    yield rows.slice(1);
  },
});

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

describe('a table', () => {
  const rows = [
    ['=1+1', 'ewe+no_class', '2023-01-01', -3, -1230, 500],
    ['\rx', null, null, null, 0, -1],
  ];

  it('is CSV for people: words, fixed decimals, and no formulas in what was typed', async () => {
    expect(await textOf(tableCsv(table(rows), 'en', true))).toBe(
      '\uFEFFName,Class,On,Heads,Value (yuan),Weight (kg)\r\n\'=1+1,ewes+no_class,2023-01-01,-3,-12.30,0.500\r\n"\'\rx",,,,0.00,-0.001\r\n',
    );
  });

  it.each(['＝1+1', '＋1', '－1', '＠SUM(A1)'])(
    'takes %s for a formula, too: wide signs become narrow ones',
    async (name) => {
      const csv = await textOf(tableCsv(table([[name, null, null, null, null, null]]), 'en', false));
      expect(csv.split('\r\n')[1]).toBe(`'${name},,,,,`);
    },
  );

  it('is JSON Lines for programs: keys, codes, counts as numbers, the rest as texts, nothing for nothing', async () => {
    expect(await textOf(tableJsonl(table(rows)))).toBe(
      '{"householdName":"=1+1","class":"ewe+no_class","date":"2023-01-01","heads":-3,"value":"-12.30","weight":"0.500"}\n{"householdName":"\\rx","value":"0.00","weight":"-0.001"}\n',
    );
  });

  it('has what is true or false as such for programs, and in words for people', async () => {
    const truth: Table = {
      columns: columns('en', [['proposal', 'truth']]),
      totals: 'sum',
      pages: async function* () {
        yield [['true'], ['false'], [null]];
      },
    };
    expect(await textOf(tableJsonl(truth))).toBe('{"proposal":true}\n{"proposal":false}\n{}\n');
    expect(await textOf(tableCsv(truth, 'en', false))).toContain("the cooperative's own mapping");
  });

  it('writes each cell for itself, also where it stays the same or is missing in between', async () => {
    const names = ['a,b', 'a,b', null, 'a,b', '"', 1].map((name) => [name, 'ewe', null, 0, 100, null]);
    const csv = await textOf(tableCsv(table(names), 'en', false));
    expect(csv.split('\r\n').slice(1)).toEqual(
      ['"a,b"', '"a,b"', '', '"a,b"', '""""', '1'].map((name) => `${name},ewes,,0,1.00,`).concat(''),
    );
    const jsonl = await textOf(tableJsonl(table(names)));
    expect(jsonl.split('\n').map((l) => (l === '' ? '' : (JSON.parse(l) as object)))).toEqual([
      ...['a,b', 'a,b', undefined, 'a,b', '"', '1'].map((householdName) => ({
        ...(householdName === undefined ? {} : { householdName }),
        class: 'ewe',
        heads: 0,
        value: '1.00',
      })),
      '',
    ]);
  });

  it('is read in pages, of rows that come one by one', async () => {
    const rows = async function* (): AsyncGenerator<Cell[]> {
      for (let n = 0; n < 201; n++) yield [n];
    };
    const sizes: number[] = [];
    let next = 0;
    for await (const page of inPages(rows())) {
      sizes.push(page.length);
      for (const [n] of page) expect(n).toBe(next++);
    }
    expect(sizes).toEqual([100, 100, 1]);
  });
});
