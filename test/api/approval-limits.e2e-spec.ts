import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { ExportService } from '../../src/exports/export.service';
import { openTestApp } from '../support/app';
import { openApi, WRYT, type Api } from '../support/api';
import { verify } from '../support/services';
import { asker, type Asker } from '../support/several';

const SETTINGS = `${WRYT}/settings/approvals`;
const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;

const cash = (id: string, amount: string): object => ({ id, kind: 'cash_in', on: '2026-02-01', amount });

describe('a cooperative asks for a second person beyond what always needs one', () => {
  let api: Api;
  let clerk: Asker;
  let branch: Asker;
  let administrator: Asker;
  beforeAll(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    branch = await asker(api, 'branch', 'branch');
    administrator = await asker(api, 'administrator', 'administrator');
  });
  afterAll(() => api.close());

  const change = (settings: object, version: number, who = administrator) =>
    who.put(SETTINGS, settings, { 'if-match': `"${version}"` });

  it('begins without limits, and with two weeks to decide', async () => {
    expect(await clerk.get(SETTINGS)).toMatchObject({
      status: 200,
      headers: { etag: '"0"' },
      body: { always: [], expiryDays: 14 },
    });
    // By somebody else: what one maker records of a contract on one day counts together.
    expect(await (await asker(api, 'other-clerk', 'clerk')).post(EVENTS, cash('c-0', '5000.01'))).toMatchObject({ status: 201 }); // prettier-ignore
  });

  it('is changed by the administrator alone, from the version in force, with a trace', async () => {
    const settings = { always: ['completion'], cashOver: '5000', headsOver: 20, expiryDays: 3 };
    for (const other of [clerk, branch])
      expect(await change(settings, 0, other)).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
    expect(await change({ ...settings, always: ['nothing'] }, 0)).toMatchObject({ status: 400 });
    expect(await administrator.put(SETTINGS, settings)).toMatchObject({ status: 428 });
    expect(await change(settings, 0)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { cashOver: '5000.00' },
    });
    expect(await change(settings, 0)).toMatchObject({ status: 412, body: { code: 'version_stale' } });
    expect(await clerk.get(`${SETTINGS}/versions`)).toMatchObject({
      body: { items: [{ version: 1, madeBy: 'administrator', settings: { headsOver: 20 } }] },
    });
    const trace = await api.database.reads.all<{ actor: string; after: string }>(
      `select actor, after from audit_event where action = 'approval_settings_changed'`,
    );
    expect(trace.map((t) => [t.actor, JSON.parse(t.after) as object])).toEqual([
      ['administrator', { ...settings, cashOver: '5000.00' }],
    ]);
  });

  it.each([
    ['money at the limit', cash('c-1', '5000.00'), 201],
    ['money above it', cash('c-2', '5000.01'), 202],
    ['heads at the limit', { id: 'h-1', kind: 'lambing', on: '2026-02-01', live: 20, heads: [{ class: 'lamb', count: 20 }] }, 201],
    ['heads above it', { id: 'h-2', kind: 'lambing', on: '2026-02-01', live: 21, heads: [{ class: 'lamb', count: 21 }] }, 202],
    ['what it was before', cash('c-0', '5000.01'), 200],
  ])('looks at %s', async (_, event, status) => {
    expect(await clerk.post(EVENTS, event)).toMatchObject({ status });
  }); // prettier-ignore

  it('puts the approval into the chain, and an exported book keeps it', async () => {
    const waiting = await clerk.post(EVENTS, cash('c-3', '6000'));
    expect(waiting.body.expiresAt).toBe('2026-03-04T00:00:00.000Z');
    expect(await branch.post(`${waiting.headers['location']}/approve`)).toMatchObject({ status: 200 });
    expect(await clerk.get(`${EVENTS}/c-3`)).toMatchObject({ body: { approvedBy: 'branch' } });
    expect((await clerk.get(`${EVENTS}/c-1`)).body.approvedBy).toBeUndefined();
    const copy = await openTestApp();
    let text = '';
    await api.app.get(ExportService).run({ what: 'book', format: 'jsonl' }, (chunk) => {
      text += chunk.toString();
      return Promise.resolve();
    });
    await copy.module.get(ImportService).import(Readable.from([Buffer.from(text)]), 'operator', quietRun());
    const head = await copy.database.reads.get('select head_seq, head_hash from cooperative');
    expect(head).toEqual(await api.database.reads.get('select head_seq, head_hash from cooperative'));
    expect((await verify(copy)).fault).toBeUndefined();
    await copy.close();
  });

  it('holds for what comes in from now on: what waits goes on waiting', async () => {
    const lifted = await change({ always: [], expiryDays: 30 }, 1);
    expect(lifted).toMatchObject({ status: 202, body: { action: 'change_approval_settings', state: 'pending' } });
    expect(await branch.post(`${lifted.headers['location']}/approve`)).toMatchObject({ status: 200 });
    expect(await clerk.post(EVENTS, cash('c-4', '9000'))).toMatchObject({ status: 201 });
    expect(await clerk.post(EVENTS, cash('c-2', '5000.01'))).toMatchObject({ status: 202, body: { state: 'pending' } });
    expect(await clerk.get(`${SETTINGS}/versions`)).toMatchObject({
      body: { items: [{ version: 2 }, { version: 1 }] },
    });
    expect(await api.fault()).toBeUndefined();
  });
});

describe('a contract whose activation waits', () => {
  it('is put in force as it was proposed, or not at all', async () => {
    const api = await openApi();
    const clerk = await asker(api, 'clerk', 'clerk');
    const branch = await asker(api, 'branch', 'branch');
    const lambs = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 30, schedule: { kind: 'at_end' } };
    const content = { household: 'H003', from: '2026-02-01', to: '2027-01-31', terms: { handout: [{ class: 'ewe', count: 20 }], obligations: [lambs] } }; // prettier-ignore
    const path = `${WRYT}/contracts/D-1`;
    await clerk.post(`${WRYT}/contracts`, { ...content, number: 'D-1' });
    const made = await clerk.post(`${path}/activate`, undefined, { 'if-match': '"1"' });
    const location = made.headers['location'] ?? '';
    expect(await branch.get(location)).toMatchObject({
      body: { effect: { contract: 'D-1', season: '2025-winter' } },
    });
    expect((await branch.get(location)).body.effect.lines).toContainEqual(
      { section: 'owed', subject: 'lambs', line: 'added', unit: 'head', after: '30' }, // prettier-ignore
    );
    await clerk.put(path, { ...content, note: '改过' }, { 'if-match': '"1"' });
    expect(await branch.post(`${location}/approve`)).toMatchObject({ status: 412, body: { code: 'version_stale' } });
    expect(await branch.get(location)).toMatchObject({ body: { state: 'pending', fault: { code: 'version_stale' } } });
    expect(await clerk.post(`${path}/activate`, undefined, { 'if-match': '"2"' })).toMatchObject({
      status: 409,
      body: { code: 'proposal_conflict' },
    });
    await clerk.post(`${location}/withdraw`);
    const again = await clerk.post(`${path}/activate`, undefined, { 'if-match': '"2"' });
    expect(await branch.post(`${again.headers['location']}/approve`)).toMatchObject({ status: 200 });
    expect(await branch.get(path)).toMatchObject({ body: { state: 'active', note: '改过' } });
    expect(await api.fault()).toBeUndefined();
    await api.close();
  });
});
