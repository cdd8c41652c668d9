/**
 * A household's word is shown for what it is: with whose card it was given, who made that, and whether anybody but the clerk has seen the paper.
 *
 * @runs sqlite
 */
import { rmSync } from 'node:fs';
import { FileStore } from '../../src/attachments/file-store';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';
import { fileOf } from '../support/upload';

const SEASON = '2025-winter';
const STATEMENT = `/c/WRYT/statements/${SEASON}/WRYT-2022-002`;
const API = '/api/v1/cooperatives/WRYT';
const PIN = '271828';

describe('a household signs', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  beforeEach(async () => {
    site = await openSite();
    clerk = await site.reader('naren', 'clerk');
    branch = await site.reader('brn', 'branch');
    await clerk.post(`${STATEMENT}/present`, { seen: await seen() });
  });
  afterEach(async () => {
    const { folder } = site.app.get(FileStore);
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const seen = async (): Promise<string> => /SHA-256 <code>([0-9a-f]{64})/.exec((await clerk.get(STATEMENT)).html)?.[1] ?? ''; // prettier-ignore
  const ask = async (who: Reader, path: string, body: object, headers: object = {}): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await site.app.inject({ method: 'POST', url: `${API}${path}`, payload: body, headers: { ...who.person.headers, ...headers } });
    return { status: answer.statusCode, body: answer.json() };
  }; // prettier-ignore
  /** A card of the household, and somebody who has signed in with it; the PIN was chosen there. */
  const cardOf = async (by: Reader, holder: string): Promise<{ headers: Record<string, string> }> => {
    const { token } = (await ask(by, '/households/H002/cards', { holder })).body as { token: string };
    const entered = await site.app.inject({ method: 'POST', url: '/api/v1/card-sign-in', payload: { token, newPin: PIN } }); // prettier-ignore
    const cookie = entered.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const { csrf } = (await site.app.inject({ url: '/api/v1/me', headers: { cookie } })).json<{ csrf: string }>();
    return { headers: { cookie, 'x-csrf-token': csrf } };
  };
  const confirm = async (own: { headers: Record<string, string> }, hand: object) =>
    ask(clerk, `/statements/${SEASON}/WRYT-2022-002/confirm`, hand, {
      ...own.headers,
      'if-match': `"${await seen()}"`,
    });
  const page = async (who: Reader): Promise<string> => textOf((await who.get(STATEMENT)).html);

  it('on paper that a clerk has brought, which nobody else has seen until the branch signs', async () => {
    const file = { name: 'paper.jpg', bytes: fileOf('jpg', 64) };
    const fields = { role: 'household', signer: '萨仁高娃', signedOn: '2026-02-28', seen: await seen() };
    const done: Got = await clerk.upload(`${STATEMENT}/paper`, fields, [file]);
    expect(done.status).toBe(303);
    for (const who of [clerk, branch]) expect(await page(who)).toContain('naren 登记的纸件，党支部尚未复核');
    const read = async () => (await site.app.inject({ url: `${API}/statements/${SEASON}/WRYT-2022-002`, headers: branch.person.headers })).json<{ signatures: object[] }>(); // prettier-ignore
    expect((await read()).signatures).toMatchObject([{ role: 'household', how: 'paper', countersignedBy: null }]);
    expect((await branch.post(`${STATEMENT}/sign`, { role: 'branch', seen: await seen() })).status).toBe(303);
    expect((await read()).signatures).toMatchObject([{ countersignedBy: 'brn' }, { role: 'branch' }]);
    expect(await page(clerk)).toContain('naren 登记的纸件，党支部 brn 已复核签字');
  });

  it('with a PIN only when it gives that in the very request, and tries are counted', async () => {
    const own = await cardOf(clerk, '萨仁高娃');
    expect((await confirm(own, { how: 'pin' })).body).toMatchObject({ errors: [{ code: 'field_required', field: 'pin' }] }); // prettier-ignore
    expect((await confirm(own, { how: 'screen', pin: PIN })).body).toMatchObject({ errors: [{ code: 'field_not_allowed' }] }); // prettier-ignore
    expect((await confirm(own, { how: 'pin', pin: '000001' })).status).toBe(401);
    const staff = await ask(branch, `/statements/${SEASON}/WRYT-2022-002/sign`, { role: 'branch', how: 'pin', pin: PIN }, { 'if-match': `"${await seen()}"` }); // prettier-ignore
    expect(staff.body).toMatchObject({ errors: [{ code: 'choice_invalid', field: 'how' }] });
    expect((await confirm(own, { how: 'pin', pin: PIN })).body).toMatchObject({ status: 'confirmed', signatures: [{ how: 'pin' }] }); // prettier-ignore
    const again = await cardOf(clerk, '女儿');
    for (let i = 0; i < 5; i += 1) await confirm(again, { how: 'pin', pin: '000001' });
    expect((await confirm(again, { how: 'pin', pin: PIN })).status).toBe(429);
  });

  it('with a card that a clerk has made for himself, and branch and household see it', async () => {
    const own = await cardOf(await site.reader('boss', 'administrator'), '萨仁高娃');
    const forged = await cardOf(clerk, '萨仁高娃之弟');
    expect((await confirm(forged, { how: 'pin', pin: PIN })).body).toMatchObject({ signatures: [{ card: { number: 2, madeBy: 'naren', isFromPresenter: true } }] }); // prettier-ignore
    expect(await page(branch)).toContain(
      '户卡 2（萨仁高娃之弟），naren 于 2026-03-01 08:00 发放 ——发卡人就是送达对账单的人',
    );
    const mine = textOf((await site.app.inject({ url: '/my', headers: own.headers })).body);
    expect(mine).toContain('您家有一张新户卡：2026-03-01 08:00 由 naren 发给 萨仁高娃之弟');
    expect(mine).not.toContain('boss');
    const statement = await site.app.inject({ url: `/my/statements/${SEASON}/WRYT-2022-002`, headers: own.headers });
    expect(textOf(statement.body)).toContain('户卡 2（萨仁高娃之弟），naren');
  });
});
