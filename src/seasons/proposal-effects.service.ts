/** Computes what approving a proposal would do: the statement lines that would change, or what closing a season would freeze. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActionRegistry, type Action, type EffectSource, type ApprovalContext } from '../approvals/actions';
import type { Origin } from '../audit/audit';
import { requireProposal } from '../approvals/proposals.queries';
import type { SettingsEffect } from '../approvals/settings.service';
import { listSeasons, type Season } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { findContract } from '../contracts/contracts';
import { loadHistory } from '../contracts/histories';
import { ReadPool } from '../database/reader';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { seasonOf } from '../domain/recording/booking';
import { SECTIONS, settle, type Section } from '../domain/statement/statement';
import { statementHead, statementLines, type StatementLine } from '../domain/statement/statement-lines';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import type { ClosingEffect } from './closing-effect';
import { Choice, Code } from '../domain/shape/field';
import { Amount, Views, Words } from '../domain/shape/view';

/** A line that would change; a value is absent where the statement lacks the line. */
export class ChangedLine {
  @Choice(SECTIONS) readonly section: Section;
  @Words() readonly subject: string;
  @Words() readonly line: string;
  @Choice(['head', 'CNY']) readonly unit: StatementLine['unit'];
  @Amount({ optional: true }) readonly before?: string;
  @Amount({ optional: true }) readonly after?: string;
}

/** The effect on a contract's statement. */
export class ContractEffect {
  @Code() readonly contract: string;
  /** The season it would be booked in; absent if there is none yet. */
  @Code({ optional: true }) readonly season?: string;
  @Views(() => ChangedLine) readonly lines: readonly ChangedLine[];
}

export type ProposalEffect = ContractEffect | ClosingEffect | SettingsEffect;

/** Trial runs leave nothing in the audit trail. */
const PREVIEW: Origin = { actor: 'preview', address: 'preview', requestId: 'preview' };

@Injectable()
export class ProposalEffects implements EffectSource, OnModuleInit {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly actions: ActionRegistry,
  ) {}

  onModuleInit(): void {
    this.actions.effects = this;
  }

  /**
   * The effect of a waiting proposal. For a contract it is found by running the action and undoing it; for a close by reading, because a trial
   * run would hold up everybody else.
   *
   * @throws DomainError cooperative_unknown, proposal_unknown, and what the rules refuse now
   */
  async of(code: string, id: number): Promise<ProposalEffect> {
    const { id: cooperativeId } = await requireCooperative(this.reads, code);
    const row = await requireProposal(this.reads, cooperativeId, id);
    const action = this.actions.get(row.action);
    const payload = action.read(JSON.parse(row.payload));
    if (action.effect)
      return this.reads.snapshot((reader) => readEffect(reader, { id: cooperativeId, code }, action, payload));
    return this.writer.preview({ cooperative: code }, async (tx) => {
      const now = this.clock.now();
      const grant = { approvedBy: 'preview', approvedAt: now, now, origin: PREVIEW };
      return (await this.tryOut(tx, await requireCooperative(tx, code), action, payload, grant)).effect;
    });
  }

  /** Runs the action in the approval's transaction and returns its effect, in the form of `of`. */
  async carryOut(
    tx: Tx,
    cooperative: CooperativeRef,
    action: Action<unknown>,
    payload: unknown,
    grant: ApprovalContext,
  ): Promise<{ readonly result: object; readonly effect: ProposalEffect }> {
    if (!action.effect) return this.tryOut(tx, cooperative, action, payload, grant);
    const effect = await readEffect(tx, cooperative, action, payload);
    return { result: await action.execute(tx, cooperative, payload, grant), effect };
  }

  private async tryOut(
    tx: Tx,
    cooperative: CooperativeRef,
    action: Action<unknown>,
    payload: unknown,
    grant: ApprovalContext,
  ): Promise<{ readonly result: object; readonly effect: ContractEffect }> {
    const contract = action.contract?.(payload);
    if (contract === undefined) throw new Error(`the action ${action.name} concerns no contract`);
    const seasons = await listSeasons(tx, cooperative.id);
    const before = await this.loaded(tx, cooperative, contract);
    const result = await action.execute(tx, cooperative, payload, grant);
    const after = await this.loaded(tx, cooperative, contract);
    const day = (result as { bookedOn?: string }).bookedOn ?? after?.row.booked_from ?? '';
    const season = seasonOf(day, seasons) as Season | undefined;
    if (!season) return { result, effect: { contract, lines: [] } };
    const linesOf = (loaded: typeof after): StatementLine[] => {
      const settlement = loaded && settle(loaded.history, season);
      return settlement ? statementLines(statementHead(cooperative, season, loaded.row), settlement.subjects) : [];
    };
    const lines = changedLines(linesOf(before), linesOf(after));
    return { result, effect: { contract, season: season.code, lines } };
  }

  private async loaded(tx: Tx, cooperative: CooperativeRef, contract: string) {
    const row = await findContract(tx, cooperative.id, contract);
    return row?.state === 'active' ? { row, history: await loadHistory(tx, cooperative.id, row) } : undefined;
  }
}

/** The effect of actions whose effect is found by reading. */
async function readEffect(
  reader: Reader,
  cooperative: CooperativeRef,
  action: Action<unknown>,
  payload: unknown,
): Promise<ProposalEffect> {
  return (await action.effect?.(reader, cooperative, payload)) as ProposalEffect;
}

/** The lines that differ, in the order of a statement. */
function changedLines(before: readonly StatementLine[], after: readonly StatementLine[]): ChangedLine[] {
  const keyOf = (l: StatementLine): string => `${l.section} ${l.subject} ${l.line}`;
  const was = new Map(before.map((l) => [keyOf(l), l]));
  const is = new Map(after.map((l) => [keyOf(l), l]));
  const gone = before.filter((l) => !is.has(keyOf(l)));
  return [...after, ...gone].flatMap((l) => {
    const [old, next] = [was.get(keyOf(l))?.quantity, is.get(keyOf(l))?.quantity];
    if (old === next) return [];
    const { section, subject, line, unit } = l;
    return [
      {
        section,
        subject,
        line,
        unit,
        ...(old === undefined ? {} : { before: old }),
        ...(next === undefined ? {} : { after: next }),
      },
    ];
  });
}
