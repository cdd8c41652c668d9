/** A book that people made, record by record, as a clerk and a branch officer do: every type of record, directly, proposed, and corrected. */
import { Proposals } from '../../src/approvals/proposals.service';
import type { Origin } from '../../src/audit/audit';
import { ReadPool } from '../../src/database/reader';
import {
  readEvent,
  readLine,
  type CooperativeLine,
  type ContractLine,
  type HouseholdLine,
  type SeasonLine,
} from '../../src/domain/book/lines';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR, type Actor, type UserRole } from '../../src/identity/viewer';
import { CardSignInService } from '../../src/parties/card-sign-in.service';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { CooperativesService } from '../../src/contracts/cooperatives.service';
import { RegistrationService } from '../../src/contracts/registration.service';
import { RecordingService } from '../../src/contracts/recording.service';
import { CloseAction } from '../../src/seasons/close.action';
import { StatementWorkflow } from '../../src/statements/workflow.service';
import { PresentAllService } from '../../src/statements/present-all.service';
import { SettlementService } from '../../src/seasons/settlement.service';
import { SlipService } from '../../src/slips/slip.service';
import type { TestApp } from './app';
import { makeBook } from './books';
import { statementAt } from './life';

const OPERATOR: Origin = { actor: 'operator', address: 'test', requestId: 'test' };

export interface Worked {
  readonly code: string;
  readonly clerk: Actor;
  readonly branch: Actor;
}

/** Two seasons: the first closed by proposal, the second at the command line; between the acts others sign in. */
export async function workedBook(app: TestApp, seed: number): Promise<Worked> {
  await app.module.init();
  const lines = makeBook(seed, { contracts: 2, seasons: 2, closed: 0, events: 0 }).slice(1).map((l) => readLine(JSON.parse(l))); // prettier-ignore
  const linesOf = <T>(type: string): T[] => lines.filter((line) => line.type === type) as T[];
  const [cooperative] = linesOf<CooperativeLine>('cooperative') as [CooperativeLine];
  const { code } = cooperative;
  const { id: cooperativeId } = await app.module.get(CooperativesService).create(cooperative, OPERATOR);
  const clerk = await someone(app, cooperativeId, `clerk-${seed}`, 'clerk');
  const branch = await someone(app, cooperativeId, `branch-${seed}`, 'branch');
  const { origin } = clerk;
  const desk = app.module.get(RegistrationService);
  for (const { type: _type, cooperative: _of, ...season } of linesOf<SeasonLine>('season')) await desk.addSeason(code, season, origin); // prettier-ignore
  for (const { type: _type, cooperative: _of, ...household } of linesOf<HouseholdLine>('household')) await desk.addHousehold(code, household, origin); // prettier-ignore
  const recording = app.module.get(RecordingService);
  const approve = async (outcome: object): Promise<void> => {
    const id = 'proposed' in outcome ? (outcome.proposed as { id: number }).id : (outcome as { id: number }).id;
    await app.module.get(Proposals).approve(code, id, branch);
  };
  for (const { type: _type, cooperative: _of, ...contract } of linesOf<ContractLine>('contract')) {
    await desk.draftContract(code, contract, origin);
    await approve(await recording.activate(code, contract.number, 1, clerk));
  }
  await cards(app, code, clerk.origin);
  const cash = (id: string, amount: string) => readEvent({ id, kind: 'cash_in', on: '2020-06-05', amount });
  await recording.record(code, 'C-1', cash('e1', '10.00'), clerk);
  await recording.record(code, 'C-2', cash('e2', '20.00'), clerk);
  // What is on paper is not taken back alone.
  const paper = { cooperative: await requireCooperative(app.database.reads, code), scope: { cooperativeId } };
  await app.module.get(SlipService).print(paper, [{ contract: 'C-2', event: 'e2' }], clerk.origin, () => undefined);
  const reversal = readEvent({ id: 'r2', kind: 'reversal', of: 'e2', reason: '记错' });
  const corrected = await recording.correct(code, 'C-2', { reversal, event: cash('e3', '25.00') }, clerk);
  await approve(corrected);
  const penalty = readEvent({ id: 'p1', kind: 'penalty', on: '2020-06-06', amount: '5.00', reason: '逾期' });
  await approve(await recording.record(code, 'C-1', penalty, clerk));
  await app.module.get(PresentAllService).presentAll(code, 'S1', clerk.origin);
  const to = { cooperative: code, season: 'S1', contract: 'C-1' };
  const life = app.module.get(StatementWorkflow);
  const scope = { cooperativeId };
  const seen = { ...to, sha256: (await statementAt(app, to)).sha256 };
  const household = { origin: { ...OPERATOR, actor: 'card:1' }, parties: new Set(['household'] as const), scope };
  const line = { section: 'cash', subject: 'CNY', line: 'received' } as const;
  await life.dispute(seen, household, { line, reason: '少记一笔' });
  await life.answer(seen, { origin, parties: new Set(['clerk'] as const), scope }, '已核对');
  await life.confirm(seen, household, { how: 'pin' });
  await life.sign(seen, { origin: branch.origin, parties: new Set(['branch'] as const), scope }, 'branch', { how: 'screen' }); // prettier-ignore
  await approve(await app.module.get(CloseAction).propose(code, 'S1', clerk));
  await app.module.get(SettlementService).settle(code, 'S2', {
    close: true,
    approval: { approvedBy: 'operator', approvedAt: app.clock.now() },
  });
  return { code, clerk, branch };
}

/** Two cards, one of them revoked; each is used, in the turn of people. */
async function cards(app: TestApp, code: string, by: Origin): Promise<void> {
  const reads = app.module.get(ReadPool);
  const cooperative = await requireCooperative(reads, code);
  const household = await requireHousehold(reads, wholeOf(cooperative), 'H1');
  for (const holder of ['王燕', '丈夫']) {
    const token = await app.module.get(Cards).issue(cooperative, household, holder, by, ({ secret }) => secret);
    await app.module.get(CardSignInService).signIn({ token, newPin: '274951', agent: 'test' }, OPERATOR);
  }
  await app.module.get(Cards).revoke(cooperative, household, 2, by);
}

export async function someone(app: TestApp, cooperativeId: number, login: string, role: UserRole): Promise<Actor> {
  const user = { login, name: login, roles: [{ cooperativeId, role }] };
  await app.module.get(Users).addWithPassword(THE_OPERATOR, OPERATOR, user, '草原上的羊群-有九百九十只');
  const row = await app.module.get(ReadPool).get<{ id: number }>('select id from app_user where login = ?', [login]);
  return { userId: row?.id ?? 0, login, origin: { ...OPERATOR, actor: login } };
}
