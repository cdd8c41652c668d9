/** @runs sqlite */
import { openApi, WRYT, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const SETTINGS = `${WRYT}/settings/approvals`;
const LIMIT = { always: [], cashOver: '1000.00', expiryDays: 14 };

describe('a limit that somebody wants changed', () => {
  let api: Api;
  let both: Asker;
  let branch: Asker;
  beforeEach(async () => {
    api = await openApi();
    both = await asker(api, 'both', 'administrator', 'clerk', 'branch');
    branch = await asker(api, 'branch', 'branch');
    expect(await change(LIMIT, 0)).toMatchObject({ status: 200 });
  });
  afterEach(() => api.close());

  const change = (settings: object, version: number) => both.put(SETTINGS, settings, { 'if-match': `"${version}"` });
  const cash = async (id: string, amount: string): Promise<number> =>
    (await both.post(`${WRYT}/contracts/WRYT-2022-002/events`, { id, kind: 'cash_in', on: '2026-02-01', amount }))
      .status;

  it.each([
    ['lifted', { always: [], expiryDays: 14 }],
    ['raised', { ...LIMIT, cashOver: '50000' }],
    ['lowered', { ...LIMIT, cashOver: '10' }],
    ['joined by another', { ...LIMIT, headsOver: 5 }],
    ['joined by a kind', { ...LIMIT, always: ['death'] }],
  ])('and %s holds as it is until a second person has approved', async (_, settings) => {
    const waiting = await change(settings, 1);
    expect(waiting).toMatchObject({ status: 202, body: { state: 'pending' } });
    expect((await both.get(SETTINGS)).body).toEqual(LIMIT);
    expect(await cash('c-1', '1000.01')).toBe(202);
    const location = waiting.headers['location'] as string;
    expect(await both.post(`${location}/approve`)).toMatchObject({ status: 422, body: { code: 'own_proposal' } });
    const { effect, shown } = (await branch.get(location)).body;
    expect(effect.settings.before).toEqual(LIMIT);
    expect(effect.settings.after).toMatchObject({ expiryDays: 14 });
    expect(await branch.post(`${location}/approve`, { shown })).toMatchObject({
      status: 200,
      body: { result: { version: 2 } },
    });
    expect((await both.get(SETTINGS)).body).toEqual(effect.settings.after);
    expect(await api.fault()).toBeUndefined();
  });

  it('is changed by one proposal at a time, from the version in force', async () => {
    const first = await change({ always: [], expiryDays: 14 }, 1);
    expect(await change({ always: [], expiryDays: 14 }, 1)).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect(await change({ ...LIMIT, headsOver: 9 }, 1)).toMatchObject({
      status: 409,
      body: { code: 'proposal_conflict' },
    });
    expect(await change(LIMIT, 0)).toMatchObject({ status: 412, body: { code: 'version_stale' } });
    expect(await both.post(`${first.headers['location']}/withdraw`)).toMatchObject({ status: 200 });
    const second = await change({ ...LIMIT, headsOver: 9 }, 1);
    expect(await branch.post(`${second.headers['location']}/approve`)).toMatchObject({ status: 200 });
    expect(await change(LIMIT, 1)).toMatchObject({ status: 412 });
  });
});
