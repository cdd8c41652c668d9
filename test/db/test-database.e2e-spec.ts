import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';

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
