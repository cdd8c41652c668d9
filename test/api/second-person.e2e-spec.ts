/** The second person is another one in truth: whoever was given the branch role or a way to sign in by a maker does not approve for them within a day. */
import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, enrol, type Installation } from '../support/identity';

const HOUR = 60 * 60_000;
const CONTRACT = { number: 'C1', household: 'H1', from: '2026-01-01', to: '2026-12-31', terms: { handout: [{ class: 'ewe', count: 1 }], obligations: [] } }; // prettier-ignore

describe('whoever the maker of a proposal has given a role or a way to sign in', () => {
  let at: Installation;
  let boss: Browser;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('boss', [['A', 'administrator'], ['A', 'clerk']]); // prettier-ignore
    boss = await at.signedIn('boss');
    expect((await boss.post('cooperatives/A/seasons', { code: 'S1', from: '2026-01-01', to: '2026-06-30' })).status).toBe(201); // prettier-ignore
    expect((await boss.post('cooperatives/A/contracts', CONTRACT)).status).toBe(201);
    expect(
      (await boss.ask('POST', 'cooperatives/A/contracts/C1/activate', undefined, { 'if-match': '"1"' })).status,
    ).toBe(202);
  });
  afterEach(() => at.close());

  const codeOf = ({ body }: { body: unknown }): unknown => (body as { code?: string }).code;
  const tokenOf = ({ body }: { body: unknown }): string => /[\w-]{43}$/.exec((body as { invitation: string }).invitation)?.[0] ?? ''; // prettier-ignore
  const approve = (by: Browser) => by.post('cooperatives/A/proposals/1/approve');

  it('waits a day after the account was made, and may refuse at once', async () => {
    const token = tokenOf(await boss.post('cooperatives/A/users', { login: 'puppet', name: 'P', roles: ['branch'] }));
    await at.browser().post('invitation', { token, password: PASSWORD });
    const puppet = await at.signedIn('puppet');
    const refused = await approve(puppet);
    expect([refused.status, codeOf(refused)]).toEqual([422, 'approver_dependent']);
    expect(JSON.stringify(refused.body)).toContain('2026-03-02 08:00');
    const shown = (await puppet.get('cooperatives/A/proposals/1')).body;
    expect(shown).toMatchObject({ state: 'pending', tie: { by: { login: 'boss' }, approvalFrom: '2026-03-02T00:00:00.000Z' } }); // prettier-ignore
    // Another person of the branch, who owes the maker nothing, approves at once.
    await at.add('free', [['A', 'branch']]);
    expect((await approve(await at.signedIn('free'))).status).toBe(200);
  });

  it('may approve when the day is over, and the proposal says what tied them', async () => {
    const token = tokenOf(await boss.post('cooperatives/A/users', { login: 'puppet', name: 'P', roles: ['branch'] }));
    await at.browser().post('invitation', { token, password: PASSWORD });
    at.later(24 * HOUR - 1);
    expect(codeOf(await approve(await at.signedIn('puppet')))).toBe('approver_dependent');
    at.later(1);
    const puppet = await at.signedIn('puppet');
    expect((await approve(puppet)).status).toBe(200);
    const shown = (await puppet.get('cooperatives/A/proposals/1')).body;
    expect(shown).toMatchObject({ state: 'approved', decidedBy: { login: 'puppet' }, tie: { by: { login: 'boss' } } });
    expect(shown).not.toHaveProperty('tie.approvalFrom');
  });

  it('waits anew from each thing the maker does: the link, its use, the second factor, the role', async () => {
    await at.add('officer', [['A', 'branch']]);
    let officer = await at.signedIn('officer');
    await enrol(officer, at.clock);
    const isTied = async (): Promise<unknown> => codeOf(await approve(officer));
    const token = tokenOf(await boss.post('users/officer/invitation'));
    expect(await isTied()).toBe('approver_dependent');
    at.later(48 * HOUR);
    boss = await at.signedIn('boss');
    await at.browser().post('invitation', { token, password: PASSWORD });
    await boss.post('users/officer/second-factor/reset');
    officer = await at.signedIn('officer');
    expect(await isTied()).toBe('approver_dependent');
    expect((await officer.get('me/changes')).body).toMatchObject({ items: [{ what: 'password', by: { login: 'boss' } }, { what: 'second_factor' }, { what: 'invitation' }] }); // prettier-ignore
    at.later(24 * HOUR);
    boss = await at.signedIn('boss');
    await boss.ask('DELETE', 'users/officer/roles/A/branch');
    await at.add('root', [], true);
    await (await at.signedIn('root')).ask('PUT', 'users/officer/roles/A/auditor');
    await boss.ask('PUT', 'users/officer/roles/A/branch');
    officer = await at.signedIn('officer');
    expect(await isTied()).toBe('approver_dependent');
    at.later(24 * HOUR);
    officer = await at.signedIn('officer');
    expect((await approve(officer)).status).toBe(200);
  });

  it('waits a day from accepting an offered branch role, not from the offer', async () => {
    await at.add('elder', [['B', 'branch']]);
    await boss.ask('PUT', 'users/elder/roles/A/branch');
    at.later(25 * HOUR);
    const elder = await at.signedIn('elder');
    expect((await elder.post('me/offers/A/branch/accept')).status).toBe(204);
    expect(codeOf(await approve(elder))).toBe('approver_dependent');
    expect((await elder.post('cooperatives/A/proposals/1/refuse', { reason: 'no' })).status).toBe(200);
  });
});
