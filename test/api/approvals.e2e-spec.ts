import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { openRaw } from '../support/sql';
import { asker, type Asker } from '../support/several';

const CONTRACT = `${WRYT}/contracts/WRYT-2022-002`;
const EVENTS = `${CONTRACT}/events`;
const PROPOSALS = `${WRYT}/proposals`;

const penalty = (id: string, amount = '50.00', on = '2026-02-01'): object => ({
  id,
  kind: 'penalty',
  on,
  amount,
  reason: '逾期', // prettier-ignore
});

describe('what needs a second person waits for one', () => {
  let api: Api;
  let clerk: Asker;
  let branch: Asker;
  let both: Asker;
  beforeAll(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    branch = await asker(api, 'branch', 'branch');
    both = await asker(api, 'both', 'clerk', 'branch');
  });
  afterAll(() => api.close());

  const head = async (): Promise<unknown> => (await api.get(`${WRYT}/chain`)).body;
  const balances = async (): Promise<unknown> => (await api.get(`${CONTRACT}/balances`)).body;
  const at = (answer: Answer): string => answer.headers['location'] ?? '';

  it('has no effect before it is approved, and every effect after it', async () => {
    const before = [await head(), await balances()];
    const made = await clerk.post(EVENTS, penalty('p-1', '50'));
    expect(made).toMatchObject({
      status: 202,
      body: {
        action: 'record_event', subject: 'p-1', state: 'pending', waitingFor: 'branch', madeBy: { login: 'clerk' },
        payload: { amount: '50.00', contract: 'WRYT-2022-002' }, expiresAt: '2026-03-15T00:00:00.000Z',
      },
    }); // prettier-ignore
    expect(at(made)).toBe(`${PROPOSALS}/${made.body.id}`);
    expect(await clerk.get(`${EVENTS}/p-1`)).toMatchObject({ status: 404, body: { code: 'event_unknown' } });
    expect([await head(), await balances()]).toEqual(before);
    expect(await clerk.post(EVENTS, penalty('p-1'))).toMatchObject({ status: 202, body: { id: made.body.id } });

    api.clock.set('2026-03-02T01:00:00.000Z');
    const approved = await branch.post(`${at(made)}/approve`);
    expect(approved).toMatchObject({
      status: 200,
      body: { state: 'approved', decidedBy: { login: 'branch' }, decidedAt: '2026-03-02T01:00:00.000Z', result: { bookedOn: '2026-02-01' } },
    }); // prettier-ignore
    expect(approved.body.waitingFor).toBeUndefined();
    expect(await clerk.get(`${EVENTS}/p-1`)).toMatchObject({
      body: { approvedBy: 'branch', approvedAt: '2026-03-02T01:00:00.000Z', recordedAt: '2026-03-02T01:00:00.000Z' },
    });
    expect(await clerk.post(EVENTS, penalty('p-1'))).toMatchObject({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: { event: { id: 'p-1' } },
    });
    expect(await branch.post(`${at(made)}/approve`)).toMatchObject({ status: 409, body: { code: 'proposal_decided' } });
    expect(await api.fault()).toBeUndefined();
  });

  it('shows the lines of the statement that would change, and changes none', async () => {
    const before = [await head(), await balances()];
    const made = await clerk.post(EVENTS, penalty('p-2', '7.25'));
    const shown = await branch.get(at(made));
    const [line, closing] = shown.body.effect.lines as { line: string; before: string; after: string }[];
    expect(shown).toMatchObject({ body: { effect: { contract: 'WRYT-2022-002', season: '2025-winter' } } });
    expect(shown.body.effect.lines).toHaveLength(2);
    expect([line, closing]).toMatchObject([
      { section: 'cash', subject: 'CNY', line: 'penalties', unit: 'CNY', before: '50.00', after: '57.25' },
      { section: 'cash', line: 'closing' },
    ]);
    expect(Number(closing?.after) - Number(closing?.before)).toBeCloseTo(7.25);
    expect([await head(), await balances()]).toEqual(before);
    await clerk.post(`${at(made)}/withdraw`);
  });

  it('is never approved or refused by its maker, not even past the program', async () => {
    const made = await both.post(EVENTS, penalty('p-3'));
    for (const decision of ['approve', 'refuse'])
      expect(await both.post(`${at(made)}/${decision}`, decision === 'refuse' ? { reason: '改' } : undefined)).toMatchObject(
        { status: 422, body: { code: 'own_proposal' } },
      ); // prettier-ignore
    const raw = await openRaw(api.url);
    const forge = `update proposal set state = 'approved', decided_by = made_by where id = ${made.body.id}`;
    await expect(raw.query(forge)).rejects.toThrow(/proposal_needs_two|CHECK constraint failed/);
    for (const change of [`made_by = ${branch.id}`, `payload = '{}'`, `subject = 'p-4'`, `expires_at = '2030-01-01'`])
      await expect(raw.query(`update proposal set ${change} where id = ${made.body.id}`)).rejects.toThrow(
        'never changes',
      );
    await expect(raw.query(`delete from proposal where id = ${made.body.id}`)).rejects.toThrow('never deleted');
    await raw.close();
    expect(await both.get(at(made))).toMatchObject({ body: { state: 'pending' } });
    await both.post(`${at(made)}/withdraw`);
  });

  it('is decided by the branch alone, and seen by all staff', async () => {
    const made = await clerk.post(EVENTS, penalty('p-4'));
    for (const role of ['clerk', 'administrator', 'auditor'] as const) {
      const other = await asker(api, `other-${role}`, role);
      expect(await other.get(at(made))).toMatchObject({ status: 200, body: { state: 'pending' } });
      expect(await other.post(`${at(made)}/approve`)).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
      expect(await other.post(`${at(made)}/refuse`, { reason: '不' })).toMatchObject({ status: 403 });
      expect(await other.post(`${at(made)}/withdraw`)).toMatchObject({ status: 403 });
    }
    const stranger = await asker(api, 'stranger');
    expect(await stranger.get(at(made))).toMatchObject({ status: 404, body: { code: 'cooperative_unknown' } });
    expect(await stranger.post(`${at(made)}/approve`)).toMatchObject({ status: 404 });
    await clerk.post(`${at(made)}/withdraw`);
  });

  it('is refused with a reason, which its maker reads', async () => {
    const made = await clerk.post(EVENTS, penalty('p-5'));
    expect(await branch.post(`${at(made)}/refuse`, {})).toMatchObject({
      status: 400,
      body: { code: 'field_required' },
    });
    expect(await branch.post(`${at(made)}/refuse`, { reason: '没有依据' })).toMatchObject({
      status: 200,
      body: { state: 'refused', reason: '没有依据', decidedBy: { login: 'branch' } },
    });
    expect(await clerk.get(at(made))).toMatchObject({ body: { state: 'refused', reason: '没有依据' } });
    for (const late of ['approve', 'withdraw'])
      expect(await (late === 'withdraw' ? clerk : branch).post(`${at(made)}/${late}`)).toMatchObject({
        status: 409,
        body: { code: 'proposal_decided' },
      });
    expect(await clerk.get(`${EVENTS}/p-5`)).toMatchObject({ status: 404 });
  });

  it('cannot be approved once it was withdrawn or is too old; asked for again it is a new one', async () => {
    const withdrawn = await clerk.post(EVENTS, penalty('p-6'));
    expect(await clerk.post(`${at(withdrawn)}/withdraw`)).toMatchObject({ body: { state: 'withdrawn' } });
    expect(await branch.post(`${at(withdrawn)}/approve`)).toMatchObject({ status: 409 });
    const old = await clerk.post(EVENTS, penalty('p-7'));
    api.clock.set('2026-03-17T00:00:00.000Z');
    expect(await branch.get(at(old))).toMatchObject({ body: { state: 'expired' } });
    expect(await branch.post(`${at(old)}/approve`)).toMatchObject({ status: 409, body: { code: 'proposal_decided' } });
    const again = await clerk.post(EVENTS, penalty('p-7'));
    expect(again.body).toMatchObject({ state: 'pending', id: (old.body.id as number) + 1 });
    expect(await branch.post(`${at(again)}/approve`)).toMatchObject({ status: 200 });
    expect(await branch.get(at(old))).toMatchObject({ body: { state: 'expired' } });
  });

  it('goes on waiting, with the reason, when a rule refuses it by then', async () => {
    const waiver = { kind: 'waiver', on: '2026-03-01', obligation: 'lambs', reason: '雪灾' };
    const lines = ((await api.get(`${CONTRACT}/balances`)).body.lines ?? []) as {
      subject: string;
      line: string;
      quantity: string;
    }[];
    const owed = Number(lines.find((l) => l.subject === 'lambs' && l.line === 'closing')?.quantity); // prettier-ignore
    const first = await clerk.post(EVENTS, { ...waiver, id: 'w-1', quantity: owed });
    const second = await clerk.post(EVENTS, { ...waiver, id: 'w-2', quantity: 1 });
    expect(await branch.post(`${at(first)}/approve`)).toMatchObject({ status: 200 });
    expect(await branch.get(at(second))).toMatchObject({ body: { obstacles: [{ code: 'over_settled' }] } });
    const refused = await branch.post(`${at(second)}/approve`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'over_settled' } });
    const shown = await clerk.get(at(second));
    expect(shown.body).toMatchObject({ state: 'pending', fault: { code: 'over_settled', field: 'obligation' } });
    expect(shown.body.fault.message).toBe(refused.body.detail);
    expect(await clerk.get(`${EVENTS}/w-2`)).toMatchObject({ status: 404 });
    const undo = await clerk.post(EVENTS, { id: 'w-3', kind: 'reversal', of: 'w-1', reason: '误' });
    expect(await branch.post(`${at(undo)}/approve`)).toMatchObject({ status: 200 });
    const retried = await branch.post(`${at(second)}/approve`);
    expect(retried).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect(retried.body.fault).toBeUndefined();
  });

  it('is not even proposed when the rules refuse it at once', async () => {
    const tooMuch = { id: 'w-9', kind: 'waiver', on: '2026-03-01', obligation: 'lambs', quantity: 9_999, reason: '错' };
    expect(await clerk.post(EVENTS, tooMuch)).toMatchObject({ status: 422, body: { code: 'over_settled' } });
    expect(await clerk.post(EVENTS, penalty('p-8', '1', '2026-12-31'))).toMatchObject({
      status: 422,
      body: { code: 'future_date' },
    });
    expect(await clerk.post(EVENTS, penalty('p-1', '51'))).toMatchObject({
      status: 409,
      body: { code: 'event_conflict' },
    });
  });

  it('is booked late when its season closes while it waits', async () => {
    await api.send('POST', `${WRYT}/seasons`, { code: '2026-summer', from: '2026-06-01', to: '2026-11-30' });
    const waiting = await clerk.post(EVENTS, penalty('p-10'));
    expect(await branch.get(at(waiting))).toMatchObject({ body: { effect: { season: '2025-winter' } } });
    const closing = await clerk.post(`${WRYT}/settlements`, { season: '2025-winter', close: true });
    const { effect } = (await branch.get(at(closing))).body;
    const drafts = (await api.get(`${WRYT}/statements?season=2025-winter&limit=200`)).body.items as unknown[];
    expect(effect).toMatchObject({ season: '2025-winter', failures: [], statements: drafts.length });
    expect(await branch.post(`${at(closing)}/approve`)).toMatchObject({ body: { result: { season: '2025-winter' } } });
    expect(await branch.get(at(waiting))).toMatchObject({ body: { effect: { season: '2026-summer' } } });
    expect(await branch.post(`${at(waiting)}/approve`)).toMatchObject({
      status: 200,
      body: { result: { bookedOn: '2026-06-01' } },
    });
    expect(await clerk.get(`${EVENTS}/p-10`)).toMatchObject({ body: { late: true, approvedBy: 'branch' } });
    expect(await api.fault()).toBeUndefined();
  });

  it('is listed by its state, page by page, the newest first', async () => {
    for (let n = 0; n < 5; n++) await clerk.post(EVENTS, penalty(`l-${n}`));
    const first = await branch.get(`${PROPOSALS}?state=pending&limit=3`);
    const rest = await branch.get(`${PROPOSALS}?state=pending&limit=3&cursor=${first.body.next as string}`);
    const items = [...first.body.items, ...rest.body.items] as { subject: string; state: string }[];
    expect(items.map((i) => i.subject)).toEqual(['l-4', 'l-3', 'l-2', 'l-1', 'l-0']);
    for (const state of ['approved', 'refused', 'withdrawn', 'expired']) {
      const page = (await branch.get(`${PROPOSALS}?state=${state}`)).body.items as { state: string }[];
      expect(new Set(page.map((p) => p.state))).toEqual(new Set([state]));
    }
    const elsewhere = await branch.get(`${PROPOSALS}?contract=WRYT-2022-001`);
    const here = await branch.get(`${PROPOSALS}?contract=WRYT-2022-002&state=pending`);
    expect([elsewhere.body.items.length, here.body.items.length]).toEqual([0, 5]);
    expect(await branch.get(`${PROPOSALS}?state=nope`)).toMatchObject({ status: 400 });
    expect(await branch.get(`${PROPOSALS}/99999`)).toMatchObject({ status: 404, body: { code: 'proposal_unknown' } });
  });
});
