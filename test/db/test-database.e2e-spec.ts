import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import {
  createTestDatabase,
  openTestDatabase,
  testDialect,
  type Prepared,
  type TestDatabase,
} from '../support/database';

describe('every test gets an empty database of its own', () => {
  let first: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterAll(() => Promise.all([first.drop(), second.drop()]));

  it('is of the kind that the project asks for', () => {
    expect(first.url).toMatch(testDialect() === 'sqlite' ? /^sqlite:\// : /^postgres:\/\//);
  });

  it('does not see what another test wrote', async () => {
    await execute(first.url, 'CREATE TABLE herd (heads integer)');
    await expect(execute(second.url, 'SELECT heads FROM herd')).rejects.toMatchObject({
      message: expect.stringMatching(/herd/),
    });
  });
});

describe('a test that begins with what was prepared', () => {
  it('gets a copy of its own of what was made once', async () => {
    let made = 0;
    const prepared: Prepared = {
      name: `twice${process.pid}`,
      fill: async ({ writer }) => {
        made += 1;
        await writer.write('installation', (tx) => tx.run("insert into sign_in_guard (name, failures, changed_at, refused) values ('kept', 1, '', 0)")); // prettier-ignore
      },
    };
    const copies = [await openTestDatabase(prepared), await openTestDatabase(prepared)];
    const names = (): Promise<string[]> => Promise.all(copies.map(async ({ database }) => (await database.reads.all<{ name: string }>('select name from sign_in_guard')).map((r) => r.name).join())); // prettier-ignore
    expect(await names()).toEqual(['kept', 'kept']);
    await copies[0]?.database.writer.write('installation', (tx) => tx.run('delete from sign_in_guard'));
    expect(await names()).toEqual(['', 'kept']);
    expect(made).toBe(1);
    for (const { test, database } of copies) {
      await database.close();
      await test.drop();
    }
  });
});

async function execute(url: string, sql: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new Sqlite(url.slice('sqlite:'.length));
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
    return;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
