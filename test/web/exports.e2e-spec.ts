/** @runs sqlite */
import { createHash } from 'node:crypto';
import { OFFERS } from '../../src/exports/list';
import { pagesOf, pdfReadersAvailable } from '../support/pdf';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';

const read = pdfReadersAvailable() ? it : it.skip;

const EXPORTS = '/c/WRYT/exports';
const CLOSED = '2022-summer';

describe('exports as files', () => {
  let site: Site;
  let auditor: Reader;
  beforeAll(async () => {
    site = await openSite();
    auditor = await site.reader('sheng', 'auditor');
  });
  afterAll(() => site.close());

  it('are listed with the season and the day that were chosen', async () => {
    expect(textOf((await auditor.get(EXPORTS)).html)).toContain('先选结算季');
    const { html } = await auditor.get(`${EXPORTS}?season=${CLOSED}&known=2026-01-31`);
    for (const { what, formats } of OFFERS)
      for (const format of formats) expect(html).toContain(`name="file" value="${what}.${format}"`);
    expect(html).toContain(`<input type="hidden" name="season" value="${CLOSED}"/>`);
    expect(html).toContain('<input type="hidden" name="known" value="2026-01-31"/>');
    expect((await auditor.get(`${EXPORTS}?known=yesterday`)).status).toBe(400);
  });

  /** Asks for a file as the page does, and follows to it. */
  const fileOf = async (file: string, season = '', known = '', reader = auditor): Promise<Got> => {
    const asked = await reader.post(EXPORTS, { file, season, known });
    expect([file, asked.status, asked.headers['location']]).toEqual([
      file,
      303,
      expect.stringMatching(/jobs\/\d+\/file$/),
    ]);
    return reader.get(String(asked.headers['location']));
  };

  const files = OFFERS.flatMap(({ what, formats, isWhole }) =>
    formats.map((format) => [what, format, isWhole] as const),
  );

  it.each(files)(
    '%s.%s comes whole, with its type and name, and without personal data',
    async (what, format, isWhole) => {
      const { status, headers: { location } } = await auditor.post(EXPORTS, { file: `${what}.${format}`, season: CLOSED }); // prettier-ignore
      expect([status, location]).toEqual([303, expect.stringMatching(/^\/c\/WRYT\/jobs\/\d+\/file$/)]);
      const { rawPayload, headers, statusCode } = await site.app.inject({
        url: String(location),
        headers: { accept: 'text/html', ...auditor.person.headers },
      });
      expect(statusCode).toBe(200);
      expect(Number(headers['content-length'])).toBe(rawPayload.length);
      const name = [`WRYT-${what}`, ...(isWhole ? [] : [CLOSED])].join('-');
      expect(headers['content-disposition']).toContain(`filename="${name}.${format}"`);
      expect(headers['sureg-chain-head']).toMatch(/^\d+:[0-9a-f]{64}$/);
      const magic: Record<string, string> = { pdf: '%PDF', zip: 'PK', xlsx: 'PK' };
      expect(rawPayload.subarray(0, 4).toString('latin1')).toContain(magic[format] ?? '');
      expect(rawPayload.length).toBeGreaterThan(0);
      if (magic[format] === undefined) expect(rawPayload.toString('utf8')).not.toMatch(/"phone"|\b1[3-9]\d{9}\b/);
    },
  );

  it('show what was known on a day, whatever came since', async () => {
    const ask = async (): Promise<string> => (await fileOf('entries.jsonl', '', '2026-03-01')).html;
    const before = await ask();
    site.clock.set('2026-03-05T00:00:00.000Z');
    const clerk = await site.reader('sarna', 'clerk');
    const typed = { id: 'e-late', on: '2026-03-04', amount: '77.77', method: '现金' };
    expect((await clerk.post('/c/WRYT/contracts/WRYT-2022-002/events/new?kind=cash_in', typed)).status).toBe(303);
    auditor = await site.reader('sheng2', 'auditor');
    expect(await ask()).toBe(before);
    expect((await fileOf('entries.jsonl')).html).toContain('77.77');
  });

  read(
    'call households on the public notice as the cooperative decided, and as known before by the names of then',
    async () => {
      const notice = async (known = ''): Promise<string> => {
        const { headers } = await auditor.post(EXPORTS, { file: 'notice.pdf', season: CLOSED, known });
        const url = String(headers['location']);
        const { rawPayload } = await site.app.inject({ url, headers: auditor.person.headers });
        return pagesOf(rawPayload).join(' ');
      };
      expect(await notice()).toMatch(/1 王\* WRYT/);
      const offered = async (known = ''): Promise<string> => textOf((await auditor.get(`${EXPORTS}?season=${CLOSED}&known=${known}`)).html); // prettier-ignore
      expect(await offered()).toContain('公示（打印） 牧户写作：隐去名字（王*）');
      site.clock.set('2026-03-07T00:00:00.000Z');
      const boss = await site.reader('boss', 'administrator');
      auditor = await site.reader('sheng3', 'auditor');
      expect((await boss.post('/c/WRYT/settings/notices', { version: '0', names: 'nobody' })).status).toBe(422);
      expect((await auditor.post('/c/WRYT/settings/notices', { version: '0', names: 'full' })).status).toBe(403);
      expect((await boss.post('/c/WRYT/settings/notices', { version: '0', names: 'code' })).status).toBe(303);
      expect((await boss.post('/c/WRYT/settings/notices', { version: '0', names: 'full' })).status).toBe(422);
      expect((await boss.get('/c/WRYT/settings')).html).toMatch(/<option value="code" selected/);
      expect(await notice()).toMatch(/1 H001 WRYT/);
      expect(await notice('2026-03-06')).toMatch(/1 王\* WRYT/);
      expect(await offered()).toContain('牧户写作：牧户编号');
      expect(await offered()).not.toContain('全名');
      expect(await offered('2026-03-06')).toContain('牧户写作：隐去名字（王*）');
      expect((await boss.post('/c/WRYT/settings/notices', { version: '1', names: 'full' })).status).toBe(303);
      expect(await offered()).toMatch(/公示（打印） 牧户写作：全名 .*会写出全名：张贴前请先确认/);
    },
  );

  it('that hold the trail are for auditors and administrators, who may read it', async () => {
    const clerk = await site.reader('sarna3', 'clerk');
    const { html } = await clerk.get(`${EXPORTS}?season=${CLOSED}`);
    expect(html).toContain('value="lines.csv"');
    for (const file of ['pack.zip', 'trail.csv', 'trail.jsonl']) {
      expect(html).not.toContain(`value="${file}"`);
      const season = file === 'pack.zip' ? CLOSED : '';
      expect([file, (await clerk.post(EXPORTS, { file, season })).status]).toEqual([file, 403]);
    }
  });

  it('without a place for it have the chain’s head beside them', async () => {
    const clerk = await site.reader('sarna4', 'clerk');
    const { html } = await fileOf('lines.csv', CLOSED, '', clerk);
    const list = (await clerk.get('/c/WRYT/jobs')).html;
    const [, path = ''] = /href="([^"]+\/file\/head)" download="WRYT-lines-2022-summer.csv.head.json"/.exec(list) ?? [];
    const { html: text, headers } = await clerk.get(path);
    expect(headers['content-disposition']).toContain('WRYT-lines-2022-summer.csv.head.json');
    const rows = await site.database.reads.all<{ head_seq: number; head_hash: string }>(`select head_seq, head_hash from cooperative where code = 'WRYT'`); // prettier-ignore
    expect(JSON.parse(text)).toEqual({
      file: 'WRYT-lines-2022-summer.csv',
      bytes: Buffer.byteLength(html),
      sha256: createHash('sha256').update(html).digest('hex'),
      asKnown: expect.any(String),
      heads: [
        { cooperative: 'WRYT', seq: rows[0]?.head_seq, hash: rows[0]?.head_hash, recordedAt: expect.any(String) },
      ],
    });
    await fileOf('entries.xlsx', CLOSED, '', clerk);
    expect((await clerk.get('/c/WRYT/jobs')).html).not.toContain('.xlsx.head.json');
  });

  it('that are not offered, or lack their season, are refused as pages', async () => {
    for (const file of ['nothing.csv', 'lines.pdf', 'book.csv', '..', 'lines', '']) {
      const answer = await auditor.post(EXPORTS, { file });
      expect([file, answer.status]).toEqual([file, 404]);
    }
    const missing = await auditor.post(EXPORTS, { file: 'pack.zip' });
    expect([missing.status, missing.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    expect((await auditor.post(EXPORTS, { file: 'lines.csv', season: 'nowhere' })).status).toBe(404);
    expect((await auditor.post(EXPORTS, { file: 'lines.csv', known: 'yesterday' })).status).toBe(400);
  });
});

