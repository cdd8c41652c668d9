import { openApi, WRYT, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const NOTICES = `${WRYT}/settings/notices`;
const APPROVALS = `${WRYT}/settings/approvals`;

describe('how households are called on public notices', () => {
  let api: Api;
  let clerk: Asker;
  let administrator: Asker;
  beforeAll(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    administrator = await asker(api, 'administrator', 'administrator');
  });
  afterAll(() => api.close());

  it('is masked until the administrator decides, and leaves a trace', async () => {
    expect(await clerk.get(NOTICES)).toMatchObject({
      status: 200,
      headers: { etag: '"0"' },
      body: { names: 'masked' },
    });
    const match = { 'if-match': '"0"' };
    expect(await clerk.put(NOTICES, { names: 'code' }, match)).toMatchObject({ status: 403 });
    expect(await administrator.put(NOTICES, { names: 'x' }, match)).toMatchObject({ status: 400 });
    expect(await administrator.put(NOTICES, { names: 'code' })).toMatchObject({ status: 428 });
    expect(await administrator.put(NOTICES, { names: 'code' }, match)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { names: 'code' },
    });
    expect(await administrator.put(NOTICES, { names: 'full' }, match)).toMatchObject({
      status: 412,
      body: { code: 'version_stale' },
    });
    const trail = await api.database.reads.all<{ actor: string; before: string; after: string }>(
      `select actor, "before", "after" from audit_event where action = 'notice_settings_changed'`,
    );
    expect(trail).toEqual([{ actor: 'administrator', before: '{"names":"masked"}', after: '{"names":"code"}' }]);
  });

  it('and what needs a second person are versions of the same settings: changing one keeps the other', async () => {
    const limits = { always: ['completion'], expiryDays: 3 };
    expect(await administrator.put(APPROVALS, limits, { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    expect(await clerk.get(NOTICES)).toMatchObject({ headers: { etag: '"2"' }, body: { names: 'code' } });
    expect(await administrator.put(NOTICES, { names: 'full' }, { 'if-match': '"2"' })).toMatchObject({ status: 200 });
    expect(await clerk.get(APPROVALS)).toMatchObject({ headers: { etag: '"3"' }, body: limits });
  });
});
