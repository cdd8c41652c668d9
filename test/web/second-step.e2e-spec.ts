/**
 * The second step of a sign-in: it knows that the password was right without ever having it again.
 *
 * @runs sqlite
 */
import { CLI_ORIGIN } from '../../src/audit/audit';
import { OwnPassword } from '../../src/identity/own-password.service';
import { SecondFactor } from '../../src/identity/second-factor.service';
import { Sessions } from '../../src/identity/sessions.service';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR, type Viewer } from '../../src/identity/viewer';
import { codeAt, PASSWORD } from '../support/identity';
import { openSite, type Reader, type Site } from '../support/site';

const STEP = 30_000;
const RIGHT = { login: 'sarna', password: PASSWORD, next: '/account' };

describe('the second step of a sign-in', () => {
  let site: Site;
  let secret: string;
  let codes: string[];
  beforeEach(async () => {
    site = await openSite({ isEmpty: true });
    await site.app.get(Users, { strict: false }).addWithPassword(THE_OPERATOR, CLI_ORIGIN, { login: 'sarna', name: '萨仁', isOperator: true }, PASSWORD); // prettier-ignore
    const factor = site.app.get(SecondFactor, { strict: false });
    const me = await viewer();
    secret = (await factor.begin(me)).secret;
    codes = await factor.confirm(me, CLI_ORIGIN, { code: code(), password: PASSWORD });
    later(STEP);
  });
  afterEach(() => site.close());

  const later = (ms: number): void => site.clock.set(new Date(Date.parse(site.clock.now()) + ms).toISOString());
  const code = (): string => codeAt(secret, site.clock.now());
  const viewer = async (): Promise<Viewer> => {
    const sessions = site.app.get(Sessions, { strict: false });
    const session = await site.database.writer.write('people', (tx) =>
      sessions.start(tx, { user: 1, isStrong: true, address: 'test', agent: 'test' }),
    );
    return sessions.viewer(session);
  };
  const begun = async (): Promise<Reader> => {
    const visitor = site.visitor();
    expect((await visitor.post('/sign-in', RIGHT)).headers['location']).toBe('/sign-in/code?next=%2Faccount');
    return visitor;
  };
  const isIn = async (reader: Reader): Promise<boolean> => (await reader.get('/account')).status === 200;

  it('asks for the code alone, also when it was wrong, and never has the password in a page', async () => {
    const visitor = await begun();
    const pages = [await visitor.get('/sign-in/code?next=%2Faccount')];
    pages.push(await visitor.post('/sign-in/code', { code: '000000', next: '/account' }));
    pages.push(await visitor.post('/sign-in/code', { code: 'ABCD-EFGH', next: '/account' }));
    expect(pages.map(({ status }) => status)).toEqual([200, 422, 422]);
    for (const { html } of pages) {
      expect(html).not.toContain(PASSWORD);
      expect(html).not.toMatch(/ABCD-EFGH|name="password"/);
      expect(html).toContain('name="code"');
    }
    const done = await visitor.post('/sign-in/code', { code: code(), next: '/account' });
    expect([done.status, done.headers['location'], await isIn(visitor)]).toEqual([303, '/account', true]);
    expect([...visitor.cookies.keys()].sort()).toEqual(['sureg', 'sureg-device']);
  });

  it('takes a recovery code', async () => {
    const visitor = await begun();
    expect((await visitor.post('/sign-in/code', { code: codes[0] ?? '' })).status).toBe(303);
    expect(await isIn(visitor)).toBe(true);
  });

  it('is good for nothing else, is kept as a hash, and works once', async () => {
    const visitor = await begun();
    const step = visitor.cookies.get('sureg-step') ?? '';
    expect(step).toHaveLength(43);
    expect(await isIn(visitor)).toBe(false);
    const forged = site.visitor();
    forged.cookies.set('sureg', step);
    expect(await isIn(forged)).toBe(false);
    expect(JSON.stringify(await site.database.reads.all('select * from sign_in_step'))).not.toContain(step);
    expect((await visitor.post('/sign-in/code', { code: code() })).status).toBe(303);
    later(STEP);
    const again = site.visitor();
    again.cookies.set('sureg-step', step);
    expect((await again.post('/sign-in/code', { code: code() })).status).toBe(422);
    expect(await isIn(again)).toBe(false);
  });

  it.each([
    ['five minutes are over', async () => later(5 * 60_000)],
    ['the password was changed', async () => void (await site.app.get(OwnPassword, { strict: false }).change(await viewer(), CLI_ORIGIN, { old: PASSWORD, password: `${PASSWORD}!` }))], // prettier-ignore
    ['the user was invited anew', async () => void (await site.app.get(Users, { strict: false }).resetSecondFactor(THE_OPERATOR, CLI_ORIGIN, 'sarna'))], // prettier-ignore
  ])('is over when %s: one begins again', async (_when, happen) => {
    const visitor = await begun();
    await happen();
    const answer = await visitor.post('/sign-in/code', { code: code() });
    expect([answer.status, answer.html.includes('name="password"'), await isIn(visitor)]).toEqual([422, true, false]);
    expect((await visitor.get('/sign-in/code')).html).toContain('name="password"');
  });

  it('cannot be guessed at: codes count as passwords do, whichever step they belong to', async () => {
    const steps = [await begun(), await begun(), await begun()];
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await (steps[i % 3] as Reader).post('/sign-in/code', { code: '000000' })).status);
    expect(statuses).toEqual([422, 422, 429, 429]);
    expect((await steps[0]?.post('/sign-in/code', { code: code() }))?.status).toBe(429);
    expect((await site.visitor().post('/sign-in', RIGHT)).status).toBe(429);
  });

  it('does not use up the tries of an office where everybody has a second factor', async () => {
    for (let i = 0; i < 45; i++) {
      const visitor = await begun();
      expect((await visitor.post('/sign-in/code', { code: code() })).status).toBe(303);
      later(STEP);
    }
  }, 60_000);
});
