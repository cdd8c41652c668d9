import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../src/attachments/file-store';
import { JobFiles } from '../../src/jobs/job-files';
import { openTestApp } from '../support/app';
import { runScript } from '../support/child';
import { fileOf } from '../support/upload';

describe('the store of photos and papers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses a file when the disk is full, and leaves nothing of it', async () => {
    const keep = async (bytes: number): Promise<readonly string[]> => {
      const child = runScript(join(__dirname, 'keep-file.ts'), [folder, String(bytes)], { maxFileKilobytes: 33 });
      await child.ended;
      return child.lines;
    };
    expect(await keep(50_000)).toEqual(['storage_full']);
    expect(readdirSync(folder)).toEqual([]);
    expect(await keep(30_000)).toEqual(['kept']);
  });

  it('leaves room for the book itself: neither a photo nor an export takes the last of the disk', async () => {
    const nearlyFull = jest.spyOn(promises, 'statfs').mockResolvedValue({ bavail: 1000, bsize: 4096 } as never);
    try {
      await expect(new FileStore(folder).stage(fileOf('jpg'))).rejects.toMatchObject({ code: 'storage_full' });
      const made = new JobFiles(folder).make({ cooperative_id: 1, id: 1, attempts: 1 }, (write) => write('x'));
      await expect(made).rejects.toMatchObject({ code: 'storage_full' });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      nearlyFull.mockRestore();
    }
    await new FileStore(folder).stage(fileOf('jpg'));
  });

  it('loses what a server that died had begun, a day later; what is under way and what is kept stay', async () => {
    const first = await openTestApp();
    const store = first.module.get(FileStore);
    const kept = await store.stage(fileOf('jpg'));
    await kept.keep();
    const part = (name: string, day: string): string => {
      const path = join(store.folder, name);
      writeFileSync(path, 'x');
      utimesSync(path, new Date(day), new Date(day));
      return path;
    };
    const [dead, alive] = [part(`part-${'a'.repeat(16)}`, '2026-05-30'), part(`part-${'b'.repeat(16)}`, '2026-05-31T20:00Z')]; // prettier-ignore
    await first.module.init();
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
    expect((await store.read(kept.sha256)).length).toBe(64);
    rmSync(alive);
    await first.close();
  });
});
