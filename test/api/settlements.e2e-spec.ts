import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import type { SqlValue } from '../../src/database/tx';
import { buildHttpApp } from '../../src/server/server';
import { makeBook } from '../support/books';
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { person, type Person } from '../support/people';

const RUNS = `${WRYT}/settlements`;
const TIMES = { lookMillis: 20, beatMillis: 20, deadMillis: 200 };

interface Run {
  readonly id: number;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly contractsPerSecond?: number;
  readonly remainingSeconds?: number;
}

/** Asks until the run has ended; gives every answer. */
async function watch(api: Api, location: string | undefined): Promise<Run[]> {
  const seen: Run[] = [];
  for (;;) {
    const { status, body } = await api.get(location ?? '');
    expect(status).toBe(200);
    seen.push(body as Run);
    if ((body as Run).state !== 'running') return seen;
    await wait(2);
  }
}

describe('a season is settled and closed over the API', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  const start = (season: string, close?: boolean): Promise<Answer> =>
    api.send('POST', RUNS, { season, ...(close === undefined ? {} : { close }) });

  it('answers 202 with the address of the run, which can be watched', async () => {
    const started = await start('2025-winter');
    expect(started).toMatchObject({ status: 202, body: { season: '2025-winter' } });
    expect(started.headers['location']).toBe(`${RUNS}/${(started.body as Run).id}`);
    const last = (await watch(api, started.headers['location'])).at(-1);
    expect(last).toMatchObject({ state: 'done', failed: 0, failures: [] });
    expect(last?.done).toBe(last?.total);
    expect((await api.get(`${WRYT}/seasons/2025-winter`)).body.closed).toBe(false);
  });

  it('has nothing left to do the second time', async () => {
    const again = await start('2025-winter');
    expect((await watch(api, again.headers['location'])).at(-1)).toMatchObject({ state: 'done', total: 0 });
  });

  it('never runs twice at once for one season', async () => {
    await api.record({ id: 'w-1', kind: 'cash_in', on: '2026-02-01', amount: '1.00' });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const held = api.database.writer.write({ cooperative: 'WRYT' }, () => gate);
    const asked = Array.from({ length: 8 }, () => start('2025-winter'));
    await wait(50);
    open();
    await held;
    const answers = await Promise.all(asked);
    expect(new Set(answers.map((a) => (a.body as Run).id)).size).toBe(1);
    await watch(api, answers[0]?.headers['location']);
  });

  it('closes in order, and locks the season', async () => {
    await api.send('POST', `${WRYT}/seasons`, { code: '2026-summer', from: '2026-06-01', to: '2026-11-30' });
    expect(await start('2026-summer', true)).toMatchObject({ status: 422, body: { code: 'season_not_open' } });
    const head = (await api.get(`${WRYT}/chain`)).body.seq as number;
    const closing = await start('2025-winter', true);
    expect(closing).toMatchObject({ body: { action: 'close_season', state: 'pending', waitingFor: 'branch' } });
    expect((await api.get(`${WRYT}/seasons/2025-winter`)).body.closed).toBe(false);
    expect(await api.approve(closing)).toMatchObject({ status: 200, body: { result: { seq: head + 1 } } });
    expect(await api.get(`${WRYT}/seasons/2025-winter`)).toMatchObject({
      body: { closed: true, closedSeq: head + 1, closedAt: '2026-03-01T00:00:00.000Z' },
    });
    expect(await api.get(`${WRYT}/statements/2025-winter/WRYT-2022-002`)).toMatchObject({
      body: { status: 'closed_unconfirmed' },
    });
    expect(await api.record({ id: 'w-2', kind: 'cash_in', on: '2026-02-01', amount: '1.00' })).toMatchObject({
      status: 201,
      body: { bookedOn: '2026-06-01', late: true },
    });
    expect(await start('2025-winter', true)).toMatchObject({ status: 422, body: { code: 'season_closed' } });
    const again = await start('2025-winter');
    expect((await watch(api, again.headers['location'])).at(-1)).toMatchObject({ state: 'done', total: 0 });
    expect(await api.fault()).toBeUndefined();
  });

  it('remembers its runs, the newest first', async () => {
    const first = await api.get(`${RUNS}?limit=2`);
    const ids = (first.body.items as Run[]).map((r) => r.id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    const rest = await api.get(`${RUNS}?cursor=${first.body.next as string}`);
    expect((rest.body.items as Run[])[0]?.id).toBe((ids[1] as number) - 1);
    expect(await api.get(`${RUNS}/999`)).toMatchObject({ status: 404, body: { code: 'run_unknown' } });
    expect(await api.get(`${RUNS}/x`)).toMatchObject({ status: 404, body: { code: 'run_unknown' } });
    expect(await start('nope')).toMatchObject({ status: 404, body: { code: 'season_unknown' } });
  });

  /** A run of the open season as another server left it. */
  const left = async (by: Person): Promise<string> => {
    const last = await api.database.reads.get<{ id: number }>('select max(id) as id from job');
    const id = (last?.id ?? 0) + 1;
    const row: Record<string, SqlValue> = { cooperative_id: 1, id, kind: 'settle', parameters: '{"season":"2026-summer"}', known_at: '2026-03-01T00:00:00.000Z', asked_by: by.id, asked_at: '2026-03-01T00:00:00.000Z', state: 'running', owner: 'gone', beat: 7, attempts: 1, done: 0, total: 9 }; // prettier-ignore
    await api.database.writer.write('installation', (tx) =>
      tx.insertMany('job', Object.keys(row), [Object.values(row)]),
    );
    return `${RUNS}/${id}`;
  };

  it('goes on with the run of a server that is gone, and counts what that had done', async () => {
    const run = await left(api.me);
    expect((await api.get(run)).body).toMatchObject({ state: 'running', total: 9, done: 0, failures: [] });
    const next = await buildHttpApp(api.database, { clock: api.clock, jobTimes: TIMES });
    expect((await watch(api, run)).at(-1)).toMatchObject({ state: 'done', total: 9, done: 9, failed: 0 });
    await next.close();
  });

  it('gives everybody who may settle the same run; each of them may cancel it, and nobody else', async () => {
    const [clerk, branch, auditor] = [
      await person(api, 'sarna', 'WRYT', 'clerk'),
      await person(api, 'zhibu', 'WRYT', 'branch'),
      await person(api, 'sheng', 'WRYT', 'auditor'),
    ];
    const run = await left(clerk);
    const job = run.replace('settlements', 'jobs');
    const as = (who: Person): Record<string, string> => ({ ...who.headers });
    const again = await api.send('POST', RUNS, { season: '2026-summer' }, as(branch));
    expect([again.status, again.headers['location']]).toEqual([202, run]);
    expect(await api.get(run, as(auditor))).toMatchObject({ status: 200, body: { state: 'running' } });
    for (const method of ['GET', 'DELETE'] as const) {
      const refused = method === 'GET' ? await api.get(job, as(auditor)) : await api.send(method, job, undefined, as(auditor)); // prettier-ignore
      expect(refused).toMatchObject({ status: 404, body: { code: 'job_unknown' } });
    }
    expect((await api.get(job, as(branch))).body).toMatchObject({ kind: 'settle', season: '2026-summer' });
    expect((await api.get(`${WRYT}/jobs`, as(branch))).body.items).toEqual([]);
    expect((await api.get(`${WRYT}/jobs`, as(clerk))).body.items).toHaveLength(1);
    expect((await api.send('DELETE', job, undefined, as(branch))).body).toMatchObject({ state: 'canceled' });
    expect((await api.get(run)).body).toMatchObject({ state: 'interrupted', failures: [] });
    const anew = await api.send('POST', RUNS, { season: '2026-summer' }, as(branch));
    expect(anew.headers['location']).not.toBe(run);
    expect((await watch(api, anew.headers['location'])).at(-1)).toMatchObject({ state: 'done' });
    const kept = (anew.headers['location'] ?? '').replace('settlements', 'jobs');
    expect((await api.send('DELETE', kept, undefined, as(clerk))).body).toMatchObject({
      state: 'done',
      result: { failed: 0, closed: false, failures: [] },
    });
  });

  it('does not go on for somebody who may not settle any more', async () => {
    const leaving = await person(api, 'leaving', 'WRYT', 'clerk');
    const run = await left(leaving);
    await api.database.writer.write('installation', (tx) =>
      tx.run('delete from role_grant where user_id = ?', [leaving.id]),
    );
    const next = await buildHttpApp(api.database, { clock: api.clock, jobTimes: TIMES });
    expect((await watch(api, run)).at(-1)).toMatchObject({
      state: 'failed',
      failures: [{ contract: '', code: 'not_permitted' }],
    });
    await next.close();
  });

  it('names a contract that cannot be settled, settles the others, and closes nothing', async () => {
    const rent = { rule: 'cash', amount: '1000000000.00', schedule: { kind: 'at_end' } };
    const terms = { handout: [{ class: 'ewe', count: 1 }], obligations: [{ id: 'a', ...rent }] };
    const contract = { number: 'F-1', household: 'H003', from: '2026-06-01', to: '2026-11-30', terms };
    const more = { ...rent, amount: '90000000000000.00' };
    const tooMuch = { ...terms, obligations: ['a', 'b'].map((id) => ({ id, ...more })) };
    expect(await api.send('POST', `${WRYT}/contracts`, { ...contract, terms: tooMuch })).toMatchObject({
      status: 400,
      body: { code: 'money_invalid', errors: [{ field: 'terms.obligations[0].amount' }] },
    });
    const draft = await api.send('POST', `${WRYT}/contracts`, contract);
    const ifMatch = { 'if-match': draft.headers['etag'] ?? '' };
    await api.approve(await api.send('POST', `${WRYT}/contracts/F-1/activate`, undefined, ifMatch));
    await api.database.writer.write({ cooperative: 'WRYT' }, (tx) =>
      tx.run(`update contract set terms = ? where number = 'F-1'`, [JSON.stringify(tooMuch)]),
    );
    const started = await start('2026-summer');
    expect((await watch(api, started.headers['location'])).at(-1)).toMatchObject({
      state: 'failed',
      failed: 1,
      failures: [{ contract: 'F-1', code: 'amount_too_large' }],
    });
    const closing = await start('2026-summer', true);
    expect(await api.get(closing.headers['location'] ?? '')).toMatchObject({
      body: { effect: { failures: [{ contract: 'F-1', code: 'amount_too_large' }] } },
    });
    expect(await api.approve(closing)).toMatchObject({ status: 422, body: { code: 'settlement_failed' } });
    expect((await api.get(`${WRYT}/seasons/2026-summer`)).body.closed).toBe(false);
    expect(await api.get(`${WRYT}/statements/2026-summer/WRYT-2023-003`)).toMatchObject({ status: 200 });
    const again = await start('2026-summer');
    expect((await watch(api, again.headers['location'])).at(-1)).toMatchObject({
      state: 'failed',
      total: 1,
      failed: 1,
    });
    await api.database.writer.write({ cooperative: 'WRYT' }, (tx) =>
      tx.run(`update contract set terms = ? where number = 'F-1'`, [JSON.stringify(terms)]),
    );
    expect(await api.fault()).toBeUndefined();
  });

  it('tells how far it has come, how fast, and how long it will take', async () => {
    const lines = makeBook(7, { code: 'BIG', contracts: 1200, seasons: 2, closed: 0, events: 1 });
    await api.app.get(ImportService).import(Readable.from([Buffer.from(lines.join('\n'))]), 'operator', quietRun());
    const started = await api.send('POST', '/api/v1/cooperatives/BIG/settlements', { season: 'S1' });
    const seen = await watch(api, started.headers['location']);
    expect(seen.at(-1)).toMatchObject({ state: 'done', total: 1200, done: 1200 });
    for (const run of seen.filter((r) => r.state === 'running' && r.done > 0)) {
      expect(run.done).toBeLessThanOrEqual(run.total);
      expect(run.contractsPerSecond).toBeGreaterThan(0);
      expect(run.remainingSeconds).toBeGreaterThanOrEqual(0);
    }
    expect(seen.map((r) => r.done)).toEqual(seen.map((r) => r.done).sort((a, b) => a - b));
  });
});
