import { openTestApp, type TestApp } from '../support/app';
import { CHECKS, TRAIL_TABLES } from '../../src/verify/checks';
import { OUTSIDE, WATCHED } from '../support/coverage';
import { openRaw, tableNames, type Raw } from '../support/sql';

/** A table that a migration adds is watched over, or somebody has said why not. */
describe('what verify watches over', () => {
  let app: TestApp;
  let raw: Raw;
  beforeAll(async () => {
    app = await openTestApp();
    raw = await openRaw(app.url);
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  it('and what it leaves out, with a reason, are together all tables of the database', async () => {
    expect([...Object.keys(WATCHED), ...Object.keys(OUTSIDE)].sort()).toEqual(await tableNames(raw));
  });

  it('is some check’s, table by table', () => {
    const checked = new Set([...CHECKS.flatMap((check) => check.tables), ...TRAIL_TABLES]);
    expect(Object.keys(WATCHED).filter((table) => !checked.has(table))).toEqual([]);
    expect([...checked].filter((table) => !(table in WATCHED))).toEqual([]);
    expect(new Set(CHECKS.map((check) => check.name)).size).toBe(CHECKS.length);
  });

  it('is every column of a table but those that are named as free', async () => {
    for (const [table, { free = {} }] of Object.entries(WATCHED)) {
      const columns = app.database.dataSource.getMetadata(table).columns.map((c) => c.databaseName);
      expect([table, ...columns]).toEqual(expect.arrayContaining(Object.keys(free)));
    }
  });
});
