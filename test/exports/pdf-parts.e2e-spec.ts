/**
 * More statements than one PDF holds are asked for part by part; none is left out, none comes twice.
 *
 * @runs sqlite
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSeasonStatements } from '../../src/exports/pdf/season.data';
import { requireCooperative } from '../../src/parties/cooperatives';
import { openTestApp, type TestApp } from '../support/app';
import { importLines } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const season = '2023-winter';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  await importLines(app, example);
});
afterAll(() => app.close());

async function numbers(part: number | undefined, most: number | undefined): Promise<string[]> {
  const request = { season, ...(part === undefined ? {} : { part }) };
  const found = await app.database.reads.snapshot(async (reader) =>
    readSeasonStatements(reader, await requireCooperative(reader, 'WRYT'), request, most),
  );
  return found.statements.map(({ view }) => view.number);
}

describe('a season with more statements than a file holds', () => {
  it('is refused as a whole, with the number of parts', async () => {
    const all = await numbers(undefined, undefined);
    expect(all.length).toBeGreaterThan(2);
    await expect(numbers(undefined, all.length)).resolves.toEqual(all);
    await expect(numbers(undefined, all.length - 1)).rejects.toMatchObject({
      code: 'too_many_statements',
      details: { count: all.length, most: all.length - 1, parts: 2 },
    });
  });

  it('comes in parts that together are all of it, in order', async () => {
    const all = await numbers(undefined, undefined);
    const [first, second] = [await numbers(1, 2), await numbers(2, 2)];
    expect(first).toHaveLength(2);
    expect([...first, ...second]).toEqual(all.slice(0, 4));
    await expect(numbers(all.length + 1, 1)).rejects.toMatchObject({ code: 'choice_invalid', field: 'part' });
  });
});
