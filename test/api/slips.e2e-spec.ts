import { openApi, WRYT, type Api } from '../support/api';
import { herder } from '../support/people';

const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;
type Balance = { section: string; subject: string; quantity: string };

describe('the slip of an event', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  const slip = async (id: string): Promise<any> => (await api.get(`${EVENTS}/${id}/slip`)).body; // eslint-disable-line @typescript-eslint/no-explicit-any
  const of = (balances: Balance[], section: string, subject: string): string | undefined =>
    balances.find((b) => b.section === section && b.subject === subject)?.quantity;

  it('has a number of its own, what happened, and what was owed before and after', async () => {
    const { body: recorded } = await api.record({
      id: 'slip-1',
      kind: 'cash_in',
      on: '2026-02-10',
      amount: '120.50',
      by: '文书',
    });
    const shown = await slip('slip-1');
    expect(shown).toMatchObject({
      number: recorded.seq,
      cooperative: { code: 'WRYT', name: '乌日音图雅嘎查养殖合作社' },
      contract: 'WRYT-2022-002',
      household: { code: 'H002', name: '萨仁高娃' },
      event: { recordedAt: recorded.recordedAt, event: { kind: 'cash_in', amount: '120.50', by: '文书' } },
      balance: { on: '2026-02-10' },
      prints: 0,
    });
    const { before, after } = shown.balance;
    const fen = (text: string | undefined): number => Math.round(Number(text) * 100);
    expect(fen(of(after, 'cash', 'CNY'))).toBe(fen(of(before, 'cash', 'CNY')) - 12050);
    expect(of(after, 'owed', 'lambs')).toBe(of(before, 'owed', 'lambs'));
    const { body: balance } = await api.get(`${WRYT}/contracts/WRYT-2022-002/balances?on=2026-02-10`);
    const closing = balance.lines.find((l: Balance & { line: string }) => l.section === 'cash' && l.line === 'closing');
    expect(of(after, 'cash', 'CNY')).toBe(closing.quantity);
  });

  it('says by login who recorded or proposed it, whatever the event says itself', async () => {
    const chief = '支部书记';
    await api.record({ id: 'slip-by', kind: 'cash_in', on: '2026-02-10', amount: '1.00', by: chief });
    expect(await slip('slip-by')).toMatchObject({ recordedBy: 'everybody', event: { event: { by: chief } } });
    const proposed = await api.record({ id: 'slip-by-2', kind: 'penalty', on: '2026-02-10', amount: '1.00', reason: '逾期', by: chief }); // prettier-ignore
    await api.approve(proposed);
    expect(await slip('slip-by-2')).toMatchObject({ recordedBy: 'everybody', event: { approvedBy: 'second' } });
    const { items } = (await api.get(`${EVENTS}?limit=1`)).body as { items: { event: { id: string } }[] };
    expect(await slip(items[0]?.event.id ?? '')).not.toHaveProperty('recordedBy');
  });

  it('stays as it was, whatever comes after; only a reversal is told', async () => {
    await api.record({ id: 'slip-2', kind: 'cash_in', on: '2026-02-11', amount: '10' });
    const before = await slip('slip-2');
    await api.record({ id: 'slip-3', kind: 'cash_in', on: '2026-02-01', amount: '7' });
    expect(await slip('slip-2')).toEqual(before);
    await api.record({ id: 'slip-4', kind: 'reversal', of: 'slip-2', reason: '重复' });
    expect(await slip('slip-2')).toEqual({ ...before, event: { ...before.event, reversedBy: 'slip-4' } });
    const back = (await slip('slip-4')).balance;
    expect(Number(of(back.after, 'cash', 'CNY')) - Number(of(back.before, 'cash', 'CNY'))).toBeCloseTo(10);
    const late = (await slip('slip-3')).balance;
    expect(late.on).toBe('2026-02-11');
    expect(of(late.before, 'cash', 'CNY')).toBe(of(before.balance.after, 'cash', 'CNY'));
  });

  it('counts how often it was printed, and the trail says by whom', async () => {
    await api.record({ id: 'slip-5', kind: 'cash_in', on: '2026-02-12', amount: '1' });
    const path = `${EVENTS}/slip-5/slip/prints`;
    expect(await Promise.all([1, 2, 3].map(async () => (await api.send('POST', path)).body.prints as number)).then((n) => n.sort())).toEqual([1, 2, 3]); // prettier-ignore
    expect((await slip('slip-5')).prints).toBe(3);
    const trail = await api.database.reads.all<{ actor: string; subject: string }>(
      `select actor, subject from audit_event where action = 'slip_printed'`,
    );
    expect(trail).toEqual(Array(3).fill({ actor: 'everybody', subject: 'slip-5' }));
  });

  it('is for the household it is about', async () => {
    const [own, other] = [(await herder(api, 'WRYT', 'H002')).headers, (await herder(api, 'WRYT', 'H003')).headers];
    expect((await api.get(`${EVENTS}/e-0029/slip`, own)).status).toBe(200);
    expect((await api.get(`${EVENTS}/e-0029/slip`, other)).status).toBe(404);
    expect((await api.send('POST', `${EVENTS}/e-0029/slip/prints`, undefined, own)).status).toBe(403);
    expect((await api.get(`${EVENTS}/none/slip`)).body).toMatchObject({ code: 'event_unknown' });
  });
});
