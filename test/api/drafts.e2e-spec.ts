import { openApi, WRYT, type Api } from '../support/api';

const CONTRACTS = `${WRYT}/contracts`;
const draft = {
  household: 'H001',
  from: '2026-02-01',
  to: '2029-01-31',
  signedOn: '2026-01-20',
  terms: {
    handout: [{ class: 'ewe', count: 20 }],
    obligations: [
      { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 36, schedule: { kind: 'at_end' } },
      { id: 'half', rule: 'share_of_births', class: 'lamb', share: '2/4' },
    ],
  },
};
const tag = (etag: string | undefined): Record<string, string> => ({ 'if-match': etag ?? '' });

describe('a contract is drafted, edited by two clerks, and put in force', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  it('keeps drafts out of the chain, in normal form', async () => {
    const head = (await api.get(`${WRYT}/chain`)).body;
    const made = await api.send('POST', CONTRACTS, { number: 'D-1', ...draft });
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `${CONTRACTS}/D-1` },
      body: { number: 'D-1', state: 'draft', version: 1, terms: { obligations: [{}, { share: '1/2' }] } },
    });
    expect((await api.get(`${WRYT}/chain`)).body).toEqual(head);
    expect(await api.get(`${CONTRACTS}?state=draft`)).toMatchObject({ body: { items: [{ number: 'D-1' }] } });
    const again = await api.send('POST', CONTRACTS, { number: 'D-1', ...draft });
    expect(again).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(await api.send('POST', CONTRACTS, { number: 'D-1', ...draft, note: '另一份' })).toMatchObject({
      status: 409,
      body: { code: 'number_taken', errors: [{ field: 'number' }] },
    });
  });

  it('takes no events under a draft', async () => {
    const event = { id: 'd-1', kind: 'cash_in', on: '2026-02-02', amount: '1' };
    expect(await api.record(event, 'D-1')).toMatchObject({ status: 422, body: { code: 'contract_not_active' } });
    expect(await api.get(`${CONTRACTS}/D-1/balances`)).toMatchObject({
      status: 422,
      body: { code: 'contract_not_active' },
    });
  });

  it('asks for the version, and refuses the clerk who came second', async () => {
    const path = `${CONTRACTS}/D-1`;
    expect(await api.send('PUT', path, draft)).toMatchObject({ status: 428, body: { code: 'version_required' } });
    expect(await api.send('PUT', path, draft, tag('*'))).toMatchObject({ status: 428 });
    expect(await api.send('PUT', path, draft, tag('W/"1"'))).toMatchObject({ status: 412 });
    const both = (await api.get(path)).headers['etag'];
    const first = await api.send('PUT', path, { ...draft, note: '第一位文书' }, tag(both));
    expect(first).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { note: '第一位文书', version: 2 } });
    expect(await api.send('PUT', path, { ...draft, note: '第二位文书' }, tag(both))).toMatchObject({
      status: 412,
      body: { code: 'version_stale' },
    });
    expect((await api.get(path)).body).toMatchObject({ note: '第一位文书', version: 2 });
    expect(await api.send('PUT', path, { ...draft, number: 'D-2' }, tag('"2"'))).toMatchObject({
      status: 400,
      body: { code: 'key_unknown' },
    });
  });

  it('lets exactly one of many that came at once through', async () => {
    const path = `${CONTRACTS}/D-1`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => api.send('PUT', path, { ...draft, note: `文书${i}` }, tag('"2"'))),
    );
    const won = answers.filter((a) => a.status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter((a) => a.status === 412)).toHaveLength(19);
    expect((await api.get(path)).body).toMatchObject({ note: won[0]?.body.note as string, version: 3 });
  });

  it('changes nothing when the terms do not hold together', async () => {
    const terms = { ...draft.terms, obligations: [{ id: 'back', rule: 'return_same' }] };
    const { to: _to, ...open } = draft;
    const answer = await api.send('PUT', `${CONTRACTS}/D-1`, { ...open, terms }, tag('"3"'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'terms_needs_to' } });
    expect((await api.get(`${CONTRACTS}/D-1`)).body.version).toBe(3);
  });

  it('puts it in force once, with a record in the chain, and never changes it again', async () => {
    const path = `${CONTRACTS}/D-1`;
    const head = (await api.get(`${WRYT}/chain`)).body.seq as number;
    expect(await api.send('POST', `${path}/activate`)).toMatchObject({ status: 428 });
    expect(await api.send('POST', `${path}/activate`, undefined, tag('"2"'))).toMatchObject({ status: 412 });
    const waiting = await api.send('POST', `${path}/activate`, undefined, tag('"3"'));
    expect(waiting).toMatchObject({ body: { action: 'activate_contract', subject: 'D-1', waitingFor: 'branch' } });
    expect(await api.get(path)).toMatchObject({ body: { state: 'draft' } });
    expect(await api.approve(waiting)).toMatchObject({ body: { state: 'approved', result: { seq: head + 1 } } });
    const active = await api.get(path);
    expect(active).toMatchObject({ status: 200, body: { state: 'active', bookedFrom: '2026-02-01' } });
    expect((await api.get(`${WRYT}/chain`)).body.seq).toBe(head + 1);
    expect(await api.send('POST', `${path}/activate`, undefined, tag(active.headers['etag']))).toMatchObject({
      status: 422,
      body: { code: 'contract_already_active' },
    });
    expect(await api.send('PUT', path, draft, tag(active.headers['etag']))).toMatchObject({
      status: 422,
      body: { code: 'contract_already_active' },
    });
    const handover = { id: 'd-2', kind: 'handover', on: '2026-02-02', heads: [{ class: 'ewe', count: 20 }] };
    expect(await api.record(handover, 'D-1')).toMatchObject({ status: 201 });
    expect(await api.fault()).toBeUndefined();
  });

  it('shows the versions of the terms, each with the day it is in force from', async () => {
    const seed = await api.get(`${CONTRACTS}/WRYT-2023-003`);
    expect(seed.body.versions).toMatchObject([
      { inForceFrom: seed.body.from as string, terms: seed.body.terms as object },
      { inForceFrom: '2024-06-15', event: 'e-0073' },
    ]);
    const reversal = { id: 'd-3', kind: 'reversal', of: 'e-0073', on: '2026-02-01', reason: '录错' };
    expect(await api.approve(await api.record(reversal, 'WRYT-2023-003'))).toMatchObject({ status: 200 });
    expect((await api.get(`${CONTRACTS}/WRYT-2023-003`)).body.versions[1]).toMatchObject({
      reversedFrom: '2026-02-01',
    });
  });
});
