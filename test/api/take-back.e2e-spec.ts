import { CLI_ORIGIN } from '../../src/audit/audit';
import { readEvent } from '../../src/domain/book/lines';
import { hashSecret, newSecret } from '../../src/identity/secrets';
import { RecordingService, type RecordOutcome } from '../../src/contracts/recording.service';
import { openApi, WRYT, type Answer, type Api } from '../support/api';
import { asker, type Asker } from '../support/several';

const NUMBER = 'WRYT-2022-002';
const EVENTS = `${WRYT}/contracts/${NUMBER}/events`;
const STATEMENT = `${WRYT}/statements/2025-winter/${NUMBER}`;
const SETTINGS = `${WRYT}/settings/approvals`;
const ON = '2026-02-01';

describe('a clerk takes back what is his own of today', () => {
  let api: Api;
  let clerk: Asker;
  let second: Asker;
  let branch: Asker;
  let administrator: Asker;
  let n = 0;

  beforeEach(async () => {
    api = await openApi();
    clerk = await asker(api, 'clerk', 'clerk');
    second = await asker(api, 'other-clerk', 'clerk', 'administrator');
    branch = await asker(api, 'branch', 'branch');
    administrator = await asker(api, 'administrator', 'administrator');
  });
  afterEach(() => api.close());

  const paid = async (who: Asker = clerk, amount = '10', on = ON): Promise<string> => {
    const id = `t-${(n += 1)}`;
    expect(await who.post(EVENTS, { id, kind: 'cash_in', on, amount })).toMatchObject({ status: 201 });
    return id;
  };
  const undo = (of: string, who: Asker = clerk): Promise<Answer> =>
    who.post(EVENTS, { id: `${of}-back-${(n += 1)}`, kind: 'reversal', of, reason: '记错' });
  const present = async (): Promise<void> => {
    const etag = (await api.get(STATEMENT)).headers['etag'] ?? '';
    expect(await clerk.post(`${STATEMENT}/present`, undefined, { 'if-match': etag })).toMatchObject({ status: 200 });
  };
  const approve = async (waiting: Answer): Promise<void> => {
    expect(waiting.status).toBe(202);
    expect(await branch.post(`${waiting.headers['location']}/approve`)).toMatchObject({ status: 200 });
  };

  it('at once, as a reversal that nobody has approved', async () => {
    const of = await paid();
    const back = await undo(of);
    expect(back).toMatchObject({ status: 201, body: { event: { kind: 'reversal', of } } });
    expect(back.body).not.toHaveProperty('approvedBy');
    expect(await api.get(`${EVENTS}/${of}`)).toMatchObject({ body: { reversedBy: back.body.event.id } });
    expect(await undo(of)).toMatchObject({ status: 422, body: { code: 'already_reversed' } });
    expect(await api.fault()).toBeUndefined();
  });

  it('also by a token of his', async () => {
    const of = await paid();
    const token = `sureg_${newSecret()}`;
    const row = { id: 900, hash: hashSecret(token), user_id: clerk.id, name: 'scale', scopes: 'record', created_at: api.clock.now(), expires_at: '2027-01-01T00:00:00.000Z' };
    await api.database.writer.write('installation', (tx) => tx.insertMany('api_token', Object.keys(row), [Object.values(row)]));
    const reversal = { id: 'machine', kind: 'reversal', of, reason: '记错' };
    const headers = { authorization: `Bearer ${token}`, cookie: '', 'x-csrf-token': '' };
    expect(await api.send('POST', EVENTS, reversal, headers)).toMatchObject({ status: 201 });
  }); // prettier-ignore

  it('and nobody else does: another clerk needs a second person, an administrator records nothing', async () => {
    const of = await paid();
    expect(await undo(of, administrator)).toMatchObject({ status: 403 });
    expect(await undo(of, branch)).toMatchObject({ status: 403 });
    expect(await undo(of, second)).toMatchObject({ status: 202 });
    expect(await undo('e-0085')).toMatchObject({ status: 202 });
  });

  it('until midnight in Shanghai', async () => {
    api.clock.set('2026-03-01T16:00:00.000Z');
    const [early, late] = [await paid(), await paid()];
    api.clock.set('2026-03-02T15:59:59.999Z');
    expect(await undo(early)).toMatchObject({ status: 201 });
    api.clock.set('2026-03-02T16:00:00.000Z');
    expect(await undo(late)).toMatchObject({ status: 202 });
  });

  it('not what a second person has approved, starred or above a limit, nor what needs one by now', async () => {
    const penalty = await clerk.post(EVENTS, { id: 'pen', kind: 'penalty', on: ON, amount: '5', reason: '逾期' });
    await approve(penalty);
    expect(await undo('pen')).toMatchObject({ status: 202 });
    const of = await paid();
    const limits = { always: [], cashOver: '100', expiryDays: 14 };
    expect(await administrator.put(SETTINGS, limits, { 'if-match': '"0"' })).toMatchObject({ status: 200 });
    await approve(await clerk.post(EVENTS, { id: 'big', kind: 'cash_in', on: ON, amount: '500' }));
    expect(await undo('big')).toMatchObject({ status: 202 });
    expect(await undo(of)).toMatchObject({ status: 201 });
  });

  it.each([[['cash_in']], [['reversal']]])(
    'not where the cooperative asks for a second person for %j',
    async (always) => {
      const of = await paid();
      await administrator.put(SETTINGS, { always, expiryDays: 14 }, { 'if-match': '"0"' });
      expect(await undo(of)).toMatchObject({ status: 202 });
    },
  );

  it('not what is on paper', async () => {
    const [printed, other] = [await paid(), await paid()];
    expect(await clerk.post(`${EVENTS}/${printed}/slip/prints`)).toMatchObject({ status: 201 });
    expect(await undo(printed)).toMatchObject({ status: 202 });
    expect(await undo(other)).toMatchObject({ status: 201 });
  });

  it('not what a statement that was presented holds, whatever came after', async () => {
    const before = await paid();
    await present();
    expect(await undo(before)).toMatchObject({ status: 202 });
    const after = await paid();
    expect(await undo(after)).toMatchObject({ status: 201 });
    expect(await undo(before)).toMatchObject({ status: 202 });
    const elsewhere = { id: 'else', kind: 'cash_in', on: ON, amount: '1' };
    const other = `${WRYT}/contracts/WRYT-2022-001/events`;
    expect(await clerk.post(other, elsewhere)).toMatchObject({ status: 201 });
    expect(await clerk.post(other, { id: 'else-r', kind: 'reversal', of: 'else', reason: '误' })).toMatchObject({ status: 201 });
  }); // prettier-ignore

  it('not what a closed season holds', async () => {
    const of = await paid();
    await clerk.post(`${WRYT}/seasons`, { code: '2026-summer', from: '2026-06-01', to: '2026-11-30' });
    await approve(await clerk.post(`${WRYT}/settlements`, { season: '2025-winter', close: true }));
    expect(await undo(of)).toMatchObject({ status: 202 });
  });

  it('and frees the sums of the day', async () => {
    const limits = { always: [], cashOver: '100', expiryDays: 14 };
    await administrator.put(SETTINGS, limits, { 'if-match': '"0"' });
    const of = await paid(clerk, '90');
    const next = { id: 'next', kind: 'cash_in', on: ON, amount: '90' };
    expect(await undo(of)).toMatchObject({ status: 201 });
    expect(await clerk.post(EVENTS, next)).toMatchObject({ status: 201 });
    expect(await clerk.post(EVENTS, { ...next, id: 'third', amount: '10.01' })).toMatchObject({ status: 202 });
  });

  it('or corrects it in one step, unless what it should have said is above a limit', async () => {
    const limits = { always: [], cashOver: '100', expiryDays: 14 };
    await administrator.put(SETTINGS, limits, { 'if-match': '"0"' });
    const maker = { userId: clerk.id, login: clerk.login, origin: { ...CLI_ORIGIN, actor: clerk.login } };
    const correct = (of: string, amount: string, kind = 'cash_in'): Promise<RecordOutcome> =>
      api.app.get(RecordingService).correct('WRYT', NUMBER, {
        reversal: readEvent({ id: `${of}-r${amount}`, kind: 'reversal', of, reason: '记错' }),
        event: readEvent({ id: `${of}-n${amount}`, kind, on: ON, amount, ...(kind === 'penalty' ? { reason: '逾期' } : {}) }),
      }, maker); // prettier-ignore
    const of = await paid(clerk, '90');
    expect(await correct(of, '100.01')).toHaveProperty('proposed');
    expect(await correct(of, '5.00', 'penalty')).toHaveProperty('proposed');
    // The 90 do not count beside the 100: they are taken back in the same step.
    expect(await correct(of, '100.00')).toHaveProperty('recorded');
    expect(await correct(`${of}-n100.00`, '99.00')).toHaveProperty('recorded');
    expect(await api.fault()).toBeUndefined();
  });

  it('and what the rules refuse now is not even proposed as a correction', async () => {
    const of = await paid();
    const maker = { userId: second.id, login: second.login, origin: { ...CLI_ORIGIN, actor: second.login } };
    const correct = (on: string): Promise<RecordOutcome> =>
      api.app.get(RecordingService).correct('WRYT', NUMBER, {
        reversal: readEvent({ id: `${of}-r`, kind: 'reversal', of, reason: '记错' }),
        event: readEvent({ id: `${of}-n`, kind: 'cash_in', on, amount: '9.00' }),
      }, maker); // prettier-ignore
    await expect(correct('2027-01-01')).rejects.toMatchObject({ code: 'future_date' });
    expect(await correct(ON)).toHaveProperty('proposed');
  });

  it('once, however many ask at the same time', async () => {
    const of = await paid();
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo(of)));
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 422)]);
    expect(new Set(answers.filter((a) => a.status === 422).map((a) => a.body.code))).toEqual(new Set(['already_reversed'])); // prettier-ignore
    expect(await api.fault()).toBeUndefined();
  });
});
