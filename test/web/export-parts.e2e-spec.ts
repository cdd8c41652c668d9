/**
 * A season with more statements than a file holds is printed in parts from the page and over the API.
 *
 * @runs sqlite
 */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { STATEMENTS_MAX } from '../../src/exports/pdf/pdf.service';
import { ACTIVE_STATES, type JobView } from '../../src/jobs/job';
import { openSite, type Reader, type Site } from '../support/site';

const EXPORTS = '/c/WRYT/exports';
const JOBS = '/api/v1/cooperatives/WRYT/jobs';
const SEASON = '2025-winter';

const terms = { title: 'retained', handout: [{ class: 'ewe', count: 10 }], obligations: [{ id: 'dams', rule: 'return_same' }] }; // prettier-ignore

/** So many households with a contract each. */
function* more(count: number): Generator<string> {
  const [cooperative, from, to] = ['WRYT', '2025-12-01', '2028-11-30'];
  yield `${JSON.stringify({ type: 'book', format: 1 })}\n`;
  for (let n = 1; n <= count; n++) {
    yield `${JSON.stringify({ type: 'household', cooperative, code: `P${n}`, name: `牧户${n}` })}\n`;
    yield `${JSON.stringify({ type: 'contract', cooperative, number: `P-${n}`, household: `P${n}`, from, to, terms })}\n`;
    const handover = { kind: 'handover', heads: [{ class: 'ewe', count: 10 }] };
    yield `${JSON.stringify({ type: 'event', cooperative, contract: `P-${n}`, id: `p-${n}`, on: from, ...handover })}\n`;
  }
}

describe('printed statements of a large season', () => {
  let site: Site;
  let auditor: Reader;
  beforeAll(async () => {
    site = await openSite();
    await site.app.get(ImportService).import(Readable.from(more(STATEMENTS_MAX)), 'operator', quietRun());
    auditor = await site.reader('sheng', 'auditor');
  });
  afterAll(() => site.close());

  /** Over the API, so that a test need not know whether a page waited for it. */
  const ended = async (path: string): Promise<JobView> => {
    for (let looks = 0; looks < 300; looks++) {
      const { body } = await site.app.inject({ url: path, headers: auditor.person.headers });
      const job = JSON.parse(body) as JobView;
      if (!ACTIVE_STATES.includes(job.state)) return job;
      await wait(100);
    }
    throw new Error(`${path} does not end`);
  };
  const ofPage = async (form: Readonly<Record<string, string>>): Promise<JobView> => {
    expect((await auditor.post(EXPORTS, { season: SEASON, ...form })).status).toBe(303);
    const { body } = await site.app.inject({ url: `${JOBS}?limit=1`, headers: auditor.person.headers });
    const [last] = (JSON.parse(body) as { items: JobView[] }).items;
    return ended(`${JOBS}/${last?.id}`);
  };

  it('offer a choice of the part, and only they do', async () => {
    const { html } = await auditor.get(`${EXPORTS}?season=${SEASON}`);
    expect(html.match(/<select name="part"/g)).toHaveLength(1);
    expect(html).toContain('<option value="2">第 2 部分，共 2 部分</option>');
    expect((await auditor.get(`${EXPORTS}?season=2022-summer`)).html).not.toContain('name="part"');
    expect((await auditor.get(EXPORTS)).html).not.toContain('name="part"');
  });

  it('come in the part that was chosen, with its number in the name', async () => {
    const job = await ofPage({ file: 'statements.pdf', part: '2' });
    expect(job).toMatchObject({ state: 'done', part: 2, file: { name: `WRYT-statements-${SEASON}-2.pdf` } });
    expect((await auditor.get('/c/WRYT/jobs')).html).toContain('PDF · 第 2 部分');
    for (const part of ['0', '1.5', 'two', '10001'])
      expect((await auditor.post(EXPORTS, { file: 'statements.pdf', season: SEASON, part })).status).toBe(400);
  });

  it('leave other files whole, whatever part is chosen beside them', async () => {
    const job = await ofPage({ file: 'lines.csv', part: '2' });
    expect(job).toMatchObject({ state: 'done', file: { name: `WRYT-lines-${SEASON}.csv` } });
    expect(job).not.toHaveProperty('part');
  });

  it('are asked for part by part over the API, and refused as a whole', async () => {
    const ask = (body: object) =>
      // prettier-ignore
      site.app.inject({ method: 'POST', url: `${JOBS}/exports`, headers: auditor.person.headers, payload: body });
    const asked = async (body: object): Promise<JobView> => ended(String((await ask(body)).headers['location']));
    const statements = { what: 'statements', format: 'pdf', season: SEASON };
    expect(await asked(statements)).toMatchObject({ state: 'failed', error: 'too_many_statements' });
    expect((await auditor.get('/c/WRYT/jobs')).html).toMatch(/最多放 \d+ 份对账单，这里有 \d+ 份；请分 \d+ 部分打印/);
    expect(await asked({ ...statements, part: 3 })).toMatchObject({
      part: 3,
      state: 'failed',
      error: 'choice_invalid',
    });
    expect((await ask({ ...statements, what: 'lines', format: 'csv', part: 1 })).statusCode).toBe(400);
    expect((await ask({ ...statements, part: 0 })).statusCode).toBe(400);
  });
});
