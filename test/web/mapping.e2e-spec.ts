/** @runs sqlite */
import { MappingService } from '../../src/mapping/mapping.service';
import { PROPOSALS } from '../../src/mapping/proposals';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const MAPPING = '/c/WRYT/mapping';
const PROPOSAL = PROPOSALS['CN-COOP-2021'];

/** What the form would send as it stands. */
function fieldsOf(html: string): Record<string, string> {
  const form = /<form method="post" class="entry"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const plain = (text: string): string =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input(?:[^">]|"[^"]*")*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined && name !== '_csrf') fields[name] = plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, attributes = '', options = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = [...options.matchAll(/<option([^>]*)>/g)].find(([, a = '']) => / selected/.test(a))?.[1] ?? '';
    fields[/ name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = plain(/ value="([^"]*)"/.exec(chosen)?.[1] ?? '');
  }
  return fields;
}

describe('the posting mapping on pages', () => {
  let site: Site;
  let clerk: Reader;
  let auditor: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
    auditor = await site.reader('sheng', 'auditor');
  });
  afterAll(() => site.close());

  const form = async (): Promise<Record<string, string>> => fieldsOf((await clerk.get(`${MAPPING}/edit`)).html);

  it('says that it is a proposal, how sure each code is, and which version closed seasons keep', async () => {
    const { status, html } = await auditor.get(MAPPING);
    const text = textOf(html);
    expect(status).toBe(200);
    expect(text).toContain('这是建议，须经会计确认后才能入账');
    expect(text).toContain('已核实 3 沿用旧制 11 未核实 2');
    expect(text).toMatch(/114 成员往来 已核实/);
    expect(text).toMatch(/往来款 ↔ 饲草料 牧户往来 121 产品物资/);
    expect(text).toMatch(/2022-summer 第 0 版/);
    expect(html).not.toContain(`${MAPPING}/edit`);
    expect(textOf((await auditor.get(`${MAPPING}?lang=mn`)).html)).toContain('Дансны харгалзаа');
    expect((await auditor.get('/c/WRYT/exports')).html).toContain(`href="${MAPPING}"`);
    await auditor.get(`${MAPPING}?lang=zh-CN`);
  });

  it('has a form that gives back what is in force: saving it as it stands makes no version', async () => {
    const typed = await form();
    expect(Object.keys(typed).length).toBeGreaterThan(200);
    expect((await clerk.post(`${MAPPING}/edit`, typed)).status).toBe(303);
    expect(textOf((await clerk.get(MAPPING)).html)).toMatch(/第 0 版 现行/);
  });

  it('keeps everything that was typed when a line is wrong, and says at the line what, in the reader’s language', async () => {
    const wrong = {
      ...(await form()),
      'accounts[0].name': '成员 "往来" <b>',
      'accounts[4].code': '',
      'rules[2].debit': '999',
      'rules[5].credit': '',
      'rules[6].note': '改过的说明',
    };
    const { status, html } = await clerk.post(`${MAPPING}/edit`, wrong);
    expect(status).toBe(422);
    expect(html).toMatch(/id="f-accounts\[4\]\.code-fault"/);
    expect(fieldsOf(html)).toMatchObject({ ...wrong, _version: '0' });
    const later = await clerk.post(`${MAPPING}/edit`, { ...wrong, 'accounts[4].code': '102' });
    expect(later.html).toMatch(/id="f-rules\[2\]\.debit-fault">[^<]*999/);
    expect(later.html).toMatch(/id="f-rules\[5\]\.credit-fault"/);
    const mongolian = await clerk.post(`${MAPPING}/edit?lang=en`, { ...wrong, 'accounts[4].code': '102' });
    expect(textOf(mongolian.html)).toContain('The mapping lists no account 999');
    await clerk.get(`${MAPPING}?lang=zh-CN`);
    expect(textOf((await clerk.get(MAPPING)).html)).toMatch(/第 0 版 现行/);
  });

  it('puts a line above another without scripts, and loses nothing by it', async () => {
    const typed = await form();
    const { status, html } = await clerk.post(`${MAPPING}/edit`, { ...typed, _above: 'rules[1]' });
    const more = fieldsOf(html);
    expect([status, more['rules[1].of'], more['rules[1].note']]).toEqual([200, '', '']);
    expect(more['rules[2].of']).toBe(typed['rules[1].of']);
    const last = Object.keys(typed).filter((k) => /^rules\[\d+\]\.against$/.test(k)).length;
    expect(more[`rules[${last}].against`]).toBe(typed[`rules[${last - 1}].against`]);
    const account = fieldsOf((await clerk.post(`${MAPPING}/edit`, { ...typed, _more: 'accounts' })).html);
    expect(account['accounts[16].code']).toBe('');
  });

  it('makes a version with a trace, told with what it changed; closed seasons keep theirs', async () => {
    const typed = { ...(await form()), proposal: 'no', 'rules[0].credit': '128', 'accounts[0].certainty': 'secondary' };
    const saved = await clerk.post(`${MAPPING}/edit`, typed);
    expect([saved.status, saved.headers['location']]).toEqual([303, MAPPING]);
    const text = textOf((await clerk.get(MAPPING)).html);
    expect(text).toContain('科目对照第 1 版已生效');
    expect(text).not.toContain('这是建议');
    expect(text).toMatch(/第 1 版 2026-03-01 \S+ sarna 3 处/);
    expect(text).toContain('是建议（会计未确认）：是 → 否');
    expect(text).toContain('往来款 ↔ 饲草料：借 牧户往来，贷 121 产品物资 → 借 牧户往来，贷 128 受托代销商品');
    expect(text).toMatch(/2022-summer 第 0 版/);
    const old = textOf((await auditor.get(`${MAPPING}/versions/0`)).html);
    expect([old.includes('这是建议'), old.includes('旧版')]).toEqual([true, true]);
    expect((await auditor.get(`${MAPPING}/versions/7`)).status).toBe(404);
    const trail = await site.database.reads.get<{ actor: string; after: string }>(
      `select actor, "after" from audit_event where action = 'posting_mapping_changed'`,
    );
    expect([trail?.actor, JSON.parse(trail?.after ?? '{}').version]).toEqual(['sarna', 1]);
  });

  it('tells who comes second, overwrites nothing, and keeps what they typed', async () => {
    const typed = { ...(await form()), 'accounts[1].name': '我改的名称' };
    const by = { actor: 'other', address: 'test', requestId: 'test' };
    await site.app.get(MappingService).change('WRYT', PROPOSAL, by);
    const second = await clerk.post(`${MAPPING}/edit`, typed);
    expect(second.status).toBe(422);
    expect(textOf(second.html)).toContain('别人又改过，现行的是第 2 版');
    expect(second.html).toContain(`${MAPPING}/versions/2`);
    expect(fieldsOf(second.html)).toMatchObject({ 'accounts[1].name': '我改的名称', _version: '1' });
    expect((await clerk.post(`${MAPPING}/edit`, fieldsOf(second.html))).status).toBe(422);
    expect((await clerk.get(MAPPING)).html).not.toContain('我改的名称');
  });

  it('takes a whole file as the command line prints it, and keeps the text when it is refused', async () => {
    const json = JSON.stringify({ ...PROPOSAL, proposal: false }, null, 2);
    for (const bad of ['{', json.replace('"121"', '"999"'), json.replace('"rules"', '"rule"')]) {
      const refused = await clerk.post(`${MAPPING}/paste`, { json: bad, _version: '2' });
      expect(refused.status).toBe(422);
      expect(textOf(/<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(refused.html)?.[1] ?? '')).toBe(textOf(bad));
    }
    expect((await clerk.post(`${MAPPING}/paste`, { json, _version: '1' })).status).toBe(422);
    expect((await clerk.post(`${MAPPING}/paste`, { json, _version: '2' })).status).toBe(303);
    expect(textOf((await clerk.get(MAPPING)).html)).toMatch(/第 3 版 现行/);
  });

  it('is changed by clerks and administrators alone', async () => {
    const branch = await site.reader('bateer', 'branch');
    for (const other of [auditor, branch]) {
      expect((await other.get(MAPPING)).status).toBe(200);
      expect((await other.get(`${MAPPING}/edit`)).status).toBe(403);
      expect((await other.post(`${MAPPING}/edit`, {})).status).toBe(403);
      expect((await other.post(`${MAPPING}/paste`, { json: '{}' })).status).toBe(403);
    }
  });
});
