import { columns } from './columns';
import { tableCsv, tableJsonl, type Cell, type Table } from './table';

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
  rows: async function* () {
    yield* rows;
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

  it('is JSON Lines for programs: keys, codes, counts as numbers, the rest as texts, nothing for nothing', async () => {
    expect(await textOf(tableJsonl(table(rows)))).toBe(
      '{"householdName":"=1+1","class":"ewe+no_class","date":"2023-01-01","heads":-3,"value":"-12.30","weight":"0.500"}\n{"householdName":"\\rx","value":"0.00","weight":"-0.001"}\n',
    );
  });
});
