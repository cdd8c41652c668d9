/** @runs sqlite */
import { shownAs } from '../../src/approvals/actions';
import { openApi, WRYT, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;
const ON = '2026-02-01';

describe('an approval is of what was shown', () => {
  let api: Api;
  let clerk: Asker;
  let branch: Asker;
  beforeEach(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    branch = await asker(api, 'branch', 'branch');
  });
  afterEach(() => api.close());

  const cash = (id: string, kind: string, amount: string): Promise<{ status: number }> =>
    clerk.post(EVENTS, { id, kind, on: ON, amount });
  const look = async (location: string): Promise<string> => {
    const { body } = await branch.get(location);
    expect(body.shown).toBe(shownAs(body.effect));
    return body.shown as string;
  };
  const refused = { status: 412, body: { code: 'effect_changed' } };

  /** Each a proposal, whose effect something else changes that a clerk records meanwhile. */
  const proposals: Record<string, () => Promise<string>> = {
    'a closing': async () => {
      const { headers } = await clerk.post(`${WRYT}/settlements`, { season: '2025-winter', close: true });
      return headers['location'] as string;
    },
    'an event': async () => {
      const penalty = { id: 'p-1', kind: 'penalty', on: ON, amount: '50.00', reason: '迟交' };
      return (await clerk.post(EVENTS, penalty)).headers['location'] as string;
    },
  };

  it.each(Object.keys(proposals))('%s: what slipped in between is not approved unseen', async (name) => {
    const location = (await proposals[name]?.()) as string;
    expect(location).toMatch(/proposals/);
    const shown = await look(location);
    expect(await cash('slip', 'cash_out', '8888.00')).toMatchObject({ status: 201 });
    expect(await branch.post(`${location}/approve`, { shown })).toMatchObject(refused);
    const waiting = (await branch.get(location)).body;
    expect(waiting).toMatchObject({ state: 'pending' });
    expect(waiting.fault).toBeUndefined();
    expect(waiting.shown).not.toBe(shown);
    expect(await branch.post(`${location}/approve`, { shown: waiting.shown })).toMatchObject({ status: 200 });
    expect(await api.fault()).toBeUndefined();
  });

  it('also of a closing whose sums stay the same', async () => {
    const location = (await proposals['a closing']?.()) as string;
    const shown = await look(location);
    await cash('a1', 'cash_out', '5.00');
    await cash('a2', 'cash_in', '5.00');
    expect(await branch.post(`${location}/approve`, { shown })).toMatchObject(refused);
  });

  it('and of nothing else: other contracts do not matter to an event', async () => {
    const location = (await proposals['an event']?.()) as string;
    const shown = await look(location);
    await clerk.post(`${WRYT}/contracts/WRYT-2022-001/events`, { id: 'o1', kind: 'cash_in', on: ON, amount: '5.00' });
    expect(await branch.post(`${location}/approve`, { shown })).toMatchObject({ status: 200 });
  });

  it('unless nothing was said about it', async () => {
    const location = (await proposals['an event']?.()) as string;
    await cash('a1', 'cash_out', '5.00');
    expect(await branch.post(`${location}/approve`, { shown: 'x' })).toMatchObject({ status: 400 });
    expect(await branch.post(`${location}/approve`, { seen: 'x' })).toMatchObject({ status: 400 });
    expect(await branch.post(`${location}/approve`)).toMatchObject({ status: 200 });
  });
});
