/** @runs sqlite */
import { openTestApp, type TestApp } from '../support/app';
import { importLines, refusals, verify } from '../support/services';
import { contents, openRaw, type Raw } from '../support/sql';
import { BAD_FILES, BASE } from './bad-lines';

describe('a file with a bad line is refused whole, and every bad line is named', () => {
  let app: TestApp;
  let raw: Raw;
  let before: Record<string, string>;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, BASE);
    raw = await openRaw(app.url);
    before = await contents(raw);
  });
  afterAll(async () => {
    expect((await verify(app)).fault).toBeUndefined();
    await raw.close();
    await app.close();
  });
  afterEach(async () => {
    expect(await contents(raw)).toEqual(before);
  });

  it.each(BAD_FILES)('%s', async (_name, lines, errors) => {
    expect(await refusals(app, lines)).toEqual({ errors, more: 0 });
  });

  it('of more than 100 bad lines the first 100 are listed and the others counted', async () => {
    const bad = Array.from({ length: 723 }, (_, i) => (i % 2 ? '{' : BASE[12]?.replace('"6.00"', `"x${i}"`)) as string);
    const { errors, more } = await refusals(app, [BASE[0] as string, ...bad]);
    expect(errors).toHaveLength(100);
    expect(errors.slice(0, 3)).toEqual(['2: amount: money_invalid', '3: : json_invalid', '4: amount: money_invalid']);
    expect(more).toBe(623);
  });

  it('a good line before a bad one is not kept, however many came between', async () => {
    const good = Array.from({ length: 2_500 }, (_, i) => BASE[12]?.replace('"e3"', `"g${i}"`) as string);
    const { errors } = await refusals(app, [BASE[0] as string, ...good, '{"type":"x"}']);
    expect(errors).toEqual(['2502: type: type_unknown']);
  });

  it('the base book itself, again, changes nothing', async () => {
    expect(await importLines(app, BASE)).toMatchObject({ cooperatives: 0, events: 0, closed: 0, replayed: 4 });
  });
});
