import { openApi, WRYT, type Api } from '../support/api';

const BALANCES = `${WRYT}/contracts/WRYT-2022-002/balances`;
interface Line {
  readonly section: string;
  readonly subject: string;
  readonly line: string;
  readonly quantity: string;
}

describe('what is owed on a day, as it was known at an instant', () => {
  let api: Api;
  const value = async (query: string, section: string, line: string, subject?: string): Promise<string | undefined> => {
    const { status, body } = await api.get(`${BALANCES}${query}`);
    expect(status).toBe(200);
    const lines = body.lines as Line[];
    const found = lines.find((l) => l.section === section && l.line === line && (subject ?? l.subject) === l.subject);
    return found?.quantity;
  };
  beforeAll(async () => {
    api = await openApi();
    api.clock.set('2026-03-02T01:00:00.000Z');
    await api.record({ id: 'b-1', kind: 'cash_in', on: '2026-02-10', amount: '100.00' });
    api.clock.set('2026-03-03T01:00:00.000Z');
    await api.record({ id: 'b-2', kind: 'cash_in', on: '2026-02-20', amount: '11.00' });
    api.clock.set('2026-03-04T01:00:00.000Z');
    await api.approve(await api.record({ id: 'b-3', kind: 'reversal', of: 'b-1', reason: '收错户' }));
  });
  afterAll(() => api.close());

  it('counts what is booked up to the day; today unless it is said', async () => {
    expect((await api.get(BALANCES)).body).toMatchObject({ on: '2026-03-04', season: '2025-winter' });
    expect(await value('?on=2026-02-09', 'cash', 'received')).toBe('0.00');
    expect(await value('?on=2026-02-19', 'cash', 'received')).toBe('0.00');
    expect(await value('', 'cash', 'received')).toBe('-11.00');
  });

  it('knows only what was recorded up to the instant', async () => {
    expect(await value('?asKnown=2026-03-02T00:59:59.999Z', 'cash', 'received')).toBe('0.00');
    expect(await value('?asKnown=2026-03-02T01:00:00.000Z', 'cash', 'received')).toBe('-100.00');
    expect(await value('?asKnown=2026-03-03T12:00:00.000Z', 'cash', 'received')).toBe('-111.00');
    expect(await value('?on=2026-02-15&asKnown=2026-03-03T12:00:00.000Z', 'cash', 'received')).toBe('-100.00');
    expect(await value('?asKnown=2026-03-04T01:00:00.000Z', 'cash', 'received')).toBe('-11.00');
    expect(await api.get(`${BALANCES}?asKnown=2026-01-01T00:00:00.000Z`)).toMatchObject({
      status: 404,
      body: { code: 'contract_unknown' },
    });
  });

  it('looks back into closed seasons, where heads and cash stand apart', async () => {
    const then = await api.get(`${BALANCES}?on=2025-11-30`);
    expect(then.body.season).toBe('2025-summer');
    const statement = await api.get(`${WRYT}/statements/2025-summer/WRYT-2022-002`);
    const closings = (body: { lines: Line[] }): string[] =>
      body.lines.filter((l) => l.line === 'closing').map((l) => `${l.section} ${l.subject} ${l.quantity}`);
    expect(closings(then.body)).toEqual(closings(statement.body));
    expect(closings(then.body).length).toBeGreaterThan(2);
  });

  it('refuses days before the first season, and what is no day', async () => {
    expect(await api.get(`${BALANCES}?on=2020-01-01`)).toMatchObject({
      status: 422,
      body: { code: 'before_first_season' },
    });
    expect(await api.get(`${BALANCES}?on=2026-02-30`)).toMatchObject({ status: 400, body: { code: 'date_invalid' } });
    expect(await api.get(`${BALANCES}?asKnown=now`)).toMatchObject({ status: 400, body: { code: 'instant_invalid' } });
    expect(await api.get(`${BALANCES}?month=2`)).toMatchObject({ status: 400, body: { code: 'key_unknown' } });
    expect(await api.get(`${WRYT}/contracts/nobody/balances`)).toMatchObject({ status: 404 });
  });
});
