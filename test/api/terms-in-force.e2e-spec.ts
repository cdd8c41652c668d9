/** A contract says beside its original terms which ones are in force, so that nobody amends an old document by mistake. */
import { openApi, WRYT, type Api } from '../support/api';

describe('the terms of a contract', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  const CONTRACT = `${WRYT}/contracts/WRYT-2023-003`;
  const contract = async (): Promise<Record<string, any>> => (await api.get(CONTRACT)).body; // eslint-disable-line @typescript-eslint/no-explicit-any

  it('are told as agreed first and as they are in force, before, after and without an amendment', async () => {
    const { terms, versions, termsInForce } = await contract();
    expect(versions).toHaveLength(2);
    expect(termsInForce).toEqual(versions[1]);
    expect(termsInForce).toMatchObject({ event: 'e-0073', inForceFrom: '2024-06-15' });
    expect(termsInForce.terms).not.toEqual(terms);
    api.clock.set('2024-06-14T00:00:00.000Z');
    const before = await contract();
    expect(before['termsInForce']).toEqual({ inForceFrom: before['from'], terms });
    api.clock.set('2026-03-01T00:00:00.000Z');
    const untouched = (await api.get(`${WRYT}/contracts/WRYT-2022-002`)).body;
    expect(untouched.termsInForce.terms).toEqual(untouched.terms);
  });

  it('are again the earlier ones when the amendment is reversed', async () => {
    const reversal = { id: 'undo-amendment', kind: 'reversal', of: 'e-0073', on: '2026-02-28', reason: '未经批准' };
    expect((await api.approve(await api.record(reversal, 'WRYT-2023-003'))).status).toBe(200);
    const { terms, termsInForce, from } = await contract();
    expect(termsInForce).toEqual({ inForceFrom: from, terms });
  });
});
