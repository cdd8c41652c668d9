import { openApi, WRYT, type Api } from '../support/api';

const cash = (id: string, amount = '10.00'): object => ({ id, kind: 'cash_in', on: '2026-02-01', amount });

describe('a clerk records events through the API', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  it('answers 201 first, 200 for the same again, 409 for other content under the same id', async () => {
    const first = await api.record(cash('a-1'));
    expect(first).toMatchObject({
      status: 201,
      body: { bookedOn: '2026-02-01', late: false, event: { id: 'a-1', amount: '10.00' } },
    });
    const again = await api.record(cash('a-1', '10'));
    expect(again).toMatchObject({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: first.body as object,
    });
    expect(await api.record(cash('a-1', '11.00'))).toMatchObject({ status: 409, body: { code: 'event_conflict' } });
    expect(await api.record(cash('a-1'), 'WRYT-2023-003')).toMatchObject({
      status: 409,
      body: { code: 'event_conflict' },
    });
  });

  it('tells what is doubtful and recorded all the same: a receipt twice, more deposit paid back than was paid in', async () => {
    const paid = (id: string, receipt: string): object => ({ ...cash(id), receipt });
    const first = await api.record(paid('w-1', 'R %"7'));
    expect([first.status, 'warnings' in (first.body as object)]).toEqual([201, false]);
    expect(await api.record(paid('w-2', 'R %"7'), 'WRYT-2023-003')).toMatchObject({
      status: 201,
      body: { warnings: [{ code: 'receipt_twice' }] },
    });
    const other = await api.record(paid('w-3', 'R 7'));
    expect([other.status, 'warnings' in (other.body as object)]).toEqual([201, false]);
    expect(await api.record({ id: 'w-4', kind: 'deposit_out', on: '2026-02-01', amount: '1.00' })).toMatchObject({
      status: 201,
      body: { warnings: [{ code: 'deposit_below_zero' }] },
    });
  });

  it('takes the id from Idempotency-Key, and refuses two different ids', async () => {
    const path = `${WRYT}/contracts/WRYT-2022-002/events`;
    const body = { kind: 'cash_in', on: '2026-02-01', amount: '1' };
    expect(await api.send('POST', path, body, { 'idempotency-key': 'k-1' })).toMatchObject({
      status: 201,
      body: { event: { id: 'k-1' } },
    });
    expect(await api.send('POST', path, { ...body, id: 'k-1' }, { 'idempotency-key': 'k-1' })).toMatchObject({
      status: 200,
    });
    expect(await api.send('POST', path, { ...body, id: 'k-2' }, { 'idempotency-key': 'k-3' })).toMatchObject({
      status: 400,
      body: { code: 'field_not_allowed' },
    });
  });

  it('refuses what the rules forbid, with a code and the field', async () => {
    const over = {
      id: 'r-1',
      kind: 'lamb_return',
      on: '2026-02-01',
      obligation: 'lambs',
      accepted: [{ class: 'lamb', count: 500 }],
    };
    expect(await api.record(over)).toMatchObject({
      status: 422,
      body: { code: 'over_settled', errors: [{ field: 'obligation' }] },
    });
    const dead = { id: 'r-2', kind: 'death', on: '2026-02-01', heads: [{ class: 'ewe', count: 1 }], cause: 'disease' };
    expect(await api.record(dead)).toMatchObject({ status: 422, body: { code: 'stock_negative' } });
    const future = { id: 'r-3', kind: 'cash_in', on: '2026-03-02', amount: '1' };
    expect(await api.record(future)).toMatchObject({ status: 422, body: { code: 'future_date' } });
    expect(await api.record({ ...future, on: '2020-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'before_first_season' },
    });
    expect(await api.record(cash('r-4'), 'nobody')).toMatchObject({ status: 404, body: { code: 'contract_unknown' } });
    const other = await api.send('POST', '/api/v1/cooperatives/OTHER/contracts/WRYT-2022-002/events', cash('r-5'));
    expect(other).toMatchObject({ status: 404, body: { code: 'cooperative_unknown' } });
    await api.send('POST', '/api/v1/cooperatives', { code: 'NEXT', name: '邻社', accounting: 'CN-COOP-2021' });
    const next = '/api/v1/cooperatives/NEXT/contracts/WRYT-2022-002';
    expect(await api.send('POST', `${next}/events`, cash('r-5'))).toMatchObject({
      status: 404,
      body: { code: 'contract_unknown' },
    });
    for (const path of [next, `${next}/events`, `${next}/balances`, '/api/v1/cooperatives/NEXT/households/H001'])
      expect((await api.get(path)).status).toBe(404);
    const ended = {
      id: 'r-6',
      kind: 'feed_issue',
      on: '2026-02-01',
      item: '玉米',
      quantity: '1',
      unit: 'kg',
      unitPrice: '1',
    };
    expect(await api.record(ended, 'WRYT-2022-001')).toMatchObject({ status: 422, body: { code: 'contract_ended' } });
  });

  it('books a fact of a closed season on the first open day, and marks it late', async () => {
    const late = await api.record({ id: 'late-1', kind: 'cash_in', on: '2025-10-01', amount: '5' });
    expect(late).toMatchObject({
      status: 201,
      body: { bookedOn: '2025-12-01', late: true, event: { on: '2025-10-01' } },
    });
  });

  it('reverses once, and shows the reversal beside the event', async () => {
    const reversal = { id: 'rev-1', kind: 'reversal', of: 'a-1', reason: '重复收款' };
    // What is on paper already is not taken back alone.
    await api.send('POST', `${WRYT}/contracts/WRYT-2022-002/events/a-1/slip/prints`);
    expect(await api.approve(await api.record(reversal))).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect(await api.record(reversal)).toMatchObject({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: { approvedBy: 'second', bookedOn: '2026-02-01' },
    });
    expect(await api.record({ ...reversal, id: 'rev-2' })).toMatchObject({
      status: 422,
      body: { code: 'already_reversed' },
    });
    expect(await api.get(`${WRYT}/contracts/WRYT-2022-002/events/a-1`)).toMatchObject({
      status: 200,
      body: { reversedBy: 'rev-1' },
    });
    expect(await api.fault()).toBeUndefined();
  });

  it('pages through all events without gap or repetition', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await api.get(
        `${WRYT}/contracts/WRYT-2022-001/events?limit=7${next === undefined ? '' : `&cursor=${next}`}`,
      );
      seen.push(...(page.body.items as { event: { id: string } }[]).map((i) => i.event.id));
      next = page.body.next as string | undefined;
    } while (next !== undefined);
    const all = await api.get(`${WRYT}/contracts/WRYT-2022-001/events?limit=200`);
    expect(seen).toEqual((all.body.items as { event: { id: string } }[]).map((i) => i.event.id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(await api.get(`${WRYT}/contracts/WRYT-2022-001/events?limit=201`)).toMatchObject({
      status: 400,
      body: { code: 'page_invalid' },
    });
    expect(await api.get(`${WRYT}/contracts/WRYT-2022-001/events?cursor=zzz`)).toMatchObject({
      status: 400,
      body: { code: 'page_invalid' },
    });
  });
});
