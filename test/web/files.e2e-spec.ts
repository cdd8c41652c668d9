/**
 * Photos and papers by page: with an entry, added to it afterwards, given back; and what is refused leaves nothing behind.
 *
 * @runs sqlite
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { MAX_FILE_BYTES, MAX_FILES_AT_ONCE } from '../../src/attachments/attachments.service';
import { FileStore } from '../../src/attachments/file-store';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { MAX_FORM_BYTES } from '../../src/edge/files-form';
import { herder, person } from '../support/people';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';
import { fileOf, formOf, hashOf, type Upload } from '../support/upload';

const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';
const ENTRY = `${CONTRACT}/events/new?kind=cash_in`;

describe('photos and papers by page', () => {
  let site: Site;
  let clerk: Reader;
  let folder: string;
  let entries = 0;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
    ({ folder } = site.app.get(FileStore));
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const enter = (files: readonly Upload[], more: Record<string, string> = {}): Promise<Got> =>
    clerk.upload(ENTRY, { id: `photo-${++entries}`, on: '2026-02-27', amount: String(100 + entries), note: '双羔 “𠮷”', ...more }, files); // prettier-ignore
  /** Everything that is kept: names on disk, and rows. */
  const kept = async (): Promise<unknown> => [
    existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).toSorted() : [],
    (await site.database.reads.all('select sha256 from attachment order by sha256')).length,
  ];
  const lineOf = async (id: string): Promise<{ evidence?: string[]; note?: string } | undefined> => {
    const row = await site.database.reads.get<{ line: string }>('select line from book_record where event_id = ?', [id]); // prettier-ignore
    return row && (JSON.parse(row.line) as { evidence?: string[] });
  };

  it('come with an entry: the event names them by their SHA-256, so that they are in the chain', async () => {
    const [photo, paper] = [fileOf('jpg', 3_000), fileOf('pdf')];
    const files = [{ name: '接羔 照片.jpg', bytes: photo }, { name: '单据.pdf', bytes: paper }]; // prettier-ignore
    const sent = await enter(files, { evidence: '纸质登记第12页' });
    expect([sent.status, sent.headers['location']]).toEqual([303, CONTRACT]);
    expect(await lineOf('photo-1')).toMatchObject({
      note: '双羔 “𠮷”',
      evidence: ['纸质登记第12页', hashOf(photo), hashOf(paper)],
    });
    expect(textOf((await clerk.get(CONTRACT)).html)).toContain('照片和纸件（2）');
    const page = await clerk.get(`${CONTRACT}/events/photo-1/files`);
    expect(page.html).toContain(`<img src="${CONTRACT}/files/${hashOf(photo)}" alt="收款 2026-02-27: 接羔 照片.jpg"`);
    expect(textOf(page.html)).toMatch(/接羔 照片\.jpg 写在记录里 3 kB · 娜仁 · 2026-03-01/);
    expect(textOf(page.html)).toContain('单据.pdf 写在记录里');
    expect(page.html.match(/<img/g)).toHaveLength(1);
    // The same form again is the same entry.
    const [again] = [await clerk.upload(ENTRY, { id: 'photo-1', on: '2026-02-27', amount: '101', note: '双羔 “𠮷”', evidence: '纸质登记第12页' }, files)]; // prettier-ignore
    expect([again.status, (await lineOf('photo-1'))?.evidence?.length]).toEqual([303, 3]);
  });

  it('are given back as downloads that no browser opens as a page', async () => {
    const bytes = fileOf('jpg', 500);
    await enter([{ name: '页面.html', bytes, type: 'text/html' }]);
    const got = await clerk.get(`${CONTRACT}/files/${hashOf(bytes)}`);
    expect(got).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'image/jpeg',
        'content-disposition': `attachment; filename="__.html.jpg"; filename*=UTF-8''${encodeURIComponent('页面.html.jpg')}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'no-store',
      },
    });
    for (const hash of ['0'.repeat(64), 'x', '..%2f..%2fetc'])
      expect((await clerk.get(`${CONTRACT}/files/${hash}`)).status).toBe(404);
    expect((await clerk.get(`/c/WRYT/contracts/WRYT-2022-001/files/${hashOf(bytes)}`)).status).toBe(404);
  });

  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  it.each([
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), '只能保存照片'],
    ['a drawing', svg, '只能保存照片'],
    ['an archive', Buffer.from('504b030414000000', 'hex'), '只能保存照片'],
    ['nothing', Buffer.alloc(0), '文件是空的'],
    ['a photo that is too large', fileOf('jpg', MAX_FILE_BYTES + 1), '文件超过 5 MB'],
    ['a photo that is far too large', fileOf('jpg', 2 * MAX_FILE_BYTES), '文件超过 5 MB'],
  ])('%s that calls itself a photo is refused at the field; what was typed stays', async (_what, bytes, message) => {
    const before = await kept();
    const refused = await enter([{ name: '好.png', bytes: fileOf('png') }, { name: '坏.jpg', bytes }]); // prettier-ignore
    expect(refused.status).toBe(422);
    expect(textOf(refused.html)).toContain(`坏.jpg：${message}`);
    expect(refused.html).toContain('id="f-files[1]"');
    expect(refused.html).toContain('双羔 “𠮷”');
    expect(textOf(refused.html)).toContain('请重新选择：好.png、坏.jpg');
    expect(await lineOf(`photo-${entries}`)).toBeUndefined();
    expect(await kept()).toEqual(before);
  });

  it.each([MAX_FILES_AT_ONCE + 1, 2 * MAX_FILES_AT_ONCE + 3])('%i files at once are too many', async (count) => {
    const before = await kept();
    const refused = await enter(Array.from({ length: count }, (_, i) => ({ name: `${i}.png`, bytes: fileOf('png') })));
    expect([refused.status, textOf(refused.html)]).toEqual([422, expect.stringContaining('最多 5 个')]);
    expect(refused.html).toContain('双羔 “𠮷”');
    expect(await kept()).toEqual(before);
  });

  it('are not kept when the entry itself is refused, or is looked at once more', async () => {
    const before = await kept();
    const files = [{ name: '照片.png', bytes: fileOf('png') }];
    for (const [more, status] of [
      [{ amount: 'viele' }, 422],
      [{ on: '2027-01-01' }, 422],
      [{ _more: 'heads' }, 200],
      [{ amount: '101', note: '再记一次' }, 200],
    ] as const) {
      const shown = await enter(files, more);
      expect([more, shown.status, textOf(shown.html)]).toEqual([more, status, expect.stringContaining('请重新选择：照片.png')]); // prettier-ignore
      expect(await kept()).toEqual(before);
    }
  });

  it('a form without a chosen file is a form like any other', async () => {
    expect((await enter([{ name: '', bytes: Buffer.alloc(0), type: 'application/octet-stream' }])).status).toBe(303);
    expect((await lineOf(`photo-${entries}`))?.evidence).toBeUndefined();
  });

  it('are added to an entry afterwards, and stay', async () => {
    const path = `${CONTRACT}/events/photo-1/files`;
    const bytes = fileOf('webp');
    expect((await clerk.upload(path, {}, [{ name: '补.webp', bytes }])).headers['location']).toBe(path);
    expect(textOf((await clerk.get(path)).html)).toMatch(/已保存 1 个文件.*补\.webp 后来添加/);
    // Once more is no more.
    expect((await clerk.upload(path, {}, [{ name: '补.webp', bytes }])).status).toBe(303);
    const before = await kept();
    const none = await clerk.upload(path, {}, []);
    expect([none.status, textOf(none.html)]).toEqual([422, expect.stringContaining('必')]);
    const elsewhere = await clerk.upload(`${CONTRACT}/events/photo-2/files`, {}, [{ name: '补.webp', bytes }]);
    expect([elsewhere.status, textOf(elsewhere.html)]).toEqual([
      422,
      expect.stringContaining('附在本合同的另一笔记录上'),
    ]);
    expect((await clerk.upload(`${CONTRACT}/events/none/files`, {}, [{ name: 'x.png', bytes: fileOf('png') }])).status).toBe(404); // prettier-ignore
    expect(await kept()).toEqual(before);
    expect(textOf((await clerk.get(`${CONTRACT}/files`)).html)).toContain('补.webp 所属记录');
  });

  it('go with an entry that waits for a second person', async () => {
    const bytes = fileOf('png');
    const waits = await clerk.upload(
      `${CONTRACT}/events/new?kind=penalty`,
      { id: 'fine-1', on: '2026-02-01', amount: '10', reason: '迟还', cause: '迟还' },
      [{ name: '通知.png', bytes }],
    );
    expect(waits.status).toBe(303);
    const page = textOf((await clerk.get(`${CONTRACT}/events/fine-1/files`)).html);
    expect(page).toMatch(/这笔记录还在等待批准.*通知\.png/);
    // Whoever approves looks at it first.
    const branch = await site.reader('书记', 'branch');
    const [, proposal = ''] = /proposals\/(\d+)/.exec((await branch.get('/c/WRYT/proposals')).html) ?? [];
    const asked = await branch.get(`/c/WRYT/proposals/${proposal}`);
    expect(asked.html).toContain(`href="${CONTRACT}/files/${hashOf(bytes)}"`);
  });

  it('a form from elsewhere is refused before its files are read, and other pages take none', async () => {
    const before = await kept();
    const file = { name: 'a.png', bytes: fileOf('png') };
    for (const _csrf of ['', 'x', '0'.repeat(43)])
      expect((await clerk.upload(ENTRY, { _csrf, id: 'forged' }, [file])).status).toBe(403);
    const { type, body } = formOf({ id: 'forged', _csrf: clerk.person.headers['x-csrf-token'] ?? '' }, [file]);
    const broken = await clerk.post(ENTRY, {}, { 'content-type': type, 'sec-fetch-site': 'same-origin' });
    expect(broken.status).toBe(400);
    const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { 'content-type': type, cookie, accept: 'text/html' };
    const late = await site.app.inject({ method: 'POST', url: ENTRY, headers, payload: body });
    expect(late.statusCode).toBe(403);
    for (const path of [`${CONTRACT}/events/photo-1/slip`, '/c/WRYT/households/new', '/account'])
      expect((await clerk.upload(path, {}, [file])).status).toBe(415);
    expect(await lineOf('forged')).toBeUndefined();
    expect(await kept()).toEqual(before);
  });

  it('are shown to those who see the contract; auditors add none, and neighbours know of none', async () => {
    const bytes = fileOf('png');
    await enter([{ name: '给谁看.png', bytes }]);
    const [file, page] = [`${CONTRACT}/files/${hashOf(bytes)}`, `${CONTRACT}/events/photo-${entries}/files`];
    const auditor = await site.reader('审计', 'auditor');
    expect((await auditor.get(file)).status).toBe(200);
    expect((await auditor.get(page)).html).not.toContain('type="file"');
    expect((await auditor.upload(page, {}, [{ name: 'x.png', bytes: fileOf('png') }])).status).toBe(403);
    const seen = async (household: string): Promise<number> =>
      (await site.app.inject({ url: file, headers: (await herder(site, 'WRYT', household)).headers })).statusCode;
    expect([await seen('H002'), await seen('H003')]).toEqual([200, 404]);
    expect((await site.visitor().get(file)).status).toBe(303);
    const { headers } = await person(site, '路人', 'WRYT', 'administrator');
    expect((await site.app.inject({ method: 'POST', url: page, headers })).statusCode).toBe(403);
  });

  it('a form whose end never came is refused, and leaves nothing', async () => {
    const before = await kept();
    const fields = { _csrf: clerk.person.headers['x-csrf-token'] ?? '', id: 'torn', on: '2026-02-27', amount: '7' };
    const { type, body } = formOf(fields, [{ name: 'torn.jpg', bytes: fileOf('jpg', 5_000) }]);
    const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { 'content-type': type, cookie, accept: 'text/html' };
    for (const payload of [body.subarray(0, -20), body.subarray(0, -500), body.subarray(0, 300)])
      expect((await site.app.inject({ method: 'POST', url: ENTRY, headers, payload })).statusCode).toBe(400);
    expect(await lineOf('torn')).toBeUndefined();
    expect(await kept()).toEqual(before);
  });

  it('a form of 100 MB is not read to its end', async () => {
    const before = await kept();
    const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
    const { type, body } = formOf({ _csrf: clerk.person.headers['x-csrf-token'] ?? '', id: 'huge', on: '2026-02-27', amount: '7' }, [{ name: 'huge.jpg', bytes: fileOf('jpg', 100_000_000) }]); // prettier-ignore
    let read = 0;
    site.app
      .getHttpServer()
      .once('connection', (socket: Socket) => socket.on('close', () => (read = socket.bytesRead)));
    const status = await new Promise<number | undefined>((resolve) => {
      let status: number | undefined;
      const headers = { 'content-type': type, 'content-length': body.length, cookie, accept: 'text/html' };
      const asked = request(`${site.url}${ENTRY}`, { method: 'POST', headers });
      asked.on('response', (response) => {
        status = response.statusCode;
        response.resume();
      });
      asked.on('close', () => resolve(status));
      asked.on('error', () => undefined);
      asked.end(body);
    });
    expect([undefined, 422]).toContain(status);
    expect(read).toBeGreaterThan(MAX_FILE_BYTES);
    expect(read).toBeLessThan(MAX_FORM_BYTES + 2_000_000);
    expect(await lineOf('huge')).toBeUndefined();
    expect(await kept()).toEqual(before);
  });

  it('verify finds a file that was changed', async () => {
    const bytes = fileOf('png');
    await enter([{ name: '证.png', bytes }]);
    const fault = async (): Promise<unknown> => (await site.app.get(VerifyService).verify(quietRun())).fault;
    expect(await fault()).toBeUndefined();
    const path = join(folder, hashOf(bytes).slice(0, 2), hashOf(bytes));
    writeFileSync(path, fileOf('png'));
    expect(await fault()).toMatchObject({ code: 'attachment_damaged', what: expect.stringContaining('证.png') });
    expect((await clerk.get(`${CONTRACT}/files/${hashOf(bytes)}`)).status).toBe(500);
  });
});
