import { PROPOSALS } from '../../src/mapping/proposals';
import { openApi, WRYT, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const MAPPING = `${WRYT}/mapping`;
const PROPOSAL = PROPOSALS['CN-COOP-2021'];
const own = { ...PROPOSAL, proposal: false };

describe('the posting mapping by the API', () => {
  let api: Api;
  let clerk: Asker;
  let auditor: Asker;
  beforeAll(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    auditor = await asker(api, 'auditor', 'auditor');
  });
  afterAll(() => api.close());

  it('begins with the program’s proposal, which says how sure each code is', async () => {
    expect(await auditor.get(MAPPING)).toMatchObject({
      status: 200,
      headers: { etag: '"0"' },
      body: { version: 0, content: { proposal: true, accounts: expect.arrayContaining([{ code: '114', name: '成员往来', certainty: 'verified' }]) } },
    }); // prettier-ignore
  });

  it('is changed from the version that was read, by those who may, and only to one that can be booked with', async () => {
    const match = { 'if-match': '"0"' };
    expect(await auditor.put(MAPPING, own, match)).toMatchObject({ status: 403 });
    expect(await clerk.put(MAPPING, own)).toMatchObject({ status: 428 });
    expect(await clerk.put(MAPPING, { ...own, rules: own.rules.slice(1) }, match)).toMatchObject({ status: 422, body: { code: 'mapping_incomplete' } }); // prettier-ignore
    expect(await clerk.put(MAPPING, { ...own, more: 1 }, match)).toMatchObject({ status: 400 });
    const made = await clerk.put(MAPPING, own, match);
    expect(made).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { version: 1, madeBy: 'clerk' } });
    expect(await clerk.put(MAPPING, PROPOSAL, match)).toMatchObject({ status: 412, body: { code: 'version_stale' } });
    expect((await auditor.get(MAPPING)).body).toEqual(made.body);
    expect(await api.fault()).toBeUndefined();
  });

  it('lists its versions with the seasons that keep them, page by page, and what each changed', async () => {
    const first = await auditor.get(`${MAPPING}/versions?limit=1`);
    expect(first).toMatchObject({ status: 200, body: { items: [{ version: 1, proposal: false, seasons: [] }] } });
    const next = await auditor.get(`${MAPPING}/versions?limit=1&cursor=${first.body.next}`);
    expect(next.body.items).toMatchObject([{ version: 0, proposal: true, seasons: expect.arrayContaining(['2022-summer']) }]); // prettier-ignore
    expect(next.body.items[0]).not.toHaveProperty('content');
    expect(await auditor.get(`${MAPPING}/versions/1`)).toMatchObject({
      status: 200,
      body: { version: 1, content: own, changes: [{ what: 'proposal', before: 'true', after: 'false' }] },
    });
    expect(await auditor.get(`${MAPPING}/versions/2`)).toMatchObject({
      status: 404,
      body: { code: 'mapping_unknown' },
    });
  });
});
