/**
 * What a household, a clerk or the branch has signed on paper, recorded by page: with the paper, about one content, void when that changes.
 *
 * @runs sqlite
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { FileStore } from '../../src/attachments/file-store';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { herder } from '../support/people';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';
import { fileOf, hashOf, type Upload } from '../support/upload';

const STATEMENT = '/c/WRYT/statements/2025-winter/WRYT-2022-002';
const [SIGN, DISPUTE] = [`${STATEMENT}/paper`, `${STATEMENT}/paper-dispute`];
const SIGNED = { role: 'household', signer: '萨仁高娃', signedOn: '2026-02-28' };

describe('signatures on paper', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  let folder: string;
  beforeEach(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
    branch = await site.reader('支部', 'branch');
    ({ folder } = site.app.get(FileStore));
    await clerk.post(`${STATEMENT}/present`, { seen: await seen() });
  });
  afterEach(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const seen = async (): Promise<string> =>
    /SHA-256 <code>([0-9a-f]{64})/.exec((await clerk.get(STATEMENT)).html)?.[1] ?? '';
  const sheet = (): Upload => ({ name: '签字页.jpg', bytes: fileOf('jpg', 2_000) });
  const bring = async (who: Reader, to: string, fields: Record<string, string>, files: Upload[]): Promise<Got> =>
    who.upload(to, { seen: await seen(), ...fields }, files);
  const rows = (table: 'signature' | 'statement_step' | 'attachment'): Promise<Record<string, unknown>[]> =>
    site.database.reads.all(`select * from ${table}`);
  const signedLines = async (): Promise<unknown[]> =>
    (await site.database.reads.all<{ line: string }>(`select line from book_record where type = 'signature' order by seq`)).map(({ line }) => JSON.parse(line) as unknown); // prettier-ignore

  it('of the household confirm the statement; who signed, when and the paper are in the chain and on the page', async () => {
    const form = await clerk.get(SIGN);
    expect(textOf(form.html)).toContain('SHA-256 要以这些字符开头： ' + (await seen()).slice(0, 16));
    expect(form.html).toContain('value="萨仁高娃"');
    const file = sheet();
    const done = await bring(clerk, SIGN, SIGNED, [file]);
    expect([done.status, done.headers['location']]).toEqual([303, STATEMENT]);
    const hash = hashOf(file.bytes);
    expect(await signedLines()).toEqual([
      expect.objectContaining({ ...SIGNED, how: 'paper', by: '娜仁', attachment: hash, sha256: await seen() }),
    ]);
    const page = await clerk.get(STATEMENT);
    expect(textOf(page.html)).toMatch(/已确认.*牧户 萨仁高娃 · 纸上签字 · 2026-02-28 娜仁 于 2026-03-01 08:00 登记/);
    expect(page.html).toContain(`href="/c/WRYT/contracts/WRYT-2022-002/files/${hash}"`);
    // The household is shown what was recorded in its name, and can look at the paper.
    const { headers } = await herder(site, 'WRYT', 'H002');
    const own = await site.app.inject({ url: '/my/statements/2025-winter/WRYT-2022-002', headers });
    expect(textOf(own.body)).toContain('牧户 · 萨仁高娃 · 纸上签字 · 2026-02-28');
    const [link = ''] = /\/c\/WRYT\/contracts\/[^"]*/.exec(own.body) ?? [];
    expect((await site.app.inject({ url: link, headers })).rawPayload.equals(file.bytes)).toBe(true);
    expect((await site.app.get(VerifyService).verify(quietRun())).fault).toBeUndefined();
  });

  it('of clerk and branch stand beside it, each brought by themselves', async () => {
    await bring(clerk, SIGN, SIGNED, [sheet()]);
    await bring(clerk, SIGN, { ...SIGNED, role: 'clerk', signer: '娜仁' }, [sheet()]);
    const form = await branch.get(SIGN);
    expect([...form.html.matchAll(/<option value="(\w+)"/g)].map(([, value]) => value)).toEqual(['branch']);
    await bring(branch, SIGN, { ...SIGNED, role: 'branch', signer: '支部书记' }, [sheet()]);
    expect(textOf((await clerk.get(STATEMENT)).html)).toMatch(
      /牧户 萨仁高娃.*经办人 娜仁 · 纸上签字.*支部 支部书记 · 纸上签字/,
    );
    expect((await bring(branch, SIGN, SIGNED, [sheet()])).status).toBe(403);
    expect((await bring(clerk, SIGN, { ...SIGNED, role: 'branch' }, [sheet()])).status).toBe(403);
    const auditor = await site.reader('审计', 'auditor');
    expect([(await auditor.get(SIGN)).status, (await bring(auditor, SIGN, SIGNED, [sheet()])).status]).toEqual([
      403, 403,
    ]);
    expect(await rows('signature')).toHaveLength(3);
    expect(await rows('attachment')).toHaveLength(3);
  });

  it('a household that has confirmed on its screen signs the paper as well', async () => {
    const { headers } = await herder(site, 'WRYT', 'H002');
    const payload = new URLSearchParams({ _csrf: headers['x-csrf-token'] ?? '', seen: await seen() }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    await site.app.inject({ method: 'POST', url: '/my/statements/2025-winter/WRYT-2022-002/confirm', headers: { ...headers, ...type }, payload }); // prettier-ignore
    expect((await bring(clerk, SIGN, SIGNED, [sheet()])).status).toBe(303);
    expect((await rows('signature')).map(({ how }) => how)).toEqual(['screen', 'paper']);
    expect(await rows('statement_step')).toHaveLength(2);
  });

  it('a disagreement on paper is a dispute of the household, with its reason and the paper', async () => {
    const line = 'owed|lambs|closing';
    const file = sheet();
    const silent = await bring(clerk, DISPUTE, { line, reason: ' ' }, [file]);
    expect([silent.status, silent.html]).toEqual([422, expect.stringContaining('id="f-reason-fault"')]);
    expect(await rows('attachment')).toEqual([]);
    expect((await bring(clerk, DISPUTE, { line, reason: '少记一只 “𠮷”' }, [file])).status).toBe(303);
    expect(await rows('statement_step')).toContainEqual(
      expect.objectContaining({
        state: 'disputed',
        reason: '少记一只 “𠮷”',
        attachment: hashOf(file.bytes),
        done_by: '娜仁',
      }),
    );
    const page = await clerk.get(STATEMENT);
    expect(textOf(page.html)).toMatch(/有异议 娜仁 · .*少记一只 “𠮷” 签字纸/);
    expect((await bring(branch, DISPUTE, { line, reason: 'x' }, [file])).status).toBe(403);
  });

  it.each([
    ['no paper', {}, 0, 'files', '必'],
    ['two papers', {}, 2, 'files', '最多 1 个'],
    ['no name', { signer: '' }, 1, 'signer', '必'],
    ['a day that has not come', { signedOn: '2026-03-02' }, 1, 'signedOn', '在今天之后'],
    ['no day', { signedOn: '' }, 1, 'signedOn', '必'],
  ])('%s: refused at the field, nothing is kept, what was typed stays', async (_what, wrong, count, field, message) => {
    const files = Array.from({ length: count }, sheet);
    const refused = await bring(clerk, SIGN, { ...SIGNED, signer: '其其格', ...wrong }, files);
    expect(refused.status).toBe(422);
    expect(new RegExp(`id="f-${field}-fault">([^<]*)`).exec(refused.html)?.[1]).toContain(message);
    if (field !== 'signer') expect(refused.html).toContain('value="其其格"');
    expect(refused.html.includes('请重新选择')).toBe(count > 0);
    expect([await rows('signature'), await rows('attachment')]).toEqual([[], []]);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  it('are void once the statement says something else, and cannot be recorded about what was not printed', async () => {
    await bring(clerk, SIGN, SIGNED, [sheet()]);
    const printed = await seen();
    const entry = '/c/WRYT/contracts/WRYT-2022-002/events/new?kind=cash_in';
    await clerk.post(entry, { id: 'late-cash', on: '2026-02-27', amount: '10' });
    const page = textOf((await clerk.get(STATEMENT)).html);
    expect(page).toContain('送交之后内容有变化');
    expect(page).toMatch(/萨仁高娃 · 纸上签字 .*（内容已变，签字无效）/);
    await clerk.post(`${STATEMENT}/present`, { seen: await seen() });
    const before = [await rows('signature'), await rows('attachment')];
    expect((await clerk.upload(SIGN, { seen: printed, ...SIGNED }, [sheet()])).status).toBe(412);
    expect([await rows('signature'), await rows('attachment')]).toEqual(before);
    expect((await bring(clerk, SIGN, SIGNED, [sheet()])).status).toBe(303);
    expect(textOf((await clerk.get(STATEMENT)).html)).toMatch(
      /萨仁高娃.*（内容已变，签字无效） 萨仁高娃 · 纸上签字 · 2026-02-28/,
    );
  });

  it('a draft is not signed, and a form of another site signs nothing', async () => {
    expect((await clerk.upload(SIGN, { seen: await seen(), _csrf: 'x', ...SIGNED }, [sheet()])).status).toBe(403);
    const draft = '/c/WRYT/statements/2025-winter/WRYT-2023-003';
    const { html } = await clerk.get(draft);
    expect(html).not.toContain(`${draft}/paper`);
    const [, sha256 = ''] = /SHA-256 <code>([0-9a-f]{64})/.exec(html) ?? [];
    const refused = await clerk.upload(`${draft}/paper`, { seen: sha256, ...SIGNED }, [sheet()]);
    expect([refused.status, textOf(refused.html)]).toEqual([422, expect.stringContaining('请重新选择')]);
    expect([await rows('signature'), await rows('attachment')]).toEqual([[], []]);
  });
});
