/** Proposals while they wait: how many of one person may, what becomes of them in time, and when their maker is gone. */
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;
const PROPOSALS = `${WRYT}/proposals`;

const penalty = (id: string): object => ({ id, kind: 'penalty', on: '2026-02-01', amount: '50.00', reason: '逾期' });

describe('proposals that wait', () => {
  let api: Api;
  let clerk: Asker;
  let branch: Asker;
  beforeEach(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    branch = await asker(api, 'branch', 'branch');
  });
  afterEach(() => api.close());

  const at = (answer: Answer): string => answer.headers['location'] ?? '';
  const propose = (id: string, who = clerk): Promise<Answer> => who.post(EVENTS, penalty(id));

  it('are at most two hundred of one person, so that none is buried', async () => {
    const first = await propose('p-1');
    expect(first.status).toBe(202);
    await api.database.writer.write({ cooperative: 'WRYT' }, async (tx) => {
      for (let id = 2; id <= 200; id += 1)
        await tx.run(
          `insert into proposal (cooperative_id, id, action, subject, payload, payload_hash, state, made_by, made_at, expires_at, version)
           select cooperative_id, ?, action, ?, payload, payload_hash, state, made_by, made_at, expires_at, version from proposal where id = 1`,
          [id, `copy-${id}`],
        );
    });
    expect(await propose('p-201')).toMatchObject({ status: 422, body: { code: 'proposal_limit' } });
    // The same again is no other, and somebody else's are their own.
    expect((await propose('p-1')).status).toBe(202);
    expect((await propose('p-202', await asker(api, 'other', 'clerk'))).status).toBe(202);
    expect((await clerk.post(`${at(first)}/withdraw`)).status).toBe(200);
    expect((await propose('p-201')).status).toBe(202);
  });

  it('have expired for good once somebody has seen it, also when the clock is set back', async () => {
    const [seen, listed, decided] = [await propose('p-1'), await propose('p-2'), await propose('p-3')];
    const late = '2026-03-16T00:00:00.000Z';
    const [early] = [api.clock.now()];
    for (const look of [
      () => branch.get(at(seen)),
      () => branch.get(`${PROPOSALS}?state=expired`),
      () => branch.post(`${at(decided)}/approve`),
    ]) {
      api.clock.set(late);
      [clerk, branch] = [await asker(api, `c-${api.clock.now()}-${Math.random()}`, 'clerk'), await asker(api, `b-${Math.random()}`, 'branch')]; // prettier-ignore
      await look();
      api.clock.set(early);
    }
    branch = await asker(api, 'b-early', 'branch');
    for (const made of [seen, listed, decided]) {
      expect(await branch.get(at(made))).toMatchObject({ body: { state: 'expired' } });
      expect(await branch.post(`${at(made)}/approve`)).toMatchObject({
        status: 409,
        body: { code: 'proposal_decided' },
      });
    }
    expect(await api.fault()).toBeUndefined();
  });

  it('say when their maker has no role here any more, or may not sign in', async () => {
    const made = await propose('p-1');
    expect((await branch.get(at(made))).body.madeBy).toEqual({ login: 'clerk', name: 'clerk' });
    expect((await api.send('DELETE', `${WRYT}/users/clerk`)).status).toBe(204);
    expect((await branch.get(at(made))).body.madeBy).toEqual({ login: 'clerk', name: 'clerk', gone: 'no_role' });
    expect((await api.send('POST', '/api/v1/users/clerk/disable')).status).toBe(204);
    expect((await branch.get(PROPOSALS)).body.items[0].madeBy).toMatchObject({ gone: 'disabled' });
  });
});
