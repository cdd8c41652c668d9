import { createHash } from 'node:crypto';
import { openApi, WRYT, type Api } from '../support/api';

const KEYS = [
  'contract',
  'cooperative',
  'household',
  'line',
  'quantity',
  'season',
  'section',
  'statement',
  'subject',
  'unit',
];

interface Statement {
  readonly number: string;
  readonly season: string;
  readonly contract: string;
  readonly household: string;
  readonly status: string;
  readonly sha256: string;
  readonly lines: readonly Record<string, string>[];
}

/** The hash as anyone can compute it from the answer alone: canonical JSON of the lines of the `lines` export, without the status. */
function hashOf(s: Statement): string {
  const { season, contract, household } = s;
  const lines = s.lines.map((l) => ({ ...l, cooperative: 'WRYT', season, contract, household, statement: s.number }));
  return createHash('sha256').update(JSON.stringify(lines, KEYS)).digest('hex');
}

describe('a statement carries its hash and the head of the chain', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  it('of a closed season, frozen', async () => {
    const path = `${WRYT}/statements/2025-summer/WRYT-2022-002`;
    const { status, body } = await api.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: '2025-summer/WRYT-2022-002',
      status: 'closed_unconfirmed',
      household: 'H002',
    });
    expect(hashOf(body as Statement)).toBe(body.sha256);
    const head = (await api.get(`${WRYT}/chain`)).body;
    expect(body.chain).toEqual({ seq: head.seq, hash: head.hash });
    await api.record({ id: 's-1', kind: 'cash_in', on: '2025-10-01', amount: '5' });
    const { body: after } = await api.get(path);
    expect(after).toEqual({ ...body, chain: after.chain });
    expect(after.chain.seq).toBe((head.seq as number) + 1);
  });

  it('of the open season, a draft that follows the facts', async () => {
    const path = `${WRYT}/statements/2025-winter/WRYT-2022-002`;
    const before = (await api.get(path)).body as Statement;
    expect(before.status).toBe('draft');
    expect(hashOf(before)).toBe(before.sha256);
    await api.record({ id: 's-2', kind: 'cash_in', on: '2026-02-01', amount: '5' });
    const after = (await api.get(path)).body as Statement;
    expect(after.sha256).not.toBe(before.sha256);
    await api.record({ id: 's-3', kind: 'reversal', of: 's-2', reason: '重复' });
    expect(((await api.get(path)).body as Statement).sha256).toBe(before.sha256);
  });

  it('for every contract of a season, page by page', async () => {
    const all = (await api.get(`${WRYT}/statements?season=2025-summer`)).body.items as Statement[];
    expect(all.map((s) => s.contract)).toEqual(['WRYT-2022-001', 'WRYT-2022-002', 'WRYT-2023-003']);
    const seen: Statement[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor = next === '' ? '' : `&cursor=${next}`;
      const page = await api.get(`${WRYT}/statements?season=2025-summer&limit=1${cursor}`);
      seen.push(...(page.body.items as Statement[]));
      next = page.body.next as string | undefined;
    }
    expect(seen).toEqual(all);
    // The third contract began later.
    const first = (await api.get(`${WRYT}/statements?season=2022-summer`)).body.items as Statement[];
    expect(first.map((s) => s.contract)).toEqual(['WRYT-2022-001', 'WRYT-2022-002']);
  });

  it('is not there for a contract that the season does not touch', async () => {
    expect(await api.get(`${WRYT}/statements/2022-summer/WRYT-2023-003`)).toMatchObject({
      status: 404,
      body: { code: 'statement_unknown' },
    });
    expect(await api.get(`${WRYT}/statements/nope/WRYT-2023-003`)).toMatchObject({
      status: 404,
      body: { code: 'season_unknown' },
    });
    expect(await api.get(`${WRYT}/statements/2022-summer/nope`)).toMatchObject({
      status: 404,
      body: { code: 'contract_unknown' },
    });
    expect(await api.get(`${WRYT}/statements`)).toMatchObject({ status: 400, body: { code: 'field_required' } });
  });
});
