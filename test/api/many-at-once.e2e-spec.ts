import { openApi, WRYT, type Answer, type Api } from '../support/api';

const EVENTS = `${WRYT}/contracts/WRYT-2022-002/events`;

interface Item {
  readonly seq: number;
  readonly bookedOn: string;
  readonly late: boolean;
  readonly event: { readonly id: string };
}

async function allEvents(api: Api, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ;) {
    const page = await api.get(`${EVENTS}?limit=200${cursor}`);
    items.push(...(page.body.items as Item[]));
    if (page.body.next === undefined) return items.filter((i) => i.event.id.startsWith(prefix));
    cursor = `&cursor=${page.body.next as string}`;
  }
}

const received = async (api: Api, season: string): Promise<string | undefined> => {
  const { body } = await api.get(`${WRYT}/statements/${season}/WRYT-2022-002`);
  return (body.lines as { section: string; line: string; quantity: string }[]).find(
    (l) => l.section === 'cash' && l.line === 'received',
  )?.quantity;
};

describe('many clerks record at once', () => {
  let api: Api;
  beforeEach(async () => {
    api = await openApi();
  });
  afterEach(() => api.close());

  it('loses none of 200 and keeps no half of the quarter that fails', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const good = { id: `m-${i}`, kind: 'cash_in', on: '2026-02-01', amount: '1.00' };
        const heads = [{ class: 'ewe', count: 5000 }];
        return api.record(i % 4 === 3 ? { id: `m-${i}`, kind: 'take_back', on: '2026-02-01', heads } : good);
      }),
    );
    const ok = answers.flatMap((a, i) => (a.status === 201 ? [`m-${i}`] : []));
    expect(ok).toHaveLength(150);
    expect(answers.filter((a) => a.status === 422 && a.body.code === 'stock_negative')).toHaveLength(50);
    const kept = await allEvents(api, 'm-');
    expect(kept.map((i) => i.event.id).sort()).toEqual([...ok].sort());
    const seqs = answers.filter((a) => a.status === 201).map((a) => a.body.seq as number);
    expect([...seqs].sort((a, b) => a - b)).toEqual(kept.map((i) => i.seq));
    const first = kept[0]?.seq as number;
    expect(kept.map((i) => i.seq)).toEqual(kept.map((_, i) => first + i));
    expect(await received(api, '2025-winter')).toBe('-150.00');
    expect(await api.fault()).toBeUndefined();
  });

  it('records an event once that is sent 50 times', async () => {
    const event = { id: 'once', kind: 'cash_in', on: '2026-02-01', amount: '7.00' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.record(event)));
    const count = (status: number): number => answers.filter((a) => a.status === status).length;
    expect([count(201), count(200)]).toEqual([1, 49]);
    expect(answers.filter((a) => a.headers['idempotent-replayed'] === 'true').every((a) => a.status === 200)).toBe(
      true,
    );
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1);
    expect(await allEvents(api, 'once')).toHaveLength(1);
    expect(await received(api, '2025-winter')).toBe('-7.00');
  });

  it('gives one of two different contents under one id, and the other a conflict', async () => {
    const event = (amount: string): object => ({ id: 'two', kind: 'cash_in', on: '2026-02-01', amount });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => api.record(event(`${1 + (i % 2)}.00`))));
    expect(answers.map((a) => a.status).sort()).toEqual([
      ...Array<number>(9).fill(200),
      201,
      ...Array<number>(10).fill(409),
    ]);
    expect(await api.fault()).toBeUndefined();
  });

  it('leaves nothing behind the lock when a season closes among incoming events', async () => {
    await api.send('POST', `${WRYT}/seasons`, { code: '2026-summer', from: '2026-06-01', to: '2026-11-30' });
    const closing = await api.send('POST', `${WRYT}/settlements`, { season: '2025-winter', close: true });
    const post = (i: number): Promise<Answer> =>
      api.record({ id: `c-${i}`, kind: 'cash_in', on: '2026-02-01', amount: '1.00' });
    const work: Promise<Answer>[] = [];
    let isClosed = false;
    const approval = (): Promise<Answer> => api.approve(closing).finally(() => (isClosed = true));
    // Some come before the closing, some while it is on its way, however long that takes, and some after it.
    let left = 20;
    for (let i = 0; left > 0; i++) {
      work.push(post(i));
      if (i === 40) work.push(approval());
      if (isClosed) left -= 1;
      // As fast as they are answered, and no faster.
      if (i % 10 === 9) await work.at(-1);
    }
    const count = work.length - 1;
    const answers = await Promise.all(work);
    expect(answers.map((a) => a.status).filter((s) => s !== 201)).toEqual([200]);
    const { closed, closedSeq } = (await api.get(`${WRYT}/seasons/2025-winter`)).body;
    expect(closed).toBe(true);
    const events = await allEvents(api, 'c-');
    expect(events).toHaveLength(count);
    for (const e of events) {
      const isBefore = e.seq < closedSeq;
      expect([e.late, e.bookedOn]).toEqual(isBefore ? [false, '2026-02-01'] : [true, '2026-06-01']);
    }
    const inTime = events.filter((e) => e.seq < closedSeq).length;
    expect(inTime).toBeGreaterThan(0);
    expect(inTime).toBeLessThan(count);
    expect(await received(api, '2025-winter')).toBe(`-${inTime}.00`);
    expect(await api.fault()).toBeUndefined();
  });
});
