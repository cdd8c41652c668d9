import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { FileStore } from '../../src/attachments/file-store';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { backupBook, restoreBook } from '../../src/backup/backup';
import { quietRun } from '../../src/common/progress';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { importLines } from '../support/services';

describe('the files beside a SQLite book', () => {
  let test: TestDatabase;
  let app: TestApp;
  let file: string;
  const photo = Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.from('photo')]);
  beforeEach(async () => {
    test = await createTestDatabase('sqlite');
    app = await openTestApp(test);
    file = String(app.database.file);
    await importLines(app, makeBook(81, { contracts: 1, seasons: 1, closed: 0, events: 1 }));
    const address = { cooperative: 'COOP81', contract: 'C-1', scope: { cooperativeId: 1 } };
    await app.module.get(AttachmentsService).add(address, { bytes: photo }, CLI_ORIGIN);
    await backupBook(app.database, `${file}.copy`, quietRun());
  });
  afterEach(async () => {
    await app.close();
    await test.drop();
  });

  it('are in a backup, and back again', async () => {
    const target = join(file, '..', 'restored', 'book.db');
    const { fault } = await restoreBook(`sqlite:${target}`, `${file}.copy`, quietRun());
    expect(fault).toBeUndefined();
    const [row] = await app.database.reads.all<{ sha256: string }>('select sha256 from attachment');
    expect((await new FileStore(`${target}.files`).read(row?.sha256 ?? '')).equals(photo)).toBe(true);
    expect(readdirSync(join(file, '..', 'restored')).sort()).toEqual(['book.db', 'book.db.files']);
  });

  it('are missed when one is lost: such a copy is not put in place', async () => {
    rmSync(`${file}.copy.files`, { recursive: true });
    const target = join(file, '..', 'other.db');
    const { fault } = await restoreBook(`sqlite:${target}`, `${file}.copy`, quietRun());
    expect(fault).toMatchObject({ code: 'attachment_damaged' });
    expect([existsSync(target), existsSync(`${target}.files`)]).toEqual([false, false]);
  });
});
