/** What a session alone cannot do, and what ends with a password. */
import { buildHttpApp } from '../../src/server/server';
import { codeAt, enrol, openInstallation, PASSWORD, type Installation } from '../support/identity';
import type { Browser } from '../support/cookie-jar';

const HOUSEHOLDS = 'cooperatives/A/households';
const NEXT = '另一句很长的话-三十六匹马';
const STEP = 30_000;

describe('the password, asked again', () => {
  let at: Installation;
  let own: Browser;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk']]);
    own = await at.signedIn('wangyan');
  });
  afterEach(() => at.close());

  const make = async (by: Browser = own): Promise<string> => {
    const input = { name: '秤', scopes: ['read'], days: 30, password: PASSWORD };
    return ((await by.post('me/tokens', input)).body as { token: string }).token;
  };
  const use = async (token: string): Promise<unknown> => {
    const { status, body } = await at.browser().ask('GET', HOUSEHOLDS, undefined, { authorization: `Bearer ${token}` });
    return status === 200 ? 200 : (body as { code: string }).code;
  };
  const countOf = async (table: string): Promise<number> =>
    Number((await at.database.reads.get<{ n: number }>(`select count(*) as n from ${table}`))?.n);

  it('is needed to make a token, to set a second factor up and to take it away', async () => {
    const { secret } = (await own.post('me/second-factor')).body as { secret: string };
    const code = codeAt(secret, at.clock.now());
    const acts: readonly (readonly [string, object])[] = [
      ['me/tokens', { name: 'x', scopes: ['read'], days: 365 }],
      ['me/second-factor/confirm', { code }],
      ['me/second-factor/remove', { code }],
    ];
    for (const [path, input] of acts) {
      expect([path, (await own.post(path, input)).body]).toMatchObject([path, { code: 'field_required' }]);
      const wrong = (await own.post(path, { ...input, password: 'guessed' })).body as {
        code: string;
        errors: object[];
      };
      expect([path, wrong]).toMatchObject([path, { code: 'sign_in_failed', errors: [{ field: 'password' }] }]);
    }
    expect((await own.get('me')).body).toMatchObject({ hasSecondFactor: false });
    expect([await countOf('api_token'), await countOf('recovery_code')]).toEqual([0, 0]);
  });

  it('cannot be guessed in a session, whichever of those it is tried at', async () => {
    const codes: unknown[] = [];
    for (let i = 0; i < 7; i++) {
      const path = ['me/tokens', 'me/second-factor/confirm', 'me/password'][i % 3] ?? '';
      const input = [{ name: 'x', scopes: ['read'], days: 1 }, { code: '000000' }, { newPassword: NEXT }][i % 3];
      codes.push(((await own.post(path, { ...input, password: 'guessed' })).body as { code: string }).code);
    }
    expect(codes).toEqual([...new Array<string>(5).fill('sign_in_failed'), 'sign_in_blocked', 'sign_in_blocked']);
  });

  it('ends the tokens when it is changed, unless they are to be kept', async () => {
    const [first, second] = [await make(), await make()];
    const change = { password: PASSWORD, newPassword: NEXT };
    expect((await own.post('me/password', { ...change, keepsTokens: true })).status).toBe(400);
    expect((await own.post('me/password', { ...change, keepTokens: true })).status).toBe(204);
    expect([await use(first), await use(second)]).toEqual([200, 200]);
    expect((await own.post('me/password', { password: NEXT, newPassword: PASSWORD })).status).toBe(204);
    expect([await use(first), await use(second)]).toEqual(['sign_in_required', 'sign_in_required']);
    const row = await at.database.reads.get<{ after: string }>(`select "after" from audit_event where action = 'password_set' order by seq desc limit 1`); // prettier-ignore
    expect(JSON.parse(row?.after ?? '')).toEqual({ by: 'owner', tokensEnded: 2 });
  });

  it('ends the tokens when it is chosen anew by an invitation', async () => {
    const token = await make();
    await at.add('boss', [['A', 'administrator']], true);
    const boss = await at.signedIn('boss');
    const { invitation } = (await boss.post('users/wangyan/invitation')).body as { invitation: string };
    const input = { token: invitation.split('/').at(-1) ?? '', password: NEXT };
    expect((await at.browser().post('invitation', input)).status).toBe(204);
    expect(await use(token)).toBe('sign_in_required');
  });
});

describe('a token that was made without a second factor', () => {
  it('opens nothing where one is asked of its user, nor when the second factor was taken away since', async () => {
    const at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk']]);
    await at.add('lina', [['A', 'auditor']]);
    const own = await at.signedIn('wangyan');
    const make = async (by: Browser): Promise<string> => {
      const input = { name: 'x', scopes: ['read'], days: 30, password: PASSWORD };
      return ((await by.post('me/tokens', input)).body as { token: string }).token;
    };
    const weak = await make(own);
    const ofAuditor = await make(await at.signedIn('lina'));
    const { secret } = await enrol(own, at.clock);
    const strong = await make(own);

    const strict = await buildHttpApp(at.database, { clock: at.clock, needsSecondFactor: true });
    const use = async (token: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await strict.inject({ url: `/api/v1/${HOUSEHOLDS}`, headers });
      return answer.statusCode === 200 ? 200 : answer.json<{ code: string }>().code;
    };
    expect([await use(weak), await use(strong), await use(ofAuditor)]).toEqual(['second_factor_required', 200, 200]);
    expect((await own.get('me/tokens')).body).toMatchObject({ items: [{ isWeak: false }, { isWeak: false }] });
    at.later(STEP);
    const code = codeAt(secret, at.clock.now());
    expect((await own.post('me/second-factor/remove', { code, password: PASSWORD })).status).toBe(204);
    expect(await use(strong)).toBe('second_factor_required');
    await strict.close();
    await at.close();
  });
});
