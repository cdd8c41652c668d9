/** The steps that people take on a statement. Each is one unit of work, and is refused unless it is about the current content. */
import { Injectable } from '@nestjs/common';
import { requireAttachment } from '../attachments/attachments.queries';
import type { StagedFiles } from '../attachments/staged-files';
import { auditIn } from '../audit/audit';
import { Clock, shanghaiDate } from '../common/clock';
import type { DisputedLine, SignatureLine, StatementStepLine } from '../domain/book/workflow-lines';
import { addDays } from '../domain/calendar';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { DISPUTE_DAYS, WORKFLOW, DISPUTES_MAX, stepOf, type Party } from '../domain/statement/workflow';
import { statementNumber } from '../domain/statement/statement-lines';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { BookWriter } from '../journal/book-writer';
import type { Actor } from './parties';
import { addSignature, addStep, requireStatement, type FoundStatement } from './workflow';
import { workflowOf, type StepView } from './workflow.queries';

/** The statement, and the SHA-256 of the content that the person saw. */
export interface SeenStatement {
  readonly cooperative: string;
  readonly season: string;
  readonly contract: string;
  readonly sha256: string;
}

/** How somebody signed, with the paper if there is one. */
export type SignatureMethod = Pick<SignatureLine, 'how' | 'attachment' | 'signer' | 'signedOn'>;

type Work = (unit: BookTransaction, statement: FoundStatement) => Promise<Written>;
type StepContent = Pick<StatementStepLine, 'state'> & Partial<StatementStepLine>;

