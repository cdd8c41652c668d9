/** Reads the steps and signatures of statements. */
import { optional } from '../common/objects';
import type { Reader } from '../database/tx';
import { DisputedLine, PARTIES, STEP_STATES, WAYS_OF_SIGNING, type SignatureLine } from '../domain/book/workflow-lines';
import type { Party, TakenStep } from '../domain/statement/workflow';
import { Choice, DateText, Flag } from '../domain/shape/field';
import { Hash, Instant, View, Views, Whole, Words } from '../domain/shape/view';

/** Keys of rows are 32 bits. */
const MAX_ID = 2_147_483_647;

/** One statement. */
export interface StatementKey {
  readonly cooperativeId: number;
  readonly seasonId: number;
  readonly contractId: number;
}

/** A season's statements, or those of a range of contracts. */
export interface StatementRange {
  readonly cooperativeId: number;
  readonly seasonId: number;
  readonly from?: number;
  readonly to?: number;
}

/** A step as others see it. */
export class StepView {
  /** Its record's sequence in the chain. */
  @Whole() readonly seq: number;
  @Choice(STEP_STATES) readonly state: TakenStep['state'];
  @Instant() readonly at: string;
  @Words() readonly by: string;
  @View(() => DisputedLine, { optional: true }) readonly line?: DisputedLine;
  @Words({ optional: true }) readonly reason?: string;
  @DateText({ optional: true }) readonly deadline?: string;
  @Words({ optional: true }) readonly answer?: string;
  @Hash({ optional: true }) readonly attachment?: string;
  @Hash() readonly sha256: string;
  /** It was about the current content. */
  @Flag() readonly current: boolean;
}

/** A signature as others see it. */
export class SignatureView {
  @Whole() readonly seq: number;
  @Choice(PARTIES) readonly role: Party;
  @Choice(WAYS_OF_SIGNING) readonly how: SignatureLine['how'];
  @Instant() readonly at: string;
  @Words() readonly by: string;
  @Hash() readonly sha256: string;
  @Hash({ optional: true }) readonly attachment?: string;
  /** The name and the day on the paper. */
  @Words({ optional: true }) readonly signer?: string;
  @DateText({ optional: true }) readonly signedOn?: string;
  @Flag() readonly current: boolean;
}

/** The steps and signatures of one statement. */
export class WorkflowView {
  @Views(() => StepView) readonly steps: readonly StepView[];
  @Views(() => SignatureView) readonly signatures: readonly SignatureView[];
}

interface StepRow {
  readonly seq: number;
  readonly state: TakenStep['state'];
  readonly done_at: string;
  readonly done_by: string;
  readonly line: string | null;
  readonly reason: string | null;
  readonly deadline: string | null;
  readonly answer: string | null;
  readonly attachment: string | null;
  readonly sha256: string;
}

interface SignatureRow {
  readonly seq: number;
  readonly role: Party;
  readonly how: SignatureLine['how'];
  readonly done_at: string;
  readonly done_by: string;
  readonly sha256: string;
  readonly attachment: string | null;
  /** The record of the chain. */
  readonly line: string;
}

/**
 * The last step of each statement, by the contract's key.
 *
 * @param asKnown only steps recorded up to this instant
 */
export async function lastSteps(
  reader: Reader,
  { cooperativeId, seasonId, from = 0, to = MAX_ID }: StatementRange,
  asKnown?: string,
): Promise<ReadonlyMap<number, TakenStep>> {
  const known =
    asKnown === undefined
      ? { join: '', params: [] }
      : {
          join: 'join book_record r on r.cooperative_id = s.cooperative_id and r.seq = s.seq and r.recorded_at <= ?',
          params: [asKnown],
        };
  const rows = await reader.all<TakenStep & { contract_id: number }>(
    `select s.contract_id, s.state, s.sha256 from statement_step s ${known.join}
     where s.cooperative_id = ? and s.season_id = ? and s.contract_id between ? and ? order by s.contract_id, s.seq`,
    [...known.params, cooperativeId, seasonId, from, to],
  );
  return new Map(rows.map(({ contract_id, state, sha256 }) => [contract_id, { state, sha256 }]));
}

/**
 * All steps and signatures of a statement, in the order of recording.
 *
 * @param sha256 of its current content
 * @param asKnown only what was recorded up to this instant
 */
export async function workflowOf(
  reader: Reader,
  key: StatementKey,
  sha256: string,
  asKnown?: string,
): Promise<WorkflowView> {
  const record = 'join book_record r on r.cooperative_id = s.cooperative_id and r.seq = s.seq';
  const where = `where s.cooperative_id = ? and s.season_id = ? and s.contract_id = ?
    ${asKnown === undefined ? '' : 'and r.recorded_at <= ?'} order by s.seq`;
  const params = [key.cooperativeId, key.seasonId, key.contractId, ...(asKnown === undefined ? [] : [asKnown])];
  const steps = await reader.all<StepRow>(`select s.* from statement_step s ${record} ${where}`, params);
  const signatures = await reader.all<SignatureRow>(`select s.*, r.line from signature s ${record} ${where}`, params);
  return {
    steps: steps.map((s) => ({
      seq: s.seq,
      state: s.state,
      at: s.done_at,
      by: s.done_by,
      ...optional('line', s.line === null ? null : (JSON.parse(s.line) as DisputedLine)),
      ...optional('reason', s.reason),
      ...optional('deadline', s.deadline),
      ...optional('answer', s.answer),
      ...optional('attachment', s.attachment),
      sha256: s.sha256,
      current: s.sha256 === sha256,
    })),
    signatures: signatures.map((s) => {
      const { signer, signedOn } = JSON.parse(s.line) as SignatureLine;
      return {
        seq: s.seq,
        role: s.role,
        how: s.how,
        at: s.done_at,
        by: s.done_by,
        sha256: s.sha256,
        ...optional('attachment', s.attachment),
        ...optional('signer', signer ?? null),
        ...optional('signedOn', signedOn ?? null),
        current: s.sha256 === sha256,
      };
    }),
  };
}
