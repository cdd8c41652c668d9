/** A book with rows in every table that `verify` watches over: amendments, a statement's life, drafts, files, slips, versions of the mapping. */
import type { Origin } from '../../src/audit/audit';
import { Proposals } from '../../src/approvals/proposals.service';
import { ApprovalSettingsService } from '../../src/approvals/settings.service';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { readEvent } from '../../src/domain/book/lines';
import { ReadPool } from '../../src/database/reader';
import { MappingService } from '../../src/mapping/mapping.service';
import { PROPOSALS } from '../../src/mapping/proposals';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR, type Actor, type UserRole } from '../../src/identity/viewer';
import { CardSignInService } from '../../src/parties/card-sign-in.service';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { NoticeSettingsService } from '../../src/parties/notice-names.service';
import { wholeOf } from '../../src/parties/scope';
import { RecordingService } from '../../src/contracts/recording.service';
import { CloseAction } from '../../src/seasons/close.action';
import { SettlementService } from '../../src/seasons/settlement.service';
import { SlipService } from '../../src/slips/slip.service';
import type { TestApp } from './app';
import { makeBook } from './books';
import { importLife, wholeLife } from './life';
import { importLines } from './services';

const BY: Origin = { actor: 'clerk', address: 'test', requestId: 'test' };

export async function furnishedBook(app: TestApp, seed: number): Promise<void> {
  // Here the features name what can be proposed; it is done once, however often it is asked for.
  await app.module.init();
  const cooperative = `COOP${seed}`;
  await importLines(app, withAmendment(seed));
  await importLife(app, await wholeLife(app, { cooperative, season: 'S3', contract: 'C-1' }));
  await app.module.get(SettlementService).settle(cooperative, 'S3', { close: false });
  await addFiles(app, cooperative);
  await printSlips(app, cooperative);
  await changeMapping(app, cooperative);
  await giveCards(app, cooperative);
  await changeSettings(app, cooperative);
  await decide(app, cooperative);
}

/** A book with amendments, one of them reversed. */
function withAmendment(seed: number): string[] {
  const lines = makeBook(seed, { contracts: 3, seasons: 4, closed: 2, events: 6 });
  const { terms } = JSON.parse(lines.find((l) => l.includes('"type":"contract"')) ?? '{}');
  const event = { type: 'event', cooperative: `COOP${seed}`, contract: 'C-1' };
  lines.push(
    JSON.stringify({ ...event, id: 'a1', kind: 'amendment', on: '2021-06-05', terms }),
    JSON.stringify({ ...event, id: 'a2', kind: 'amendment', on: '2021-06-06', terms: { ...terms, feed: undefined } }),
    JSON.stringify({ ...event, id: 'a3', kind: 'reversal', of: 'a2', reason: '误' }),
  );
  return lines;
}

async function addFiles(app: TestApp, code: string): Promise<void> {
  const scope = wholeOf(await requireCooperative(app.module.get(ReadPool), code));
  for (const [contract, magic, more] of [
    ['C-1', 'ffd8ff', { name: '羊耳标.jpg', event: 'e1' }],
    ['C-1', '255044462d', { name: '合同.pdf' }],
    ['C-2', 'ffd8ff', { event: 'e2' }],
  ] as const) {
    const bytes = Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(200, `${code} ${contract}`)]);
    await app.module.get(AttachmentsService).add({ cooperative: code, contract, scope }, { bytes, ...more }, BY);
  }
}

async function printSlips(app: TestApp, code: string): Promise<void> {
  const cooperative = await requireCooperative(app.module.get(ReadPool), code);
  const slips = [{ contract: 'C-1', event: 'a1' }, { contract: 'C-1', event: 'a3' }]; // prettier-ignore
  for (const which of [slips, slips.slice(0, 1)])
    await app.module.get(SlipService).print({ cooperative, scope: wholeOf(cooperative) }, which, BY, () => undefined);
}

async function changeMapping(app: TestApp, code: string): Promise<void> {
  const { accounts, ...rest } = PROPOSALS['CN-COOP-2021'];
  for (const name of ['现金一', '现金二'])
    await app.module
      .get(MappingService)
      .change(
        code,
        { ...rest, proposal: false, accounts: accounts.map((a) => (a.code === '101' ? { ...a, name } : a)) },
        BY,
      );
}

/** One with a PIN, one that is revoked, and one that nobody has used. */
async function giveCards(app: TestApp, code: string): Promise<void> {
  const cards = app.module.get(Cards);
  const cooperative = await requireCooperative(app.module.get(ReadPool), code);
  const household = await requireHousehold(app.module.get(ReadPool), wholeOf(cooperative), 'H1');
  const give = (holder: string): Promise<string> => cards.issue(cooperative, household, holder, BY, ({ secret }) => secret); // prettier-ignore
  const token = await give('王燕');
  for (const more of [{ newPin: '274951' }, { pin: '274951' }, { pin: '274951', newPin: '837462' }])
    await app.module.get(CardSignInService).signIn({ token, agent: 'test', ...more }, BY);
  await give('丈夫');
  await give('女儿');
  await cards.revoke(cooperative, household, 2, BY);
}

async function changeSettings(app: TestApp, code: string): Promise<void> {
  const approvals = app.module.get(ApprovalSettingsService);
  const { settings } = await approvals.get((await requireCooperative(app.module.get(ReadPool), code)).id);
  await approvals.change(code, 0, { ...settings, headsOver: 20 }, { userId: 0, login: BY.actor, origin: BY });
  await app.module.get(NoticeSettingsService).change(code, 1, { names: 'masked' }, BY);
}

/** Proposals that were approved, refused and taken back, and one that waits. */
async function decide(app: TestApp, code: string): Promise<void> {
  const { id: cooperativeId } = await requireCooperative(app.module.get(ReadPool), code);
  const [clerk, branch] = [
    await actor(app, cooperativeId, `clerk-${code}`, 'clerk'),
    await actor(app, cooperativeId, `branch-${code}`, 'branch'),
  ];
  const penalty = readEvent({ id: 'p1', kind: 'penalty', on: '2021-12-05', amount: '50.00', reason: '逾期' });
  await app.module.get(RecordingService).record(code, 'C-1', penalty, clerk);
  const proposals = app.module.get(Proposals);
  await proposals.approve(code, 1, branch);
  const close = (): Promise<unknown> => app.module.get(CloseAction).propose(code, 'S3', clerk);
  await close();
  await proposals.refuse(code, 2, branch, '还有单据');
  await close();
  await proposals.withdraw(code, 3, clerk);
  await close();
  await app.module.get(ApprovalSettingsService).change(code, 2, { always: [], headsOver: 10, expiryDays: 14 }, clerk);
  await proposals.approve(code, 5, branch);
}

async function actor(app: TestApp, cooperativeId: number, name: string, role: UserRole): Promise<Actor> {
  const login = name.toLowerCase();
  const user = { login, name, roles: [{ cooperativeId, role }] };
  await app.module.get(Users).addWithPassword(THE_OPERATOR, BY, user, '草原上的羊群-有九百九十只');
  const row = await app.module.get(ReadPool).get<{ id: number }>('select id from app_user where login = ?', [login]);
  return { userId: row?.id ?? 0, login, origin: { ...BY, actor: login } };
}
