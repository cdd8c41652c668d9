/** @runs sqlite */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sureg, type Outcome } from '../cli/sureg';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { Auditor, unzipped } from '../support/packs';

describe('sureg export pack, from the command line', () => {
  let database: TestDatabase;
  let auditor: Auditor;
  const run = (...args: string[]): Promise<Outcome> => sureg(database.url, args);
  const pack = async (name: string, ...options: string[]): Promise<Buffer> => {
    const out = join(auditor.folder, name);
    expect(await run('export', 'pack', '--season', '2023-summer', '--out', out, ...options)).toMatchObject({ code: 0 });
    return readFileSync(out);
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    auditor = new Auditor();
    expect(await run('import', join(__dirname, '../../examples/wuriyintuya.jsonl'))).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    auditor.close();
    await database.drop();
  });

  it('writes the same bytes in every time zone, and they are found whole', async () => {
    const here = await pack('here.zip');
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'America/St_Johns';
      expect((await pack('there.zip')).equals(here)).toBe(true);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    expect(await auditor.check(here)).toMatchObject({ code: 0 });
  });

  it('gives an anchor for sureg verify, which finds a book that does not contain it', async () => {
    const file = join(auditor.folder, 'manifest.json');
    const manifest = String((await unzipped(await pack('anchor.zip'))).get('manifest.json'));
    writeFileSync(file, manifest);
    expect(await run('verify', '--anchor', file)).toMatchObject({ code: 0 });
    writeFileSync(
      file,
      manifest.replace(/"hash": "./, (found) => `${found.slice(0, -1)}${found.endsWith('0') ? '1' : '0'}`),
    );
    expect(await run('verify', '--anchor', file)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('WRYT seq 127: chain_broken'),
    });
  });

  it('needs a season, and writes no file when it is refused', async () => {
    const out = join(auditor.folder, 'none.zip');
    expect(await run('export', 'pack', '--out', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--season'),
    });
    expect(await run('export', 'pack', '--season', 'gone', '--out', out)).toMatchObject({ code: 1 });
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });
});
