import { openApi, WRYT, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const SETTINGS = `${WRYT}/settings/approvals`;
const ON = '2026-02-01';
const of = (number: string): string => `${WRYT}/contracts/WRYT-2022-00${number}/events`;
const cash = (id: string, amount: string): object => ({ id, kind: 'cash_in', on: ON, amount });
const lambs = (id: string, count: number): object => ({ id, kind: 'lambing', on: ON, live: count, heads: [{ class: 'lamb', count }] }); // prettier-ignore

describe('an amount over the limit, recorded in pieces', () => {
  let api: Api;
  let clerk: Asker;
  let second: Asker;
  let branch: Asker;
  beforeEach(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    second = await asker(api, 'other-clerk', 'clerk');
    branch = await asker(api, 'branch', 'branch');
    const administrator = await asker(api, 'administrator', 'administrator');
    const settings = { always: [], cashOver: '1000.00', headsOver: 20, expiryDays: 14 };
    expect(await administrator.put(SETTINGS, settings, { 'if-match': '"0"' })).toMatchObject({ status: 200 });
  });
  afterEach(() => api.close());

  const statuses = async (who: Asker, events: readonly object[], number = '2'): Promise<number[]> => {
    const found: number[] = [];
    for (const event of events) found.push((await who.post(of(number), event)).status);
    return found;
  };

  it('waits from the piece on that goes over it', async () => {
    expect(await statuses(clerk, [cash('a1', '600'), cash('a2', '400'), cash('a3', '0.01')])).toEqual([201, 201, 202]);
    expect(await statuses(clerk, [lambs('b1', 12), lambs('b2', 9), lambs('b3', 8)])).toEqual([201, 202, 201]);
  });

  it('counts yuan with yuan and heads with heads, and not what moves nothing', async () => {
    const count = { id: 'n1', kind: 'count', on: ON, heads: [{ book: 'own', class: 'lamb', count: 3 }] };
    expect(await statuses(clerk, [cash('a1', '1000'), lambs('b1', 20), count])).toEqual([201, 201, 201]);
  });

  it('is counted by maker, by contract, and by the day in Shanghai on which it was recorded', async () => {
    api.clock.set('2026-03-01T15:59:59.999Z');
    expect(await statuses(clerk, [cash('a1', '900')])).toEqual([201]);
    expect(await statuses(second, [cash('a2', '900')])).toEqual([201]);
    expect(await statuses(clerk, [cash('a3', '900')], '1')).toEqual([201]);
    expect(await statuses(clerk, [{ ...cash('a4', '900'), on: '2026-02-02' }])).toEqual([202]);
    api.clock.set('2026-03-01T16:00:00.000Z');
    expect(await statuses(clerk, [cash('a5', '900')])).toEqual([201]);
  });

  it('leaves out what a second person has approved', async () => {
    const waiting = await clerk.post(of('2'), cash('a1', '5000'));
    expect(await branch.post(`${waiting.headers['location']}/approve`)).toMatchObject({ status: 200 });
    expect(await statuses(clerk, [cash('a2', '1000'), cash('a3', '1')])).toEqual([201, 202]);
  });

  it('goes on counting when a season is closed in between', async () => {
    expect(await statuses(clerk, [{ ...cash('a1', '900'), on: '2025-06-01' }])).toEqual([201]);
    expect(await statuses(clerk, [cash('a2', '200')])).toEqual([202]);
    expect(await api.fault()).toBeUndefined();
  });
});

describe('heads that become the household’s', () => {
  it('count for the limit: a completion that passes them waits', async () => {
    const api = await openApi();
    const clerk = await asker(api, 'clerk', 'clerk');
    const branch = await asker(api, 'branch', 'branch');
    const administrator = await asker(api, 'administrator', 'administrator');
    const terms = { handout: [{ class: 'ewe', count: 500 }], obligations: [] };
    await clerk.post(`${WRYT}/contracts`, { number: 'P-1', household: 'H003', from: '2026-01-01', to: '2026-12-31', terms }); // prettier-ignore
    const made = await clerk.post(`${WRYT}/contracts/P-1/activate`, undefined, { 'if-match': '"1"' });
    expect(await branch.post(`${made.headers['location']}/approve`)).toMatchObject({ status: 200 });
    const events = `${WRYT}/contracts/P-1/events`;
    const handover = { id: 'p1', kind: 'handover', on: ON, heads: [{ class: 'ewe', count: 500 }] };
    expect(await clerk.post(events, handover)).toMatchObject({ status: 201 });
    await administrator.put(SETTINGS, { always: [], headsOver: 10, expiryDays: 14 }, { 'if-match': '"0"' });
    expect(await clerk.post(events, { id: 'p2', kind: 'completion', on: ON })).toMatchObject({ status: 202 });
    await api.close();
  });
});
