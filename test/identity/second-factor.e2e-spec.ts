import { codeAt, enrol, openInstallation, PASSWORD, type Installation } from '../support/identity';

const STEP = 30_000;

describe('the second factor', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await openInstallation();
  });
  afterAll(() => at.close());
  beforeEach(() => at.later(10 * STEP));

  const code = (secret: string): string => codeAt(secret, at.clock.now());
  const codeOf = ({ body }: { body: unknown }): unknown => (body as { code?: string }).code;

  it('is asked for at every sign-in once it is confirmed, and ends the sessions that had none', async () => {
    await at.add('anna', [['A', 'clerk']]);
    const own = await at.signedIn('anna');
    const other = await at.signedIn('anna');
    expect((await own.get('me')).body).toMatchObject({ hasSecondFactor: false, needsSecondFactor: false });
    const { secret, recoveryCodes } = await enrol(own, at.clock);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect([(await own.get('me')).status, (await other.get('me')).status]).toEqual([200, 401]);
    at.later(STEP);
    expect(codeOf(await at.browser().signIn('anna', PASSWORD))).toBe('second_factor_required');
    expect(codeOf(await at.browser().signIn('anna', PASSWORD, '000000'))).toBe('sign_in_failed');
    expect((await at.browser().signIn('anna', PASSWORD, code(secret))).status).toBe(204);
  });

  it('refuses a code that was used already, also one that is a step old or used by two at once', async () => {
    await at.add('bert', [['A', 'clerk']]);
    const { secret } = await enrol(await at.signedIn('bert'), at.clock);
    expect(codeOf(await at.browser().signIn('bert', PASSWORD, code(secret)))).toBe('sign_in_failed');
    at.later(STEP);
    const seen = code(secret);
    expect((await at.browser().signIn('bert', PASSWORD, seen)).status).toBe(204);
    expect(codeOf(await at.browser().signIn('bert', PASSWORD, seen))).toBe('sign_in_failed');
    at.later(STEP);
    expect(codeOf(await at.browser().signIn('bert', PASSWORD, seen))).toBe('sign_in_failed');
    const fresh = code(secret);
    const both = await Promise.all([1, 2].map(() => at.browser().signIn('bert', PASSWORD, fresh)));
    expect(both.map((a) => a.status).sort()).toEqual([204, 401]);
    at.later(3 * STEP);
    expect(codeOf(await at.browser().signIn('bert', PASSWORD, fresh))).toBe('sign_in_failed');
  });

  it('can be replaced by a recovery code, each once', async () => {
    await at.add('cora', [['A', 'clerk']]);
    const { recoveryCodes } = await enrol(await at.signedIn('cora'), at.clock);
    const [first = '', second = ''] = recoveryCodes;
    expect((await at.browser().signIn('cora', PASSWORD, first)).status).toBe(204);
    expect(codeOf(await at.browser().signIn('cora', PASSWORD, first))).toBe('sign_in_failed');
    expect((await at.browser().signIn('cora', PASSWORD, second.toLowerCase().replaceAll('-', ' '))).status).toBe(204);
    const rows = await at.database.reads.all<{ hash: string }>('select * from recovery_code');
    expect(rows.every((r) => /^[0-9a-f]{64}$/.test(r.hash))).toBe(true);
  });

  it('is removed with a code only, and codes cannot be tried in a session that was taken over', async () => {
    await at.add('dora', [['A', 'clerk']]);
    const own = await at.signedIn('dora');
    const { secret } = await enrol(own, at.clock);
    expect(codeOf(await own.post('me/second-factor'))).toBe('not_permitted');
    const codes: unknown[] = [];
    for (let i = 0; i < 6; i++)
      codes.push(codeOf(await own.post('me/second-factor/remove', { code: '000000', password: PASSWORD })));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'sign_in_failed'), 'sign_in_blocked']);
    at.later(2 * STEP);
    expect((await own.post('me/second-factor/remove', { code: code(secret), password: PASSWORD })).status).toBe(204);
    expect((await own.get('me')).body).toMatchObject({ hasSecondFactor: false });
    expect((await at.browser().signIn('dora', PASSWORD)).status).toBe(204);
  });

  it('counts from its confirmation on: a secret that was only made is not asked for', async () => {
    await at.add('emil', [['A', 'clerk']]);
    const own = await at.signedIn('emil');
    await own.post('me/second-factor');
    expect((await at.browser().signIn('emil', PASSWORD)).status).toBe(204);
    expect(codeOf(await own.post('me/second-factor/confirm', { code: '123456', password: PASSWORD }))).toBe(
      'sign_in_failed',
    );
  });

  it('that was lost is taken away by an administrator, and the sessions end', async () => {
    await at.add('fred', [['A', 'clerk']]);
    await at.add('head', [['A', 'administrator']]);
    const own = await at.signedIn('fred');
    await enrol(own, at.clock);
    const head = await at.signedIn('head');
    expect((await head.post('users/fred/second-factor/reset')).status).toBe(204);
    expect((await own.get('me')).status).toBe(401);
    expect((await at.browser().signIn('fred', PASSWORD)).status).toBe(204);
  });
});

describe('where a second factor is required', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await openInstallation({ needsSecondFactor: true });
  });
  afterAll(() => at.close());

  it.each(['administrator', 'branch', 'clerk'] as const)(
    'a new %s may only set one up, then everything',
    async (role) => {
      await at.add(`new-${role}`, [['A', role]]);
      const own = await at.signedIn(`new-${role}`);
      expect((await own.get('cooperatives/A/households')).body).toMatchObject({ code: 'second_factor_required' });
      expect((await own.post('me/tokens', { name: 'x', scopes: ['read'], days: 1 })).status).toBe(403);
      expect((await own.get('me')).body).toMatchObject({ needsSecondFactor: true });
      await enrol(own, at.clock);
      expect((await own.get('me')).body).toMatchObject({ needsSecondFactor: false });
      expect((await own.get('cooperatives/A/households')).status).toBe(200);
    },
  );

  it('an auditor needs none, until another role is given in mid-session', async () => {
    await at.add('reader', [['A', 'auditor']]);
    await at.add('root', [], true);
    const own = await at.signedIn('reader');
    const root = await at.signedIn('root');
    expect((await own.get('cooperatives/A/households')).status).toBe(200);
    expect((await root.ask('PUT', 'users/reader/roles/A/clerk')).status).toBe(403);
    await enrol(root, at.clock);
    expect((await root.ask('PUT', 'users/reader/roles/A/clerk')).status).toBe(204);
    expect((await own.get('cooperatives/A/households')).body).toMatchObject({ code: 'second_factor_required' });
  });
});
