import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';

const DAY = 24 * 60 * 60_000;

describe('roles that are offered', () => {
  let at: Installation;
  let adminA: Browser;
  let own: Browser;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('admin-a', [['A', 'administrator']]);
    await at.add('clerk-b', [['B', 'clerk']]);
    [adminA, own] = await Promise.all([at.signedIn('admin-a'), at.signedIn('clerk-b')]);
  });
  afterEach(() => at.close());

  const codeOf = ({ body }: { body: unknown }): unknown => (body as { code?: string }).code;
  const itemsOf = ({ body }: { body: unknown }): Record<string, unknown>[] => (body as { items: Record<string, unknown>[] }).items; // prettier-ignore
  const rolesOf = async (): Promise<unknown> => ((await own.get('me')).body as { roles: unknown }).roles;
  const offer = (login = 'clerk-b', role = 'auditor') => adminA.ask('PUT', `users/${login}/roles/A/${role}`);

  it('are theirs when they accept, once, and until then nobody learns anything of them', async () => {
    expect((await offer()).status).toBe(202);
    expect(itemsOf(await adminA.get('cooperatives/A/users')).map((u) => u['login'])).toEqual(['admin-a']);
    expect(await rolesOf()).toEqual({ B: ['clerk'] });
    expect(itemsOf(await own.get('me/offers'))).toMatchObject([{ cooperative: 'A', role: 'auditor', offeredBy: 'admin-a' }]); // prettier-ignore
    expect((await own.post('me/offers/A/auditor/accept')).status).toBe(204);
    expect(await rolesOf()).toEqual({ A: ['auditor'], B: ['clerk'] });
    expect(itemsOf(await adminA.get('cooperatives/A/users')).map((u) => u['login'])).toEqual(['admin-a', 'clerk-b']);
    expect([itemsOf(await own.get('me/offers')), itemsOf(await adminA.get('cooperatives/A/offers'))]).toEqual([[], []]);
    expect(codeOf(await own.post('me/offers/A/auditor/accept'))).toBe('offer_unknown');
    const told = await at.database.reads.all(`select actor, subject, "after" from audit_event where action = 'role_granted' and subject = 'clerk-b' and actor = 'clerk-b'`); // prettier-ignore
    expect(told).toEqual([{ actor: 'clerk-b', subject: 'clerk-b', after: '{"offeredBy":"admin-a","role":"auditor"}' }]);
  });

  it('are declined without the cooperative seeing it, also when they are offered again', async () => {
    await offer();
    const before = itemsOf(await adminA.get('cooperatives/A/offers'));
    expect((await own.post('me/offers/A/auditor/decline')).status).toBe(204);
    expect(itemsOf(await adminA.get('cooperatives/A/offers'))).toEqual(before);
    const trail = await at.database.reads.all(`select id from audit_event where cooperative_id = ? and action = 'role_declined'`, [at.ids.A]); // prettier-ignore
    expect(trail).toEqual([]);
    expect((await offer()).status).toBe(202);
    expect(itemsOf(await own.get('me/offers'))).toEqual([]);
    expect(codeOf(await own.post('me/offers/A/auditor/accept'))).toBe('offer_unknown');
  });

  it('are for the one who has the login, as long as they stand', async () => {
    await at.add('other', [['B', 'clerk']]);
    const other = await at.signedIn('other');
    await offer();
    for (const path of [
      'me/offers/A/auditor/accept',
      'me/offers/B/auditor/accept',
      'me/offers/NOWHERE/auditor/accept',
      'me/offers/A/clerk/accept',
    ])
      // prettier-ignore
      expect(codeOf(await other.post(path))).toBe('offer_unknown');
    // Whoever made it may have lost the right to since.
    await at.add('admin-a2', [['A', 'administrator']]);
    const second = await at.signedIn('admin-a2');
    expect((await second.ask('DELETE', 'users/admin-a/roles/A/administrator')).status).toBe(204);
    expect(itemsOf(await own.get('me/offers'))).toEqual([]);
    expect(codeOf(await own.post('me/offers/A/auditor/accept'))).toBe('offer_unknown');
    await second.ask('PUT', 'users/clerk-b/roles/A/auditor');
    expect(itemsOf(await own.get('me/offers'))).toHaveLength(1);
    expect((await second.ask('DELETE', 'users/clerk-b/roles/A/auditor')).status).toBe(204);
    expect(itemsOf(await own.get('me/offers'))).toEqual([]);
    await second.ask('PUT', 'users/clerk-b/roles/A/auditor');
    at.later(30 * DAY);
    own = await at.signedIn('clerk-b');
    expect(itemsOf(await own.get('me/offers'))).toEqual([]);
  });

  it('are not accepted by machines, and there are at most a hundred of a cooperative', async () => {
    await offer();
    const { token } = (await own.post('me/tokens', { name: 'x', scopes: ['administer'], days: 9, password: PASSWORD })).body as { token: string }; // prettier-ignore
    const machine = await at.browser().ask('POST', 'me/offers/A/auditor/accept', undefined, { authorization: `Bearer ${token}` }); // prettier-ignore
    expect(machine.status).toBe(403);
    for (let i = 1; i < 100; i += 1) expect((await offer(`somebody-${i}`)).status).toBe(202);
    expect(codeOf(await offer('one-more'))).toBe('offer_limit');
    expect((await offer('somebody-1')).status).toBe(202);
  });

  it('leave a rogue with a role elsewhere to be stopped by every cooperative in its own book', async () => {
    await at.add('rogue', [['A', 'clerk'], ['A', 'branch'], ['B', 'clerk']]); // prettier-ignore
    const rogue = await at.signedIn('rogue');
    expect((await rogue.get('cooperatives/A/households')).status).toBe(200);
    expect(codeOf(await adminA.post('users/rogue/disable'))).toBe('account_shared');
    expect((await adminA.ask('DELETE', 'cooperatives/A/users/rogue')).status).toBe(204);
    expect((await rogue.get('cooperatives/A/households')).status).toBe(404);
    expect((await rogue.get('cooperatives/B/households')).status).toBe(200);
    expect(codeOf(await adminA.ask('DELETE', 'cooperatives/A/users/admin-a'))).toBe('last_administrator');
  });

  it('give no administrator the account of somebody whom an operator has only just added', async () => {
    await at.add('root', [], true);
    const root = await at.signedIn('root');
    await root.post('users', { login: 'fresh', name: 'Fresh' });
    expect((await offer('fresh')).status).toBe(202);
    expect(codeOf(await adminA.post('users/fresh/invitation'))).toBe('user_unknown');
    expect((await root.ask('PUT', 'users/fresh/roles/B/clerk')).status).toBe(204);
    expect(codeOf(await adminA.post('users/fresh/invitation'))).toBe('user_unknown');
    expect((await at.browser().signIn('fresh', PASSWORD)).status).toBe(401);
  });
});
