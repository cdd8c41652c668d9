import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { filesFolder } from '../../src/config/files-folder';
import type { SqlValue } from '../../src/database/tx';
import { ExportService } from '../../src/exports/export.service';
import { buildHttpApp } from '../../src/server/server';
import type { JobView } from '../../src/jobs/job';
import { ACTIVE_MAX } from '../../src/jobs/jobs.service';
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { herder, person, type Person } from '../support/people';

const JOBS = `${WRYT}/jobs`;
const TIMES = { lookMillis: 20, beatMillis: 20, deadMillis: 200 };

describe('long work is asked for, watched, and its file taken', () => {
  let api: Api;
  let auditor: Person;
  let clerk: Person;
  const { SUREG_FILES: shared } = process.env;
  let folder: string;
  beforeAll(async () => {
    process.env['SUREG_FILES'] = folder = mkdtempSync(join(tmpdir(), 'sureg-test-jobs-'));
    api = await openApi();
    auditor = await person(api, 'sheng', 'WRYT', 'auditor');
    clerk = await person(api, 'sarna', 'WRYT', 'clerk');
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
    if (shared === undefined) delete process.env['SUREG_FILES'];
    else process.env['SUREG_FILES'] = shared;
  });

  const ask = (who: Person, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> =>
    method === 'GET' ? api.get(path, { ...who.headers }) : api.send(method, path, body, { ...who.headers });
  const ended = async (who: Person, path: string): Promise<JobView> => {
    for (;;) {
      const { status, body } = await ask(who, 'GET', path);
      expect(status).toBe(200);
      if (!['waiting', 'running'].includes((body as JobView).state)) return body as JobView;
      await wait(10);
    }
  };
  const made = async (who: Person, body: object): Promise<string> => {
    const asked = await ask(who, 'POST', `${JOBS}/exports`, body);
    expect([asked.status, asked.headers['location']]).toEqual([202, `${JOBS}/${(asked.body as JobView).id}`]);
    expect(await ended(who, asked.headers['location'] ?? '')).toMatchObject({ state: 'done' });
    return asked.headers['location'] ?? '';
  };
  /** Asks while nothing can be written, so that all of it is there before any work begins. */
  const whileHeld = async (begin: () => Promise<Answer>[]): Promise<Answer[]> => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const held = api.database.writer.write({ cooperative: 'WRYT' }, () => gate);
    const asked = begin();
    await wait(200);
    open();
    await held;
    return Promise.all(asked);
  };
  const run = (sql: string, params: readonly SqlValue[] = []): Promise<number> =>
    api.database.writer.write('installation', (tx) => tx.run(sql, params));
  const kept = (): string[] => readdirSync(join(filesFolder(api.database.file), 'jobs'));
  /** A job as another server left it. */
  const left = (id: number, by: Person, more: Readonly<Record<string, SqlValue>>): Promise<number> => {
    const row: Record<string, SqlValue> = { cooperative_id: 1, id, kind: 'check', parameters: '{}', known_at: '2026-03-01T00:00:00.000Z', asked_by: by.id, asked_at: '2026-03-01T00:00:00.000Z', state: 'waiting', beat: 0, attempts: 0, done: 0, ...more }; // prettier-ignore
    return api.database.writer.write('installation', (tx) =>
      tx.insertMany('job', Object.keys(row), [Object.values(row)]),
    );
  };

  it('an export: the same bytes as made directly, under its name, with its digest', async () => {
    const job = await made(auditor, { what: 'entries', format: 'jsonl' });
    const { body } = await ask(auditor, 'GET', job);
    const { file, knownAt } = body as JobView;
    const { head_at: head } = (await api.database.reads.get<{ head_at: string }>('select head_at from cooperative')) ?? {}; // prettier-ignore
    expect(knownAt).toBe(head);
    const taken = await api.app.inject({ url: `${job}/file`, headers: auditor.headers });
    expect(taken.headers).toMatchObject({
      'content-disposition': `attachment; filename="WRYT-entries.jsonl"; filename*=UTF-8''WRYT-entries.jsonl`,
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-length': String(file?.bytes),
      'repr-digest': `sha-256=:${Buffer.from(file?.sha256 ?? '', 'hex').toString('base64')}:`,
    });
    let text = '';
    await api.app
      .get(ExportService)
      .run({ what: 'entries', format: 'jsonl', cooperative: 'WRYT' }, (chunk) => Promise.resolve(void (text += String(chunk)))); // prettier-ignore
    expect(taken.body).toBe(text);
  });

  it('as known then, in another language', async () => {
    api.clock.set('2026-03-01T00:10:00.000Z');
    await api.record({ id: 'late', kind: 'cash_in', on: '2026-02-27', amount: '77.77' });
    const choice = { what: 'statements', format: 'csv', season: '2025-winter', language: 'en' };
    const now = await made(auditor, choice);
    const asKnown = '2026-03-01T00:05:00.000Z';
    const then = await made(auditor, { ...choice, asKnown });
    expect((await ask(auditor, 'GET', now)).body.knownAt).toBe('2026-03-01T00:10:00.000Z');
    expect((await ask(auditor, 'GET', then)).body.knownAt).toBe(asKnown);
    const [newer, older] = [await ask(auditor, 'GET', `${now}/file`), await ask(auditor, 'GET', `${then}/file`)];
    expect(newer.body).toContain('Household');
    expect(newer.body).not.toBe(older.body);
    const missing = await ask(auditor, 'POST', `${JOBS}/exports`, { ...choice, asKnown: '2020-01-01T00:00:00.000Z' });
    const way = missing.headers['location'] ?? '';
    const refused = { state: 'failed', error: 'cooperative_unknown', details: { cooperative: 'WRYT' } };
    expect(await ended(auditor, way)).toMatchObject({ ...refused, message: '没有这个合作社：WRYT' });
    const english = { ...auditor.headers, 'accept-language': 'en' };
    const { body: list } = await api.get(JOBS, english);
    expect((list as { items: JobView[] }).items[0]).toMatchObject({ ...refused, message: 'There is no such cooperative: WRYT' }); // prettier-ignore
    const stopped = await api.send('DELETE', way, undefined, english);
    expect(stopped.body).toMatchObject({ ...refused, message: 'There is no such cooperative: WRYT' });
    const page = await api.app.inject({ url: '/c/WRYT/jobs?lang=zh-CN', headers: { ...auditor.headers, accept: 'text/html' } }); // prettier-ignore
    expect(page.body).toContain('没有这个合作社：WRYT');
  });

  it('a check of the whole book, and all drafts of a season presented', async () => {
    const check = await ask(auditor, 'POST', `${JOBS}/checks`);
    const head = (await api.get(`${WRYT}/chain`)).body as { seq: number; hash: string };
    expect(await ended(auditor, check.headers['location'] ?? '')).toMatchObject({
      kind: 'check',
      state: 'done',
      done: head.seq,
      result: { isWhole: true, seq: head.seq, hash: head.hash },
    });
    // The session's own mark that it was used is written now, so that neither request waits for that.
    await ask(clerk, 'GET', JOBS);
    const asked = await whileHeld(() =>
      [1, 2].map(() => ask(clerk, 'POST', `${JOBS}/presentations`, { season: '2025-winter' })),
    );
    const [present, again] = asked as [Answer, Answer];
    expect(again.body.id).toBe(present.body.id);
    const { result } = await ended(clerk, present.headers['location'] ?? '');
    const drafts = await api.get(`${WRYT}/statements?season=2025-winter`);
    const states = (drafts.body.items as { status: string }[]).map((s) => s.status);
    expect(new Set(states)).toEqual(new Set(['presented']));
    expect(result).toEqual({ presented: states.length, others: 0, failures: 0 });
    expect((await ask(clerk, 'POST', `${JOBS}/presentations`, { season: '2022-summer' })).body.code).toBe('step_not_allowed'); // prettier-ignore
    const by = await api.database.reads.get(`select actor from audit_event where action = 'season_presented'`);
    expect(by).toEqual({ actor: 'sarna' });
  });

  it.each([
    [{ what: 'lines', format: 'pdf' }, 404, 'file_unknown'],
    [{ what: 'pack', format: 'zip' }, 400, 'field_required'],
    [{ what: 'trail', format: 'csv', season: '2022-summer' }, 400, 'field_not_allowed'],
    [{ what: 'lines', format: 'csv', season: 'nowhere' }, 404, 'season_unknown'],
    [{ what: 'lines', format: 'csv', asKnown: 'yesterday' }, 400, 'instant_invalid'],
    [{ what: 'nothing', format: 'csv' }, 400, 'choice_invalid'],
  ])('refuses %j', async (body, status, code) => {
    expect(await ask(auditor, 'POST', `${JOBS}/exports`, body)).toMatchObject({ status, body: { code } });
  });

  it('of nobody else: neither to colleagues, nor to strangers, nor to herders', async () => {
    const job = await made(auditor, { what: 'lines', format: 'csv' });
    expect((await ask(clerk, 'GET', JOBS)).body.items.map((j: JobView) => j.kind)).toEqual(['present']);
    for (const [method, path] of [
      ['GET', job],
      ['GET', `${job}/file`],
      ['DELETE', job],
    ] as const)
      // prettier-ignore
      expect(await ask(clerk, method, path)).toMatchObject({ status: 404, body: { code: 'job_unknown' } });
    const card = await herder(api, 'WRYT', 'H003');
    expect((await ask(card, 'GET', `${job}/file`)).status).toBe(403);
    expect((await ask(clerk, 'POST', `${JOBS}/checks`)).status).toBe(403);
    expect((await ask(auditor, 'POST', `${JOBS}/presentations`, { season: '2025-winter' })).status).toBe(403);
    for (const path of [`${JOBS}/999`, `${JOBS}/x`]) expect((await ask(auditor, 'GET', path)).body.code).toBe('job_unknown'); // prettier-ignore
  });

  it('no more to those who lost the role for it, nor done for them', async () => {
    const leaving = await person(api, 'leaving', 'WRYT', 'auditor', 'clerk');
    const job = await made(leaving, { what: 'lines', format: 'csv' });
    const trail = await made(leaving, { what: 'trail', format: 'csv' });
    expect((await ask(leaving, 'GET', `${trail}/file`)).status).toBe(200);
    const check = (await ask(leaving, 'POST', `${JOBS}/checks`)).headers['location'] ?? '';
    await ended(leaving, check);
    await run(`delete from role_grant where user_id = ? and role = 'auditor'`, [leaving.id]);
    expect((await ask(leaving, 'GET', `${job}/file`)).status).toBe(200);
    for (const path of [check, trail, `${trail}/file`, `${trail}/file/head`])
      expect((await ask(leaving, 'GET', path)).body.code).toBe('job_unknown');
    expect((await ask(leaving, 'POST', `${JOBS}/exports`, { what: 'trail', format: 'csv' })).status).toBe(403);
    await run('delete from role_grant where user_id = ?', [leaving.id]);
    expect((await ask(leaving, 'GET', `${job}/file`)).body.code).toBe('cooperative_unknown');
    await left(900, leaving, {});
    const row = async (): Promise<object | undefined> => api.database.reads.get(`select state, error from job where id = 900 and state not in ('waiting', 'running')`); // prettier-ignore
    for (let i = 0; i < 500 && !(await row()); i += 1) await wait(20);
    expect(await row()).toEqual({ state: 'failed', error: 'not_permitted' });
  });

  it('one after the other, a few at a time, and the same only once', async () => {
    const eager = await person(api, 'eager', 'WRYT', 'auditor');
    const whats = ['lines', 'balances', 'arrears', 'members', 'feed', 'losses', 'lines'].slice(0, ACTIVE_MAX + 2);
    const answers = await whileHeld(() =>
      ['lines', ...whats].map((what) => ask(eager, 'POST', `${JOBS}/exports`, { what, format: 'csv' })),
    );
    // Of six kinds of files whichever came last is refused; on PostgreSQL requests that were sent together come in any order.
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([202, 422]));
    const ids = answers.filter((a) => a.status === 202).map((a) => (a.body as JobView).id);
    expect(new Set(ids).size).toBe(ACTIVE_MAX);
    expect(answers.find((a) => a.status === 422)?.body).toMatchObject({ code: 'job_limit' });
    for (const id of ids) expect(await ended(eager, `${JOBS}/${id}`)).toMatchObject({ state: 'done' });
    const page = await ask(eager, 'GET', `${JOBS}?limit=2`);
    const rest = await ask(eager, 'GET', `${JOBS}?limit=200&cursor=${page.body.next as string}`);
    const listed = [...page.body.items, ...rest.body.items].map((j: JobView) => j.id);
    expect(listed).toEqual([...new Set(ids)].sort((a, b) => b - a));
  });

  it('until it is taken away, or was kept for its time', async () => {
    const job = await made(auditor, { what: 'feed', format: 'csv' });
    const id = Number(job.split('/').at(-1));
    const other = await made(auditor, { what: 'losses', format: 'csv' });
    const named = expect.stringMatching(`^1-${id}-1-[0-9a-f]{64}$`) as string;
    expect(kept()).toContainEqual(named);
    expect(await ask(auditor, 'DELETE', job)).toMatchObject({ status: 200, body: { state: 'canceled' } });
    expect(kept()).not.toContainEqual(named);
    expect((await ask(auditor, 'GET', `${job}/file`)).body.code).toBe('job_file_gone');
    expect((await ask(auditor, 'GET', `${other}/file`)).status).toBe(200);
    api.clock.set('2026-03-08T00:10:00.001Z');
    const later = await buildHttpApp(api.database, { clock: api.clock, jobTimes: TIMES });
    for (let i = 0; i < 500 && kept().length > 0; i += 1) await wait(10);
    expect(kept()).toEqual([]);
    await later.close();
    const states = await api.database.reads.all(`select distinct state from job where file_name is not null order by state`); // prettier-ignore
    expect(states).toEqual([{ state: 'canceled' }, { state: 'expired' }, { state: 'failed' }]);
    api.clock.set('2026-03-01T00:10:00.000Z');
    expect((await ask(auditor, 'GET', `${other}/file`)).body.code).toBe('job_file_gone');
  });

  it('never for ever: what takes its servers down with it is given up', async () => {
    await left(9_000, auditor, { state: 'running', owner: 'gone', beat: 7, attempts: 3 });
    const next = await buildHttpApp(api.database, { clock: api.clock, jobTimes: TIMES });
    expect(await ended(auditor, `${JOBS}/9000`)).toMatchObject({ state: 'failed', error: 'job_abandoned' });
    await next.close();
  });
});
