/**
 * What a stranger can do to others by guessing: nobody is locked out for good, and the trail is not filled.
 *
 * @runs sqlite
 */
import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';
import { runs } from '../support/scale';

const MINUTE = 60_000;
const NEXT = '另一句很长的话-三十六匹马';

describe('a stranger who guesses', () => {
  let at: Installation;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk']]);
    await at.add('root', [], true);
  });
  afterEach(() => at.close());

  const guess = async (login: string, address: string, password = 'not the password'): Promise<string> => {
    const { status, body } = await at.browser(address).post('sign-in', { login, password });
    return status === 204 ? 'in' : (body as { code: string }).code;
  };
  const lockOut = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await guess('wangyan', '10.66.0.1');
    expect(await guess('wangyan', '10.0.0.9', PASSWORD)).toBe('sign_in_blocked');
  };
  const invitationOf = async (boss: Browser): Promise<string> =>
    ((await boss.post('users/wangyan/invitation')).body as { invitation: string }).invitation.split('/').at(-1) ?? '';
  const told = async (...actions: string[]): Promise<{ action: string; subject: string; after: unknown }[]> => {
    const rows = await at.database.reads.all<{ action: string; subject: string; after: string | null }>(
      `select action, subject, "after" from audit_event where action in (${actions.map(() => '?').join()}) order by seq`,
      actions,
    );
    return rows.map((r) => ({ ...r, after: r.after === null ? null : JSON.parse(r.after) }));
  };

  it('does not keep out whoever accepts an invitation: tries are forgotten, and the device is known from then on', async () => {
    const root = await at.signedIn('root');
    const token = await invitationOf(root);
    await lockOut();
    const own = at.browser('10.0.0.9');
    expect((await own.post('invitation', { token, password: NEXT })).status).toBe(204);
    expect(own.cookies.has('sureg-device')).toBe(true);
    expect((await own.signIn('wangyan', NEXT)).status).toBe(204);
    await own.post('sign-out');
    // The stranger goes on, for good: the device keeps working.
    for (let hour = 0; hour < 3; hour++) {
      for (let i = 0; i < 6; i++) await guess('wangyan', '10.66.0.1');
      expect((await own.signIn('wangyan', NEXT)).status).toBe(204);
      await own.post('sign-out');
      at.later(60 * MINUTE);
    }
  });

  it('is undone by an operator, or by whoever manages the user, and by nobody else', async () => {
    await at.add('boss', [['A', 'administrator']]);
    await at.add('other', [['B', 'administrator']]);
    const by = { root: await at.signedIn('root'), boss: await at.signedIn('boss'), other: await at.signedIn('other') };
    for (const who of ['root', 'boss'] as const) {
      await lockOut();
      expect((await by.other.post('users/wangyan/unlock')).status).toBe(404);
      expect(await guess('wangyan', '10.0.0.9', PASSWORD)).toBe('sign_in_blocked');
      expect((await by[who].post('users/wangyan/unlock')).status).toBe(204);
      expect(await guess('wangyan', '10.0.0.9', PASSWORD)).toBe('in');
    }
    expect((await by.root.post('users/wangyan/unlock')).status).toBe(204);
    // Nothing was forgotten by the last: the tries were, at the sign-in.
    expect(await told('lock_lifted')).toEqual([
      { action: 'lock_lifted', subject: 'wangyan', after: { refused: 5 } },
      { action: 'lock_lifted', subject: 'wangyan', after: { refused: 5 } },
    ]);
    expect((await by.boss.get('locks')).status).toBe(403);
    expect((await by.boss.post('locks/lift', { address: '10.66.0.1' })).status).toBe(403);
  });

  it('from an office’s line keeps that out until an operator lets it try again', async () => {
    const root = await at.signedIn('root');
    for (const [spread, shown, again] of [
      [(i: number) => `10.66.1.${i % 1}`, '10.66.1.0', '10.66.1.0'],
      [(i: number) => `2001:db8::${i}`, '2001:db8:0:0::/64', '2001:db8::7'],
    ] as const) {
      for (let i = 0; i < 43; i++) await guess(`user${i}`, spread(i));
      expect(await guess('wangyan', again, PASSWORD)).toBe('sign_in_blocked');
      const { items } = (await root.get('locks')).body as { items: { until: string }[] };
      expect(items).toEqual([{ address: shown, until: expect.any(String), refused: 4 }]);
      expect((await root.post('locks/lift', { address: shown })).status).toBe(204);
      expect((await root.get('locks')).body).toEqual({ items: [] });
      expect(await guess('wangyan', again, PASSWORD)).toBe('in');
    }
  });

  it('adds one row to the trail for each wait, however often they ask, and the count once it is over', async () => {
    for (let i = 0; i < 5 + runs(100); i++) await guess('wangyan', `10.66.${i % 200}.1`);
    expect(await told('sign_in_blocked')).toEqual([{ action: 'sign_in_blocked', subject: 'wangyan', after: null }]);
    at.later(MINUTE);
    await guess('wangyan', '10.66.0.1');
    await guess('wangyan', '10.66.0.1');
    const rows = await told('sign_in_blocked', 'sign_in_failed');
    expect(rows).toHaveLength(5 + 1 + 1 + 1);
    expect(rows.slice(-2)).toEqual([
      { action: 'sign_in_failed', subject: 'wangyan', after: { refused: runs(100) } },
      { action: 'sign_in_blocked', subject: 'wangyan', after: null },
    ]);
  });

  it('with many addresses and logins adds at most sixty rows an hour, and what was left out is said', async () => {
    const all = async (): Promise<number> => (await told('sign_in_failed', 'sign_in_blocked')).length;
    for (let i = 0; i < 100; i++) await guess(`nobody${i}`, `2001:db8:0:${i.toString(16)}::1`);
    expect(await all()).toBe(60);
    // What is about a user is told all the same.
    await guess('wangyan', '10.66.0.1');
    expect(await all()).toBe(61);
    at.later(61 * MINUTE);
    await guess('nobody', '2001:db8:1::1');
    expect((await told('sign_in_failed')).at(-1)).toEqual({
      action: 'sign_in_failed',
      subject: '?',
      after: { untold: 40 },
    });
    // Also after a day, and after somebody has signed in.
    for (let i = 0; i < 70; i++) await guess(`nobody${i}`, `2001:db8:2:${i.toString(16)}::1`);
    at.later(30 * 60 * MINUTE);
    expect(await guess('wangyan', '10.0.0.9', PASSWORD)).toBe('in');
    await guess('nobody', '2001:db8:3::1');
    expect((await told('sign_in_failed')).at(-1)?.after).toEqual({ untold: 11 });
  });

  it('who holds a card adds one row for each wait', async () => {
    await at.add('clerk', [['A', 'clerk']]);
    const clerk = await at.signedIn('clerk');
    const { token } = (await clerk.post('cooperatives/A/households/H1/cards', { holder: 'x' })).body as {
      token: string;
    };
    const phone = at.browser('10.66.0.1');
    expect((await phone.post('card-sign-in', { token, newPin: '274951' })).status).toBe(204);
    const thief = at.browser('10.66.0.2');
    for (let i = 0; i < 20; i++) await thief.post('card-sign-in', { token, pin: '000000' });
    expect([(await told('card_sign_in_failed')).length, (await told('card_blocked')).length]).toEqual([5, 1]);
    at.later(15 * MINUTE);
    for (let i = 0; i < 20; i++) await thief.post('card-sign-in', { token, pin: '000000' });
    expect([(await told('card_sign_in_failed')).length, (await told('card_blocked')).length]).toEqual([6, 2]);
  });
});
