import { openApi, WRYT, type Api } from '../support/api';

const EVENT = {
  id: 'x',
  kind: 'feed_issue',
  on: '2026-02-01',
  item: '玉米',
  quantity: '1',
  unit: 'kg',
  unitPrice: '1',
};
const withKey = (key: string, value: unknown): object => ({ ...EVENT, [key]: value });
const json = (text: string): string => `{"id":"x","kind":"cash_in","on":"2026-02-01","amount":${text}}`;
const TERMS = { handout: [{ class: 'ewe', count: 1 }], obligations: [] };
const contract = (terms: object, more: object = {}): object => ({
  number: 'N-1',
  household: 'H001',
  from: '2026-01-01',
  to: '2027-12-31',
  terms,
  ...more,
});
const obligation = (o: object): object => contract({ ...TERMS, obligations: [o] });
const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;
const CONTRACTS = `${WRYT}/contracts`;

type Case = readonly [name: string, path: string, body: unknown, status: number, code: string, field?: string];

const CASES: readonly Case[] = [
  ['1e400 as a count', EVENTS, '{"id":"x","kind":"waiver","on":"2026-02-01","quantity":1e400,"reason":"r"}', 400, 'count_invalid', 'quantity'],
  ['1e400 as money', EVENTS, withKey('unitPrice', '1e400'), 400, 'money_invalid', 'unitPrice'],
  ['a bare NaN', EVENTS, json('NaN'), 400, 'json_invalid'],
  ['NaN in a text', EVENTS, withKey('quantity', 'NaN'), 400, 'quantity_invalid', 'quantity'],
  ['full-width digits', EVENTS, withKey('quantity', '１２'), 400, 'quantity_invalid', 'quantity'],
  ['a number instead of a text', EVENTS, withKey('quantity', 12), 400, 'quantity_invalid', 'quantity'],
  ['a negative quantity', EVENTS, withKey('quantity', '-1'), 400, 'quantity_invalid', 'quantity'],
  ['four decimals', EVENTS, withKey('quantity', '1.0001'), 400, 'quantity_invalid', 'quantity'],
  ['three decimals of money', EVENTS, withKey('unitPrice', '1.001'), 400, 'money_invalid', 'unitPrice'],
  ['a leading zero', EVENTS, withKey('unitPrice', '01'), 400, 'money_invalid', 'unitPrice'],
  ['a plus sign', EVENTS, withKey('unitPrice', '+1'), 400, 'money_invalid', 'unitPrice'],
  ['money beyond 2^53 fen', EVENTS, withKey('unitPrice', '90071992547409.92'), 400, 'money_invalid', 'unitPrice'],
  ['more money than an event may move', EVENTS, withKey('unitPrice', '1000000000.01'), 400, 'money_invalid', 'unitPrice'],
  ['more feed than an event may move', EVENTS, withKey('quantity', '20000000.001'), 400, 'quantity_invalid', 'quantity'],
  ['a price that comes to more', EVENTS, { ...EVENT, quantity: '9999999', unit: 'kg', unitPrice: '101.00' }, 422, 'amount_too_large', 'unitPrice'],
  ['a contract before 1950', CONTRACTS, contract(TERMS, { from: '1949-12-31' }), 422, 'contract_too_early', 'from'],
  ['a contract of more than fifty years', CONTRACTS, contract(TERMS, { from: '2026-01-01', to: '2076-01-01' }), 422, 'contract_too_long', 'to'],
  ['more than 100 percent', EVENTS, withKey('householdShare', '100.1'), 400, 'percent_invalid', 'householdShare'],
  ['an unknown unit', EVENTS, withKey('unit', 'pound'), 400, 'choice_invalid', 'unit'],
  ['a bale without weight', EVENTS, withKey('unit', 'bale'), 400, 'field_required', 'kgPerUnit'],
  ['a weight for kilograms', EVENTS, withKey('kgPerUnit', '2'), 400, 'field_not_allowed', 'kgPerUnit'],
  ['an item with a quote', EVENTS, withKey('item', 'a"b'), 400, 'text_invalid', 'item'],
  ['an item of two lines', EVENTS, withKey('item', 'a\nb'), 400, 'text_invalid', 'item'],
  ['null', EVENTS, withKey('item', null), 400, 'text_invalid', 'item'],
  ['a missing field', EVENTS, withKey('item', undefined), 400, 'field_required', 'item'],
  ['an unknown key', EVENTS, withKey('status', 'approved'), 400, 'key_unknown', 'status'],
  ['approvedBy in the body', EVENTS, withKey('approvedBy', 'me'), 400, 'key_unknown', 'approvedBy'],
  ['__proto__', EVENTS, '{"__proto__":{"a":1},"id":"x","kind":"completion","on":"2026-02-01"}', 400, 'key_unknown', '__proto__'],
  ['a duplicate key', EVENTS, '{"id":"x","id":"y"}', 400, 'json_duplicate_key', 'id'],
  ['an unknown kind', EVENTS, withKey('kind', 'gift'), 400, 'kind_unknown', 'kind'],
  ['a kind of Object', EVENTS, withKey('kind', 'constructor'), 400, 'kind_unknown', 'kind'],
  ['no kind', EVENTS, withKey('kind', undefined), 400, 'field_required', 'kind'],
  ['no id', EVENTS, withKey('id', undefined), 400, 'field_required', 'id'],
  ['an id of 65', EVENTS, withKey('id', 'a'.repeat(65)), 400, 'code_invalid', 'id'],
  ['an id with a slash', EVENTS, withKey('id', 'a/b'), 400, 'code_invalid', 'id'],
  ['a date that is none', EVENTS, withKey('on', '2026-02-30'), 400, 'date_invalid', 'on'],
  ['a date with a time', EVENTS, withKey('on', '2026-02-01T00:00:00Z'), 400, 'date_invalid', 'on'],
  ['a list instead of an object', EVENTS, '[]', 400, 'object_invalid'],
  ['a duplicate class', EVENTS, { id: 'x', kind: 'handover', on: '2026-02-01', heads: [{ class: 'ewe', count: 1 }, { class: 'ewe', count: 1 }] }, 400, 'list_duplicate', 'heads[1]'],
  ['no head at all', EVENTS, { id: 'x', kind: 'handover', on: '2026-02-01', heads: [] }, 400, 'list_invalid', 'heads'],
  ['a fraction of a head', EVENTS, { id: 'x', kind: 'handover', on: '2026-02-01', heads: [{ class: 'ewe', count: 1.5 }] }, 400, 'count_invalid', 'heads[0].count'],
  ['heads that do not add up', EVENTS, { id: 'x', kind: 'lambing', on: '2026-02-01', live: 3, heads: [{ class: 'lamb', count: 2 }] }, 422, 'heads_sum', 'heads'],
  ['a note of 10,001 characters', EVENTS, withKey('note', 'n'.repeat(10_001)), 400, 'text_invalid', 'note'],
  ['a lone surrogate', EVENTS, '{"id":"x","kind":"cash_in","on":"2026-02-01","amount":"1","note":"\\ud800"}', 400, 'text_invalid', 'note'],
  ['half of a JSON', EVENTS, '{"id":', 400, 'json_invalid'],
  ['the ratio 1/0', CONTRACTS, obligation({ id: 'l', rule: 'share_of_births', class: 'lamb', share: '1/0' }), 400, 'ratio_invalid', 'terms.obligations[0].share'],
  ['a share above one', CONTRACTS, obligation({ id: 'l', rule: 'share_of_births', class: 'lamb', share: '3/2' }), 400, 'ratio_invalid', 'terms.obligations[0].share'],
  ['an unknown rule', CONTRACTS, obligation({ id: 'l', rule: 'gift' }), 400, 'rule_unknown', 'terms.obligations[0].rule'],
  ['an unknown key in the terms', CONTRACTS, contract({ ...TERMS, colour: 'red' }), 400, 'key_unknown', 'terms.colour'],
  ['tranches that do not add up', CONTRACTS, obligation({ id: 'l', rule: 'fixed_total', class: 'lamb', quantity: 5, schedule: { kind: 'tranches', tranches: [{ on: '2026-06-01', quantity: 4 }] } }), 422, 'terms_tranches'],
  ['an end before the beginning', CONTRACTS, contract(TERMS, { to: '2025-01-01' }), 422, 'contract_dates', 'to'],
  ['an unknown household', CONTRACTS, contract(TERMS, { household: 'H999' }), 404, 'household_unknown', 'household'],
  ['a season with a gap', `${WRYT}/seasons`, { code: 'far', from: '2030-01-01', to: '2030-06-30' }, 422, 'season_gap', 'from'],
  ['a season code of another content', `${WRYT}/seasons`, { code: '2022-summer', from: '2030-01-01', to: '2030-06-30' }, 409, 'line_conflict', 'code'],
  ['a season closed out of order', `${WRYT}/settlements`, { season: 'nope', close: true }, 404, 'season_unknown', 'season'],
]; // prettier-ignore

