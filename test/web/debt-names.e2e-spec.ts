/** @runs sqlite */
import { openSite, textOf, type Reader, type Site } from '../support/site';

const HOME = '/c/WRYT';
const CONTRACT = `${HOME}/contracts/WRYT-2022-002`;

describe('what an event settles is called by its animals wherever it is shown', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  let waiver: string;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
    branch = await site.reader('bateer', 'branch');
    const sent = { id: 'w-1', on: '2026-02-20', obligation: 'lambs', quantity: '1', reason: '旱灾' };
    expect((await clerk.post(`${CONTRACT}/events/new?kind=waiver`, sent)).status).toBe(303);
    const row = await site.database.reads.get<{ id: number }>("select id from proposal where subject = 'w-1'");
    waiver = `${HOME}/proposals/${row?.id}`;
  });
  afterAll(() => site.close());

  /** What its readers see, and what they never should. */
  const shown = async (address: string, lang = 'zh-CN'): Promise<string> => {
    const { status, html } = await branch.get(`${address}${address.includes('?') ? '&' : '?'}lang=${lang}`);
    const text = textOf(html);
    expect([address, status, /\b(?:lambs|dams)\b/.exec(text)?.[0]]).toEqual([address, 200, undefined]);
    return text;
  };

  it('among the slips, and in the file of the list', async () => {
    expect(await shown(`${HOME}/slips?kind=lamb_return`)).toContain('→ 羔羊');
    expect(await shown(`${HOME}/slips?kind=take_back`)).toContain('→ 母羊、种公羊');
    expect(await shown(`${HOME}/slips?kind=lamb_return`, 'mn')).toContain('→ Хурга');
    expect(await shown(`${HOME}/lists/slips.csv?kind=lamb_return`)).toContain('→ 羔羊');
  });

  it('in the file of a timeline, and above the photos of an event', async () => {
    expect(await shown(`${HOME}/lists/events.csv?contract=WRYT-2022-002`)).toContain('→ 羔羊');
    expect(await shown(`${CONTRACT}/events/e-0039/files`)).toContain('→ 羔羊');
  });

  it('among the proposals, on the page of one with the lines that it would change, and in the file', async () => {
    expect(await shown(`${HOME}/proposals`)).toContain('→ 羔羊');
    expect(await shown(`${HOME}/lists/proposals.csv`)).toContain('→ 羔羊');
    const text = await shown(waiver);
    expect(text).toContain('→ 羔羊');
    expect(text).toContain('应还牲畜（羔羊）');
  });

  it('also where an amendment that waits adds the debt', async () => {
    const contract = await site.database.reads.get<{ terms: string }>(
      "select terms from contract where number = 'WRYT-2022-002'",
    );
    const terms = JSON.parse(contract?.terms ?? '{}') as { obligations: object[] };
    const kids = { id: 'kids-more', rule: 'fixed_total', class: 'kid', quantity: 4, schedule: { kind: 'at_end' } };
    const event = { id: 'a-1', kind: 'amendment', on: '2026-02-21', terms: { ...terms, obligations: [...terms.obligations, kids] } }; // prettier-ignore
    const answer = await site.app.inject({
      method: 'POST',
      url: '/api/v1/cooperatives/WRYT/contracts/WRYT-2022-002/events',
      headers: { ...clerk.person.headers, 'content-type': 'application/json' },
      payload: JSON.stringify(event),
    });
    expect(answer.statusCode).toBe(202);
    const text = await shown(`${HOME}/proposals/${(JSON.parse(answer.body) as { id: number }).id}`);
    expect(text).toContain('应还牲畜（山羊羔）');
  });

  it('asks the database as often for a page of many slips as for one of few', async () => {
    const asked = jest.spyOn(site.database.reads, 'all');
    const queries: number[] = [];
    for (const kind of ['take_back', 'lamb_return']) {
      asked.mockClear();
      await shown(`${HOME}/slips?kind=${kind}`);
      queries.push(asked.mock.calls.length);
    }
    asked.mockRestore();
    expect(queries[0]).toBeGreaterThan(0);
    expect(queries[0]).toBe(queries[1]);
  });
});
