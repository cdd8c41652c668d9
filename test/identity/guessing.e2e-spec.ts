import { openInstallation, PASSWORD, type Installation } from '../support/identity';

const MINUTE = 60_000;

describe('guessing passwords', () => {
  let at: Installation;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk']]);
  });
  afterEach(() => at.close());

  const guess = async (address: string, password = 'not the password'): Promise<string> => {
    const { status, body } = await at.browser(address).post('sign-in', { login: 'wangyan', password });
    return status === 204 ? 'in' : (body as { code: string }).code;
  };
  const failures = (n: number): string[] => Array.from({ length: n }, () => 'sign_in_failed');

  it('has to wait after five failures, longer each time, even with the right password', async () => {
    const seen: string[] = [];
    for (let i = 0; i < 7; i++) seen.push(await guess(`10.1.0.${i}`));
    expect(seen).toEqual([...failures(5), 'sign_in_blocked', 'sign_in_blocked']);
    expect(await guess('10.1.0.9', PASSWORD)).toBe('sign_in_blocked');
    at.later(MINUTE);
    expect([await guess('10.1.0.1'), await guess('10.1.0.2')]).toEqual(['sign_in_failed', 'sign_in_blocked']);
    at.later(MINUTE);
    expect(await guess('10.1.0.1')).toBe('sign_in_blocked');
    at.later(MINUTE);
    expect(await guess('10.1.0.1', PASSWORD)).toBe('in');
    expect(await guess('10.1.0.1')).toBe('sign_in_failed');
  });

  it('is not faster when it is done all at once', async () => {
    const seen = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(`10.2.0.${i}`)));
    expect(seen.filter((s) => s === 'sign_in_failed')).toHaveLength(5);
    expect(seen.filter((s) => s === 'sign_in_blocked')).toHaveLength(15);
  });

  it('takes fewer than fifty tries a day', async () => {
    let tries = 0;
    for (let minute = 0; minute < 24 * 60;) {
      if ((await guess('10.3.0.1')) === 'sign_in_failed') tries += 1;
      else {
        at.later(5 * MINUTE);
        minute += 5;
      }
    }
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(50);
  });

  it('does not lock the owner out on the device they know', async () => {
    const own = await at.signedIn('wangyan', '10.0.0.1');
    await own.post('sign-out');
    for (let i = 0; i < 8; i++) await guess('10.4.0.1');
    expect(await guess('10.4.0.2', PASSWORD)).toBe('sign_in_blocked');
    expect((await own.signIn('wangyan', PASSWORD)).status).toBe(204);
    // A thief of the device guesses no faster.
    const thief = at.browser('10.0.0.66');
    for (const [name, value] of own.cookies) if (name === 'sureg-device') thief.cookies.set(name, value);
    const codes: unknown[] = [];
    for (let i = 0; i < 6; i++) codes.push(((await thief.signIn('wangyan', 'x')).body as { code: string }).code);
    expect(codes).toEqual([...failures(5), 'sign_in_blocked']);
  });

  it('does not help against another user with a device of one’s own', async () => {
    await at.add('lina', [['A', 'clerk']]);
    const lina = await at.signedIn('lina');
    await lina.post('sign-out');
    for (let i = 0; i < 5; i++) await guess('10.5.0.1');
    expect((await lina.signIn('wangyan', 'x')).body).toMatchObject({ code: 'sign_in_blocked' });
  });

  it('over many logins is slowed down by the address', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 42; i++) {
      const { body } = await at.browser('10.6.0.1').post('sign-in', { login: `user${i}`, password: 'x' });
      codes.push((body as { code: string }).code);
    }
    expect(codes).toEqual([...failures(40), 'sign_in_blocked', 'sign_in_blocked']);
    expect(await guess('10.6.0.2', PASSWORD)).toBe('in');
  });

  it.each([
    [
      'IPv6 addresses of one line',
      (i: number) => `2001:db8:7:7:${((i * 2654435761) % 65536).toString(16)}::${i.toString(16)}`,
    ],
    ['IPv4 written as IPv6', (i: number) => (i % 2 ? '10.9.0.1' : i % 4 ? '::ffff:10.9.0.1' : '::ffff:0a09:1')],
  ])('over many logins is slowed down, whichever address it comes from: %s', async (_what, address) => {
    const codes: string[] = [];
    for (let i = 0; i < 42; i++) {
      const { body } = await at.browser(address(i)).post('sign-in', { login: `user${i}`, password: 'x' });
      codes.push((body as { code: string }).code);
    }
    expect(codes).toEqual([...failures(40), 'sign_in_blocked', 'sign_in_blocked']);
    expect(await guess('2001:db8:7:8::1', PASSWORD)).toBe('in');
  });

  it('an office that mistyped often in a day is not kept out by somebody who signs in well', async () => {
    for (let i = 0; i < 39; i++) await at.browser('10.7.0.1').post('sign-in', { login: `user${i}`, password: 'x' });
    expect([await guess('10.7.0.1', PASSWORD), await guess('10.7.0.1', PASSWORD)]).toEqual(['in', 'in']);
    expect([await guess('10.7.0.1'), await guess('10.7.0.1', PASSWORD)]).toEqual(['sign_in_failed', 'sign_in_blocked']);
  });
});