describe('bad input gets a clear error, and nothing changes', () => {
  let api: Api;
  let before: unknown;
  beforeAll(async () => {
    api = await openApi();
    before = (await api.get(WRYT)).body;
  });
  afterAll(async () => {
    expect((await api.get(WRYT)).body).toEqual(before);
    expect(await api.fault()).toBeUndefined();
    await api.close();
  });

  // One argument each: to a shorter row Jest would append its `done` as the field, and wait for it.
  it.each(CASES.map((row) => ({ name: row[0], row })))(
    '$name',
    async ({ row: [, path, body, status, code, field] }) => {
      const answer = await api.send('POST', path, body);
      expect(answer).toMatchObject({ status, body: { code, status } });
      expect(answer.headers['content-type']).toBe('application/problem+json');
      if (field !== undefined) expect((answer.body.errors as { field: string }[]).map((e) => e.field)).toContain(field);
    },
  );

  it('refuses a body over 1 MiB, another media type, bytes that are no UTF-8, and addresses that are none', async () => {
    expect(await api.send('POST', EVENTS, `"${'a'.repeat(1_100_000)}"`)).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    expect(
      await api.send('POST', EVENTS, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toMatchObject({ status: 415 });
    expect(await api.get('/api/v1/nothing')).toMatchObject({ status: 404, body: { code: 'route_unknown' } });
    expect(await api.get('/api/v1/cooperatives/%20')).toMatchObject({ status: 400, body: { code: 'code_invalid' } });
    expect((await api.get('/api/v1/cooperatives/%ff')).status).toBe(400);
    // No database keeps this character, and one of them fails at it.
    for (const path of [`${WRYT}/households/%00`, '/c/WRYT/households?q=a%00b', '/verify/2025-winter/%00/x'])
      expect(await api.get(path)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(await api.get(`${WRYT}/households?colour=red`)).toMatchObject({
      status: 400,
      body: { code: 'key_unknown' },
    });
    for (const path of [
      `${WRYT}?x=1`,
      `${WRYT}/households/H001?limit=1`,
      '/health/live?x=1',
      `${WRYT}/chain?__proto__=1`,
    ])
      expect(await api.get(path)).toMatchObject({ status: 400, body: { code: 'key_unknown' } });
    expect(await api.send('POST', `${EVENTS}?dryRun=1`, EVENT)).toMatchObject({
      status: 400,
      body: { code: 'key_unknown', errors: [{ field: 'dryRun' }] },
    });
    expect(await api.get(`${WRYT}/households?limit=1&limit=2`)).toMatchObject({ status: 400 });
    expect(await api.get(`${WRYT}/contracts/WRYT-2022-001/balances?on=yesterday`)).toMatchObject({
      status: 400,
      body: { code: 'date_invalid' },
    });
  });

  it("speaks the reader's language", async () => {
    const body = { id: 'x', kind: 'gift' };
    expect((await api.send('POST', EVENTS, body)).body.detail).toMatch(/[\u4e00-\u9fff]/);
    const english = await api.send('POST', EVENTS, body, { 'accept-language': 'en' });
    expect(english.body.detail).toMatch(/^[\x20-\x7e]+$/);
    expect(english.headers['content-language']).toBe('en');
  });
});
