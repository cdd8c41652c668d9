import { openApi, WRYT, type Api } from '../support/api';
import { recordEvent } from '../support/recording';

const HOUSEHOLDS = `${WRYT}/households`;

describe('a clerk keeps the households, whose personal data stays covered', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  it('masks phone and ID number in every answer', async () => {
    const input = { code: 'H010', name: '其其格', member: true, phone: '13912340001', idNumber: '152921198001010011' };
    const made = await api.send('POST', HOUSEHOLDS, input);
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { code: 'H010', phone: '139****0001', idNumber: '152***********0011' },
    });
    for (const path of [HOUSEHOLDS, `${HOUSEHOLDS}/H010`, `${HOUSEHOLDS}/H010/balances`]) {
      const text = JSON.stringify((await api.get(path)).body);
      expect(text).not.toContain('13912340001');
      expect(text).not.toContain('152921198001010011');
    }
    expect(await api.send('POST', HOUSEHOLDS, { code: 'H011', name: '短号', phone: '110' })).toMatchObject({
      body: { phone: '***' },
    });
  });

  it('keeps them out of the chain', async () => {
    const rows = await api.database.reads.all<{ line: string }>('select line from book_record');
    expect(rows.filter((r) => /139\d{8}|152921198001010011/.test(r.line))).toEqual([]);
  });

  it('accepts the same household again, and refuses another one under its code', async () => {
    const input = { code: 'H010', name: '其其格', member: true };
    const head = (await api.get(`${WRYT}/chain`)).body;
    expect(await api.send('POST', HOUSEHOLDS, input)).toMatchObject({ status: 200, body: { phone: '139****0001' } });
    expect(await api.send('POST', HOUSEHOLDS, { ...input, name: '其他人' })).toMatchObject({
      status: 409,
      body: { code: 'line_conflict' },
    });
    expect((await api.get(`${WRYT}/chain`)).body).toEqual(head);
  });

  it('corrects and erases personal data only, and only from the current version', async () => {
    const path = `${HOUSEHOLDS}/H010`;
    const phone = '13900009999';
    expect(await api.send('PATCH', path, { phone })).toMatchObject({ status: 428 });
    expect(await api.send('PATCH', path, { phone }, { 'if-match': '"7"' })).toMatchObject({ status: 412 });
    expect(await api.send('PATCH', path, { phone }, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { phone: '139****9999', version: 2 },
    });
    expect(await api.send('PATCH', path, { name: '改名' }, { 'if-match': '"2"' })).toMatchObject({
      status: 400,
      body: { code: 'key_unknown', errors: [{ field: 'name' }] },
    });
    expect(await api.send('PATCH', path, { phone, erase: ['phone'] }, { 'if-match': '"2"' })).toMatchObject({
      status: 400,
      body: { code: 'field_not_allowed' },
    });
    const erased = await api.send('PATCH', path, { erase: ['phone', 'idNumber'] }, { 'if-match': '"2"' });
    expect(erased.status).toBe(200);
    expect(erased.body).not.toHaveProperty('phone');
    expect(erased.body).not.toHaveProperty('idNumber');
    const [row] = await api.database.reads.all<object>(`select phone, id_number from household where code = 'H010'`);
    expect(row).toEqual({ phone: null, id_number: null });
    expect(await api.fault()).toBeUndefined();
  });

  it('never nets what is owed under one contract with what is owed under another', async () => {
    const terms = { handout: [{ class: 'ewe', count: 1 }], obligations: [] };
    for (const number of ['N-1', 'N-2', 'N-3']) {
      const contract = { number, household: 'H010', from: '2026-01-01', to: '2027-12-31', terms };
      const { headers } = await api.send('POST', `${WRYT}/contracts`, contract);
      const ifMatch = { 'if-match': headers['etag'] ?? '' };
      await api.approve(await api.send('POST', `${WRYT}/contracts/${number}/activate`, undefined, ifMatch));
    }
    const penalty = { id: 'n-1', kind: 'penalty', on: '2026-02-01', amount: '100.05', reason: '违约' };
    await api.approve(await api.record(penalty, 'N-1'));
    await api.record({ id: 'n-2', kind: 'cash_in', on: '2026-02-01', amount: '40.00' }, 'N-2');
    await api.record({ id: 'n-3', kind: 'cash_in', on: '2026-02-20', amount: '0.02' }, 'N-3');
    const { status, body } = await api.get(`${HOUSEHOLDS}/H010/balances`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      household: { code: 'H010', name: '其其格' },
      on: '2026-03-01',
      cash: { householdOwes: '100.05', householdIsOwed: '40.02' },
    });
    const closings = (body.contracts as { contract: string; lines: { line: string; section: string; quantity: string }[] }[])
      .map((c) => [c.contract, c.lines.find((l) => l.section === 'cash' && l.line === 'closing')?.quantity]); // prettier-ignore
    expect(closings).toEqual([['N-1', '100.05'], ['N-2', '-40.00'], ['N-3', '-0.02']]); // prettier-ignore
    expect((await api.get(`${HOUSEHOLDS}/H010/balances?on=2026-02-10`)).body.cash).toEqual({
      householdOwes: '100.05',
      householdIsOwed: '40.00',
    });
    // As a book may hold it from before there were bounds.
    const most = { id: 'n-4', kind: 'cash_out', on: '2026-02-01', amount: '90071992547369.91' };
    await recordEvent(api.database.writer, { type: 'event', cooperative: 'WRYT', contract: 'N-2', ...most }, api.clock.now()); // prettier-ignore
    expect(await api.get(`${HOUSEHOLDS}/H010/balances`)).toMatchObject({
      status: 422,
      body: { code: 'amount_too_large' },
    });
    expect(await api.get(`${HOUSEHOLDS}/H999/balances`)).toMatchObject({
      status: 404,
      body: { code: 'household_unknown' },
    });
  });
});
