import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { herder, person } from '../support/people';
import { exported } from '../support/services';
import { openRaw, type Raw } from '../support/sql';

const SEASON = '2025-winter';
const AT = `${WRYT}/statements/${SEASON}/WRYT-2022-002`;
const LINE = { section: 'owed', subject: 'lambs', line: 'returned' };

type Headers = Record<string, string>;

describe('a statement lives until its season is closed', () => {
  let api: Api;
  let clerk: Headers;
  let branch: Headers;
  let own: Headers;
  let other: Headers;
  let n = 0;

  beforeEach(async () => {
    api = await openApi();
    clerk = (await person(api, 'clerk', 'WRYT', 'clerk')).headers;
    branch = (await person(api, 'branch', 'WRYT', 'branch')).headers;
    own = (await herder(api, 'WRYT', 'H002')).headers;
    other = (await herder(api, 'WRYT', 'H003')).headers;
  });
  afterEach(() => api.close());

  const seen = async (): Promise<Answer['body']> => (await api.get(AT)).body;
  const take = async (step: string, who: Headers, body?: object, tag?: string): Promise<Answer> =>
    api.send('POST', `${AT}/${step}`, body, { ...who, 'if-match': tag ?? (await api.get(AT)).headers['etag'] ?? '' });
  const cash = (): Promise<Answer> =>
    api.record({ id: `life-${(n += 1)}`, kind: 'cash_in', on: '2026-02-01', amount: `${n}.00` });
  const close = async (): Promise<void> => {
    const approved = await api.approve(await api.send('POST', `${WRYT}/settlements`, { season: SEASON, close: true }));
    expect(approved.status).toBe(200);
  };

  it('is disputed so often at most, while nobody answers and on one day', async () => {
    const dispute = (reason: string): Promise<Answer> => take('dispute', own, { line: LINE, reason });
    await take('present', clerk);
    for (let i = 1; i <= 20; i += 1) expect((await dispute(`reason ${i}`)).status).toBe(200);
    // Pressed twice, it is said once.
    expect((await dispute('reason 20')).status).toBe(200);
    expect(await dispute('one more')).toMatchObject({ status: 422, body: { code: 'dispute_limit' } });
    expect((await take('answer', clerk, { text: '已核对' })).status).toBe(200);
    expect(await dispute('after the answer')).toMatchObject({ status: 422, body: { code: 'dispute_limit' } });
    api.clock.set('2026-03-01T16:00:00.000Z');
    own = (await herder(api, 'WRYT', 'H002')).headers;
    expect((await dispute('on the next day')).status).toBe(200);
  });

  it('presented, disputed, answered, corrected, presented again, confirmed, signed and closed', async () => {
    expect((await take('present', clerk)).body).toMatchObject({ status: 'presented', steps: [{ state: 'presented' }] });
    const disputed = await take('dispute', own, { line: LINE, reason: '少记了一只羔羊' });
    expect(disputed).toMatchObject({ status: 200, body: { status: 'disputed' } });
    expect(disputed.body.steps[1]).toMatchObject({
      by: 'card:1',
      line: LINE,
      reason: '少记了一只羔羊',
      deadline: '2026-03-16',
      current: true,
    });
    expect((await take('answer', clerk, { text: '已核对，补记一笔' })).body.steps[2]).toMatchObject({
      state: 'disputed',
      answer: '已核对，补记一笔',
    });
    await cash();
    expect(await seen()).toMatchObject({ status: 'draft', isChanged: true });
    expect((await take('confirm', own, { how: 'screen' })).body).toMatchObject({ code: 'step_not_allowed' });
    await take('present', clerk);
    const confirmed = await take('confirm', own, { how: 'screen' });
    expect(confirmed.body).toMatchObject({
      status: 'confirmed',
      signatures: [{ role: 'household', how: 'screen', by: 'card:1', current: true }],
    });
    expect((await take('sign', clerk, { role: 'clerk', how: 'screen' })).status).toBe(200);
    expect((await take('sign', branch, { role: 'branch', how: 'screen' })).status).toBe(200);
    await close();
    const closed = await seen();
    expect(closed).toMatchObject({ status: 'closed_confirmed', sha256: confirmed.body.sha256 });
    expect(closed.steps.map((s: { state: string; current: boolean }) => [s.state, s.current])).toEqual([
      ['presented', false],
      ['disputed', false],
      ['disputed', false],
      ['presented', true],
      ['confirmed', true],
    ]);
    expect(closed.signatures.map((s: { role: string }) => s.role)).toEqual(['household', 'clerk', 'branch']);
    for (const [step, who, body] of [
      ['present', clerk, undefined],
      ['confirm', (await herder(api, 'WRYT', 'H002')).headers, { how: 'screen' }],
      ['dispute', own, { line: LINE, reason: '晚了' }],
      ['answer', clerk, { text: '晚了' }],
      ['sign', (await person(api, 'late', 'WRYT', 'branch')).headers, { role: 'branch', how: 'screen' }],
    ] as const)
      expect([step, (await take(step, who, body)).body.code]).toEqual([step, 'step_not_allowed']);
    expect(await api.fault()).toBeUndefined();
  });

  it('whatever is recorded after a confirmation takes it back, and signatures with it', async () => {
    await take('present', clerk);
    await take('confirm', own, { how: 'screen' });
    await cash();
    const now = await seen();
    expect(now).toMatchObject({ status: 'draft', isChanged: true, signatures: [{ current: false }] });
    await close();
    expect((await seen()).status).toBe('closed_unconfirmed');
    expect(await api.fault()).toBeUndefined();
  });

  it('closes unconfirmed when it is only presented, or disputed; the export says how', async () => {
    await take('present', clerk);
    await take('dispute', own, { line: LINE, reason: '不对' });
    await close();
    const csv = await exported({ module: api.app } as never, { what: 'lines', format: 'csv', season: SEASON });
    const statuses = csv.trim().split('\r\n').slice(1).map((line) => line.slice(line.lastIndexOf(',') + 1)); // prettier-ignore
    expect([...new Set(statuses)]).toEqual(['closed_unconfirmed']);
  });

  it('the same step again has no second effect', async () => {
    await take('present', clerk);
    await take('present', clerk);
    await take('dispute', own, { line: LINE, reason: '不对' });
    await take('dispute', own, { line: LINE, reason: '不对' });
    await take('dispute', own, { line: LINE, reason: '还有一处' });
    await take('confirm', own, { how: 'screen' });
    await take('confirm', own, { how: 'screen' });
    await take('sign', own, { role: 'household', how: 'screen' });
    const { steps, signatures } = await seen();
    expect(steps.map((s: { state: string }) => s.state)).toEqual(['presented', 'disputed', 'disputed', 'confirmed']);
    expect(signatures).toHaveLength(1);
  });

  it('nobody decides about what they have not seen', async () => {
    const tag = (await api.get(AT)).headers['etag'] ?? '';
    await take('present', clerk);
    expect((await take('confirm', own, { how: 'screen' }, '')).status).toBe(428);
    expect((await take('confirm', own, { how: 'screen' }, '"1"')).status).toBe(412);
    await cash();
    expect((await take('present', clerk, undefined, tag)).body).toMatchObject({ status: 412, code: 'version_stale' });
    expect((await seen()).status).toBe('draft');
  });

  it('a dispute names a line of the statement', async () => {
    await take('present', clerk);
    const wrong = await take('dispute', own, { line: { ...LINE, subject: 'camels' }, reason: '?' });
    expect(wrong.body).toMatchObject({ code: 'choice_invalid' });
  });

  it('each takes only their own steps, and sees only their own statements', async () => {
    await take('present', clerk);
    for (const step of ['confirm', 'dispute', 'sign'] as const) {
      const body = { confirm: { how: 'screen' }, dispute: { line: LINE, reason: 'x' }, sign: { role: 'household', how: 'screen' } }[step]; // prettier-ignore
      expect([step, (await take(step, other, body)).status]).toEqual([step, 404]);
      expect([step, (await take(step, clerk, { ...body, how: step === 'dispute' ? undefined : 'screen' })).body.code]).toEqual([step, 'paper_required']); // prettier-ignore
    }
    expect((await api.get(AT, other)).status).toBe(404);
    for (const [step, who, body] of [
      ['present', own, undefined],
      ['present', branch, undefined],
      ['answer', own, { text: 'x' }],
      ['confirm', branch, { how: 'screen' }],
      ['sign', clerk, { role: 'branch', how: 'screen' }],
      ['sign', own, { role: 'clerk', how: 'screen' }],
    ] as const)
      expect([step, (await take(step, who, body)).body.code]).toEqual([step, 'not_permitted']);
    expect((await take('confirm', own, { how: 'paper' })).body.code).toBe('choice_invalid');
    expect((await api.send('POST', `${WRYT}/statements/present`, { season: SEASON }, own)).status).toBe(403);
    expect((await seen()).steps).toHaveLength(1);
  });

  it('all drafts of a season are presented at once, and those that stand are left alone', async () => {
    await take('present', clerk);
    await take('confirm', own, { how: 'screen' });
    const present = (): Promise<Answer> => api.send('POST', `${WRYT}/statements/present`, { season: SEASON }, clerk);
    const first = await present();
    expect(first.body).toMatchObject({ season: SEASON, others: 1, failures: [] });
    expect(first.body.presented).toBeGreaterThan(0);
    expect((await present()).body).toMatchObject({ presented: 0, others: first.body.presented + 1 });
    const { items } = (await api.get(`${WRYT}/statements?season=${SEASON}`)).body;
    expect(items.map((s: { status: string }) => s.status).sort()).toEqual(['confirmed', ...Array(first.body.presented).fill('presented')]); // prettier-ignore
    await cash();
    expect((await present()).body).toMatchObject({ presented: 1, others: first.body.presented });
    await close();
    expect((await present()).body.code).toBe('step_not_allowed');
    expect(await api.fault()).toBeUndefined();
  });

  it('a confirmation and an event at the same moment: never confirmed with what was not seen', async () => {
    for (let round = 0; round < 6; round++) {
      await take('present', clerk);
      const tag = (await api.get(AT)).headers['etag'] ?? '';
      const confirm = (): Promise<Answer> => take('confirm', own, { how: 'screen' }, tag);
      const [confirmed, recorded] = round % 2 ? await Promise.all([confirm(), cash()]) : (await Promise.all([cash(), confirm()])).reverse(); // prettier-ignore
      expect(recorded?.status).toBe(201);
      expect([200, 412]).toContain(confirmed?.status);
      expect(await seen()).toMatchObject({ status: 'draft', isChanged: true });
    }
    expect(await api.fault()).toBeUndefined();
  });
});

describe('the database itself keeps the life of statements', () => {
  let api: Api;
  let raw: Raw;
  beforeAll(async () => {
    api = await openApi();
    const headers = { 'if-match': (await api.get(AT)).headers['etag'] ?? '' };
    await api.send('POST', `${AT}/present`, undefined, headers);
    await api.send('POST', `${AT}/sign`, { role: 'clerk', how: 'screen' }, headers);
    const { options } = api.database.dataSource;
    raw = await openRaw(options.type === 'postgres' ? String(options.url) : `sqlite:${String(options.database)}`);
  });
  afterAll(async () => {
    await raw.close();
    await api.close();
  });

  it.each(['statement_step', 'signature'])('%s can neither be changed nor deleted', async (table) => {
    expect(await raw.query(`select * from ${table}`)).toHaveLength(1);
    await expect(raw.query(`update ${table} set done_by = 'x'`)).rejects.toThrow('append-only');
    await expect(raw.query(`delete from ${table}`)).rejects.toThrow('append-only');
  });
});
