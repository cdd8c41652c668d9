/** @runs sqlite */
import { FixedClock } from '../../src/common/clock';
import { openDatabase } from '../../src/database/data-source';
import { buildHttpApp } from '../../src/server/server';
import { SetupService } from '../../src/identity/setup.service';
import { sureg } from '../cli/sureg';
import { Browser } from '../support/cookie-jar';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { PASSWORD } from '../support/identity';

describe('the first run', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  it('lets who reads the terminal make the first operator, once', async () => {
    const database = await openDatabase(test.url);
    const app = await buildHttpApp(database, { clock: new FixedClock('2026-03-01T00:00:00.000Z') });
    const anyone = new Browser(app);
    const make = (token: string, login = 'root', password = PASSWORD) =>
      anyone.post('setup', { token, login, name: '管理者', password });
    const codeOf = ({ body }: { body: unknown }): unknown => (body as { code?: string }).code;
    expect((await anyone.signIn('admin', 'admin')).status).toBe(401);
    expect(codeOf(await make(''.padEnd(43, 'A')))).toBe('token_unknown');
    const token = (await app.get(SetupService).begin()) ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(codeOf(await make(''.padEnd(43, 'A')))).toBe('token_unknown');
    expect(codeOf(await make(token, 'root', 'administrator'))).toBe('password_weak');
    const both = await Promise.all([make(token, 'root'), make(token, 'rival')]);
    expect(both.map((a) => a.status).sort()).toEqual([204, 404]);
    expect(codeOf(await make(token, 'third'))).toBe('token_unknown');
    expect(await app.get(SetupService).begin()).toBeUndefined();
    const winner = both[0]?.status === 204 ? 'root' : 'rival';
    expect((await anyone.signIn(winner, PASSWORD)).status).toBe(204);
    expect((await anyone.get('me')).body).toMatchObject({ login: winner, operator: true, roles: {} });
    await app.close();
    await database.close();
  });

  it('can be made at the command line as well: users with a password from standard input, or invited', async () => {
    const user = (args: readonly string[], input?: string) => sureg(test.url, ['user', ...args], input);
    const added = await user(['add', 'root', '--name', '管理者', '--operator', '--password-stdin'], `${PASSWORD}\n`);
    expect(added).toMatchObject({ code: 0, stdout: '' });
    expect(await user(['add', 'x', '--name', 'x', '--password-stdin'], 'password123')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('password_weak'),
    });
    const line = JSON.stringify({ type: 'cooperative', code: 'A', name: 'A', accounting: 'CN-COOP-2021' });
    await sureg(test.url, ['import', '-'], `{"type":"book","format":1}\n${line}\n`);
    const invited = await user(['add', 'Lina', '--name', '李娜', '--role', 'clerk@A', '--role', 'administrator@A']);
    expect(invited.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invitation\/[\w-]{43}\n$/);
    expect(await user(['add', 'y', '--name', 'y', '--role', 'king@A'])).toMatchObject({ code: 1, stdout: '' });
    expect((await user(['add', 'y', '--name', 'y', '--role', 'clerk@B'])).stderr).toContain('cooperative_unknown');
    const list = async (): Promise<unknown> => JSON.parse((await user(['list', '--json'])).stdout);
    expect(await list()).toEqual([
      { login: 'root', name: '管理者', operator: true, roles: [], state: 'active' },
      { login: 'lina', name: '李娜', operator: false, roles: ['administrator@A', 'clerk@A'], state: 'invited' },
    ]);
    expect((await user(['role', 'lina', 'clerk@A', '--revoke'])).code).toBe(0);
    expect((await user(['role', 'lina', 'auditor@A'])).code).toBe(0);
    expect((await user(['disable', 'lina'])).stderr).toContain('last_administrator');
    expect((await user(['role', 'root', 'administrator@A'])).code).toBe(0);
    expect((await user(['disable', 'lina'])).code).toBe(0);
    expect(await list()).toMatchObject([{}, { roles: ['administrator@A', 'auditor@A'], state: 'disabled' }]);
    expect((await user(['disable', 'root'])).stderr).toContain('last_administrator');
    expect((await user(['invite', 'root'])).stdout).toMatch(/\/invitation\/[\w-]{43}\n$/);

    const database = await openDatabase(test.url);
    const app = await buildHttpApp(database);
    const token = invited.stdout.trim().slice(-43);
    // Disabling voided the invitation too.
    expect((await new Browser(app).post('invitation', { token, password: PASSWORD })).status).toBe(404);
    expect((await new Browser(app).signIn('root', PASSWORD)).status).toBe(204);
    await app.close();
    await database.close();
  }, 180_000);
});