describe('a paper is checked by anybody', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  const hashOf = async (season: string): Promise<string> => {
    const row = await site.database.reads.get<{ sha256: string }>(
      `select s.sha256 from statement s join season p on p.cooperative_id = s.cooperative_id and p.id = s.season_id
       join contract c on c.cooperative_id = s.cooperative_id and c.id = s.contract_id where p.code = ? and c.number = 'WRYT-2022-002'`,
      [season],
    );
    return row?.sha256 ?? '';
  };

  it('who is told whether it is genuine, and nothing that the paper does not say', async () => {
    const visitor = site.visitor();
    const sha256 = await hashOf(CLOSED);
    const answer = await visitor.get(`/verify/${CLOSED}/WRYT-2022-002/${sha256}`);
    expect([answer.status, textOf(answer.html).includes('真实，已结账')]).toEqual([200, true]);
    const names = await site.database.reads.all<{ name: string }>('select name from household');
    expect(names.length).toBeGreaterThan(2);
    for (const { name } of names) expect(answer.html).not.toContain(name);
    const wrong = `${sha256.startsWith('0') ? '1' : '0'}${sha256.slice(1)}`;
    const ways = [
      `/verify/${CLOSED}/WRYT-2022-002/${wrong}`,
      `/verify/${CLOSED}/WRYT-2022-001/${sha256}`,
      `/verify/2022-winter/WRYT-2022-002/${sha256}`,
      `/verify/nowhere/nothing/${sha256}`,
      `/verify/${CLOSED}/WRYT-2022-002/${sha256.toUpperCase()}x`,
    ];
    for (const way of ways) {
      const told = await visitor.get(way);
      expect([way, told.status, textOf(told.html).includes('查无此单')]).toEqual([way, 404, true]);
      expect(told.html).not.toContain('乌日音图雅');
    }
  });

  it('with a statement that facts have changed since it was presented', async () => {
    const clerk = await site.reader('sarna', 'clerk');
    const url = '/api/v1/cooperatives/WRYT/statements/2025-winter/WRYT-2022-002';
    const shown = await clerk.get(url, { accept: 'application/json' });
    const { sha256 } = JSON.parse(shown.html) as { sha256: string };
    const way = `/verify/2025-winter/WRYT-2022-002/${sha256}`;
    const told = async (): Promise<string> => textOf((await site.visitor().get(way)).html);
    expect(await told()).toContain('真实，与现在的账一致');
    const branch = await site.reader('bateer', 'branch', 'clerk');
    const presented = await site.app.inject({
      method: 'POST',
      url: `${url}/present`,
      headers: {
        ...branch.person.headers,
        'content-type': 'application/json',
        'if-match': String(shown.headers['etag']),
      },
      payload: '{}',
    });
    expect(presented.statusCode).toBeLessThan(300);
    const typed = { id: 'e-after', on: '2026-02-20', amount: '9', method: '现金' };
    expect((await clerk.post('/c/WRYT/contracts/WRYT-2022-002/events/new?kind=cash_in', typed)).status).toBe(303);
    expect(await told()).toContain('真实，但已有变化');
  });
});