@Injectable()
export class StatementWorkflow {
  constructor(
    private readonly books: BookWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError version_stale (the content has changed), step_not_allowed, not_permitted, and unknown names */
  present(seen: SeenStatement, actor: Actor): Promise<Written> {
    return this.take(seen, actor, (unit, statement) =>
      statement.view.status === 'presented' ? same() : this.step(unit, statement, actor, { state: 'presented' }),
    );
  }

  /**
   * Confirms for the household, which also signs for it. A clerk needs the paper that the household has signed.
   *
   * @throws DomainError as `present`, and paper_required, attachment_unknown, future_date, field_not_allowed
   */
  confirm(seen: SeenStatement, actor: Actor, hand: SignatureMethod): Promise<Written> {
    return this.take(seen, actor, async (unit, statement) => {
      if (statement.view.status === 'confirmed') return 'same';
      await this.checkHand(unit, statement, actor, 'household', hand);
      const written = await this.step(unit, statement, actor, { state: 'confirmed' });
      await this.signature(unit, statement, actor, 'household', hand);
      return written;
    });
  }

  /**
   * Disputes a line for the household. A clerk needs the paper on which the household disputes it.
   *
   * @param paper stored with the contract in the same transaction as the step
   * @throws DomainError as `confirm`, and choice_invalid (the statement has no such line), dispute_limit
   */
  dispute(
    seen: SeenStatement,
    actor: Actor,
    dispute: { readonly line: DisputedLine; readonly reason: string; readonly attachment?: string },
    paper?: StagedFiles,
  ): Promise<Written> {
    const work: Work = async (unit, statement) => {
      const how = actor.parties.has('household') ? 'screen' : 'paper';
      const { attachment } = dispute;
      await this.checkHand(unit, statement, actor, 'household', {
        how,
        ...(attachment === undefined ? {} : { attachment }),
      });
      const deadline = addDays(this.clock.today(), DISPUTE_DAYS);
      return this.step(unit, statement, actor, { state: 'disputed', ...dispute, deadline });
    };
    return this.take(seen, actor, work, paper);
  }

  /** @throws DomainError as `present` */
  answer(seen: SeenStatement, actor: Actor, answer: string): Promise<Written> {
    return this.take(seen, actor, (unit, statement) =>
      this.step(unit, statement, actor, { state: 'disputed', answer }),
    );
  }

  /**
   * Signs what was presented.
   *
   * @throws DomainError as `confirm`
   */
  sign(seen: SeenStatement, actor: Actor, role: Party, hand: SignatureMethod): Promise<Written> {
    return this.take(seen, actor, async (unit, statement) => {
      if (statement.view.status === 'draft') throw new DomainError('step_not_allowed', { state: 'draft' });
      await this.checkHand(unit, statement, actor, role, hand);
      return this.signature(unit, statement, actor, role, hand);
    });
  }

  /**
   * Records a signature on paper; for a household this also confirms.
   *
   * @param paper one file, stored with the contract in the same transaction as the signature
   * @throws DomainError as `confirm`
   */
  signOnPaper(
    seen: SeenStatement,
    actor: Actor,
    signature: Pick<SignatureLine, 'role' | 'signer' | 'signedOn'>,
    paper: StagedFiles,
  ): Promise<Written> {
    const { role, ...signed } = signature;
    const [attachment] = paper.hashes;
    const hand: SignatureMethod = { how: 'paper', ...(attachment === undefined ? {} : { attachment }), ...signed };
    const work: Work = async (unit, statement) => {
      const { status } = statement.view;
      if (status === 'draft') throw new DomainError('step_not_allowed', { state: status });
      await this.checkHand(unit, statement, actor, role, hand);
      if (role === 'household' && status !== 'confirmed')
        await this.step(unit, statement, actor, { state: 'confirmed' });
      return this.signature(unit, statement, actor, role, hand);
    };
    return this.take(seen, actor, work, paper);
  }

  private take(seen: SeenStatement, actor: Actor, work: Work, paper?: StagedFiles): Promise<Written> {
    return this.books.run(seen.cooperative, async (unit) => {
      const statement = await requireStatement(unit, seen.season, seen.contract, actor.scope);
      if (statement.view.sha256 !== seen.sha256) throw new DomainError('version_stale');
      await paper?.enter(unit, statement.contract, actor.origin);
      const written = await work(unit, statement);
      await paper?.settle();
      return written;
    });
  }

  /**
   * Everybody signs for themselves, except that a clerk may record what a household has signed on paper. Every signature on paper needs its file.
   *
   * @throws DomainError not_permitted, paper_required, attachment_unknown, choice_invalid (nobody signs paper on their own screen),
   *   field_not_allowed (of what only stands on paper), future_date
   */
  private async checkHand(
    unit: BookTransaction,
    { contract }: FoundStatement,
    actor: Actor,
    role: Party,
    { how, attachment, signer, signedOn }: SignatureMethod,
  ): Promise<void> {
    const isOwn = actor.parties.has(role);
    if (!isOwn && role !== 'household') throw new DomainError('not_permitted');
    if (!isOwn) requireParty(actor, 'clerk');
    if (isOwn && role === 'household' && how === 'paper')
      throw new DomainError('choice_invalid', { value: how }, 'how');
    const isOnPaper = how === 'paper' && attachment !== undefined;
    if (!isOnPaper && (how === 'paper' || !isOwn)) throw new DomainError('paper_required', {}, 'attachment');
    if (how !== 'paper' && signer !== undefined) throw new DomainError('field_not_allowed', {}, 'signer');
    if (how !== 'paper' && signedOn !== undefined) throw new DomainError('field_not_allowed', {}, 'signedOn');
    if (signedOn !== undefined && signedOn > this.clock.today())
      throw new DomainError('future_date', { on: signedOn }, 'signedOn');
    if (attachment !== undefined) await requireAttachment(unit.tx, unit.cooperative.id, contract.id, attachment);
  }

  /** Whether a step repeats the previous one by the same person, and so has no effect. */
  private async step(
    unit: BookTransaction,
    statement: FoundStatement,
    actor: Actor,
    content: StepContent,
  ): Promise<Written> {
    const line: StatementStepLine = {
      ...content,
      ...addressOf(unit, statement),
      type: 'statement',
      at: unit.now,
      by: actor.origin.actor,
    };
    const { by } = WORKFLOW[stepOf(line)];
    if (by !== 'household') requireParty(actor, by);
    const { steps } = await workflowOf(unit.tx, keyOf(unit, statement), statement.view.sha256);
    const last = steps.at(-1);
    if (last?.current && isRepeated(last, line)) return 'same';
    if (stepOf(line) === 'dispute') requireFewDisputes(steps, unit.now);
    await addStep(unit, statement, line);
    await auditStep(unit, statement, actor, `statement_${line.answer === undefined ? line.state : 'answered'}`);
    return 'new';
  }

  private async signature(
    unit: BookTransaction,
    statement: FoundStatement,
    actor: Actor,
    role: Party,
    hand: SignatureMethod,
  ): Promise<Written> {
    const { sha256 } = statement.view;
    const by = actor.origin.actor;
    const { signatures } = await workflowOf(unit.tx, keyOf(unit, statement), sha256);
    const isGiven = signatures.some(
      (s) =>
        s.current &&
        s.role === role &&
        s.by === by &&
        (['how', 'attachment', 'signer', 'signedOn'] as const).every((key) => s[key] === hand[key]),
    );
    if (isGiven) return 'same';
    await addSignature(unit, statement, {
      ...addressOf(unit, statement),
      ...hand,
      type: 'signature',
      role,
      by,
      at: unit.now,
      sha256,
    });
    await auditStep(unit, statement, actor, 'statement_signed', { role, how: hand.how });
    return 'new';
  }
}

/**
 * Limits disputes, since each is a permanent record that waits for an answer.
 *
 * @throws DomainError dispute_limit
 */
function requireFewDisputes(steps: readonly StepView[], now: string): void {
  const disputes = steps.filter((s) => s.state === 'disputed' && s.answer === undefined);
  const settled = steps.findLast((s) => s.state !== 'disputed' || s.answer !== undefined)?.seq ?? 0;
  const today = shanghaiDate(now);
  if (disputes.filter((s) => s.seq > settled).length >= DISPUTES_MAX)
    throw new DomainError('dispute_limit', { limit: DISPUTES_MAX, which: 'open' });
  if (disputes.filter((s) => shanghaiDate(s.at) === today).length >= DISPUTES_MAX)
    throw new DomainError('dispute_limit', { limit: DISPUTES_MAX, which: 'today' });
}

/** @throws DomainError not_permitted */
function requireParty(actor: Actor, party: Party): void {
  if (!actor.parties.has(party)) throw new DomainError('not_permitted');
}

function isRepeated(last: Partial<StatementStepLine>, line: StatementStepLine): boolean {
  const contentOf = ({ state, by, line: on, reason, answer, attachment }: Partial<StatementStepLine>): string =>
    canonicalJson([state, by, on ?? null, reason ?? null, answer ?? null, attachment ?? null]);
  return contentOf(last) === contentOf(line);
}

function addressOf(
  unit: BookTransaction,
  { season, contract }: FoundStatement,
): Pick<SignatureLine, 'cooperative' | 'season' | 'contract'> {
  return { cooperative: unit.cooperative.code, season: season.code, contract: contract.number };
}

function keyOf(
  unit: BookTransaction,
  { season, contract }: FoundStatement,
): { cooperativeId: number; seasonId: number; contractId: number } {
  return { cooperativeId: unit.cooperative.id, seasonId: season.id, contractId: contract.id };
}

/** The instant of the trail's row: just after the record it is about. */
async function auditStep(
  unit: BookTransaction,
  { season, contract }: FoundStatement,
  { origin }: Actor,
  action: string,
  after?: object,
): Promise<void> {
  const subject = statementNumber(season.code, contract.number);
  await auditIn(unit, origin, { action, subject, after: { ...after, seq: unit.batch.head.seq } });
}

function same(): Promise<Written> {
  return Promise.resolve('same');
}
