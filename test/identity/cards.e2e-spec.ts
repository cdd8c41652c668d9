import type { Answer } from '../support/api';
import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';

const MINUTE = 60_000;
const CARDS = 'cooperatives/A/households/H1/cards';

describe('herders’ cards', () => {
  let at: Installation;
  let clerk: Browser;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('clerk', [['A', 'clerk']]);
    clerk = await at.signedIn('clerk');
  });
  afterEach(() => at.close());

  const issue = async (holder = '王燕'): Promise<{ id: number; token: string; link: string }> =>
    (await clerk.post(CARDS, { holder })).body as { id: number; token: string; link: string };
  const enter = (browser: Browser, token: string, more: object): Promise<Answer> =>
    browser.post('card-sign-in', { token, ...more });
  const codeOf = ({ body }: Answer): unknown => (body as { code?: string }).code;

  it('are printed with a link that is shown once and kept as a hash', async () => {
    const { token, link } = await issue();
    expect(link.replace(':80/', '/')).toBe(`http://localhost/h/${token}`);
    const { items } = (await clerk.get(CARDS)).body as { items: object[] };
    expect(items).toEqual([{ id: 1, holder: '王燕', isUsed: false, createdAt: at.clock.now(), createdBy: 'clerk' }]);
    expect(JSON.stringify(await at.database.reads.all('select * from herder_card'))).not.toContain(token);
  });

  it('open one household to who chose the PIN, and nothing beside it', async () => {
    const { token } = await issue();
    const phone = at.browser();
    expect((await enter(phone, token, { pin: '274951' })).body).toMatchObject({ errors: [{ code: 'field_required', field: 'newPin' }] }); // prettier-ignore
    for (const weak of [
      '123456',
      '654321',
      '111111',
      '121212',
      '123123',
      '123321',
      '112233',
      '520131',
      '12345',
      'abcdef',
    ])
      expect([weak, codeOf(await enter(phone, token, { newPin: weak }))]).toEqual([weak, 'pin_weak']);
    expect((await enter(phone, token, { newPin: '274951' })).status).toBe(204);
    await phone.learn();
    expect((await phone.get('me')).body).toMatchObject({
      login: 'card:1',
      name: '王燕',
      roles: { A: ['herder'] },
      household: 'H1',
    });
    expect((await phone.get('cooperatives/A/households/H1')).status).toBe(200);
    expect((await phone.get('cooperatives/A/households/H2')).status).toBe(404);
    expect((await phone.get('cooperatives/B/households/H1')).status).toBe(404);
    expect((await phone.get(CARDS)).status).toBe(403);
    for (const [path, body] of [
      ['me/tokens', { name: 'x', scopes: ['read'], days: 1, password: PASSWORD }],
      ['me/password', { password: 'x', newPassword: 'another long one' }],
      ['me/second-factor', undefined],
    ] as const) expect([path, (await phone.post(path, body)).status]).toEqual([path, 403]); // prettier-ignore
  });

  it('are several in a household, each with a PIN that its holder may change', async () => {
    const [wife, husband] = [await issue('王燕'), await issue('巴图')];
    await enter(at.browser(), wife.token, { newPin: '274951' });
    await enter(at.browser(), husband.token, { newPin: '860237' });
    expect(codeOf(await enter(at.browser(), wife.token, { pin: '860237' }))).toBe('sign_in_failed');
    expect(codeOf(await enter(at.browser(), wife.token, { pin: '860237', newPin: '918273' }))).toBe('sign_in_failed');
    expect((await enter(at.browser(), wife.token, { pin: '274951', newPin: '918274' })).status).toBe(204);
    expect(codeOf(await enter(at.browser(), wife.token, { pin: '274951' }))).toBe('sign_in_failed');
    expect((await enter(at.browser(), wife.token, { pin: '918274' })).status).toBe(204);
    // Without the old PIN nobody chooses a new one.
    expect(codeOf(await enter(at.browser(), wife.token, { newPin: '740913' }))).toBe('sign_in_failed');
  });

  it('wait a quarter of an hour after five wrong PINs, then longer; nobody without the card can lock it', async () => {
    const [{ token }, { token: other }] = [await issue(), await issue()];
    await enter(at.browser(), token, { newPin: '274951' });
    const wrong = (): Promise<unknown> => enter(at.browser(), token, { pin: '000000' }).then(codeOf);
    const seen = await Promise.all(Array.from({ length: 8 }, wrong));
    expect(seen.filter((s) => s === 'sign_in_failed')).toHaveLength(5);
    expect(codeOf(await enter(at.browser(), token, { pin: '274951' }))).toBe('sign_in_blocked');
    at.later(15 * MINUTE);
    expect([await wrong(), await wrong()]).toEqual(['sign_in_failed', 'sign_in_blocked']);
    at.later(29 * MINUTE);
    expect(await wrong()).toBe('sign_in_blocked');
    at.later(MINUTE);
    expect((await enter(at.browser(), token, { pin: '274951' })).status).toBe(204);
    expect(await wrong()).toBe('sign_in_failed');
    await enter(at.browser(), other, { newPin: '274951' });
    for (let i = 0; i < 9; i++)
      expect(codeOf(await enter(at.browser(), `${i}${other.slice(1)}x`, { pin: '000000' }))).toBe('card_unknown');
    expect((await enter(at.browser(), other, { pin: '274951' })).status).toBe(204);
  });

  it('that are lost open nothing any more, at once; the new print is another card', async () => {
    const { id, token } = await issue();
    const phone = at.browser();
    await enter(phone, token, { newPin: '274951' });
    expect((await phone.get('me')).status).toBe(200);
    const reprinted = (await clerk.post(`${CARDS}/${id}/reprint`)).body as { id: number; token: string };
    expect(reprinted.id).toBe(2);
    expect((await phone.get('me')).status).toBe(401);
    expect(codeOf(await enter(at.browser(), token, { pin: '274951' }))).toBe('card_unknown');
    expect((await enter(phone, reprinted.token, { newPin: '860237' })).status).toBe(204);
    expect((await clerk.post(`${CARDS}/2/revoke`)).status).toBe(204);
    expect((await phone.get('me')).status).toBe(401);
    expect(codeOf(await clerk.post(`${CARDS}/2/revoke`))).toBe('card_unknown');
    expect(codeOf(await clerk.post('cooperatives/A/households/H2/cards/1/reprint'))).toBe('card_unknown');
  });

  it('at the clerk’s desk end after two idle minutes; on a telephone they stay', async () => {
    const { token } = await issue();
    const phone = at.browser();
    const desk = at.browser();
    await enter(phone, token, { newPin: '274951' });
    await enter(desk, token, { pin: '274951', kiosk: true });
    at.later(2 * MINUTE);
    expect([(await phone.get('me')).status, (await desk.get('me')).status]).toEqual([200, 401]);
  });

  it('are given out by clerks and administrators of this cooperative only', async () => {
    await at.add('auditor', [['A', 'auditor']]);
    await at.add('other', [['B', 'clerk']]);
    const [auditor, other] = [await at.signedIn('auditor'), await at.signedIn('other')];
    expect((await auditor.post(CARDS, { holder: 'x' })).status).toBe(403);
    expect((await other.post(CARDS, { holder: 'x' })).status).toBe(404);
    expect((await clerk.post(CARDS, { holder: 'x', householdId: 2 })).status).toBe(400);
  });
});
