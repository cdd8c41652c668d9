/** The evidence behind a household's signature: whose card it was and who issued it, or whether the branch has seen the paper that a clerk brought. */
import type { Reader } from '../database/tx';
import { SignatureView, StepView, type WorkflowView, type StatementKey } from './workflow.queries';
import { Flag } from '../domain/shape/field';
import { Instant, Shown, View, Views, Whole, Words } from '../domain/shape/view';

/** The card with which a household signed. */
export class CardOrigin {
  @Whole() readonly number: number;
  @Words() readonly holder: string;
  @Words() readonly madeBy: string;
  @Instant() readonly madeAt: string;
  /** The person who presented the statement has also issued the card, and so controlled both sides. */
  @Flag() readonly isFromPresenter: boolean;
}

/** A signature with the evidence behind it. */
export class WitnessedSignature extends SignatureView {
  @View(() => CardOrigin, { optional: true }) readonly card?: CardOrigin;
  /** For a household's paper: who of the branch signed the same content afterwards; null if nobody has. */
  @Shown({ type: ['string', 'null'] }, { optional: true }) readonly countersignedBy?: string | null;
}

export class WitnessedWorkflow {
  @Views(() => StepView) readonly steps: readonly StepView[];
  @Views(() => WitnessedSignature) readonly signatures: readonly WitnessedSignature[];
}

interface CardRow {
  readonly id: number;
  readonly holder: string;
  readonly created_by: string;
  readonly created_at: string;
}

export async function witnessed(
  reader: Reader,
  { cooperativeId }: Pick<StatementKey, 'cooperativeId'>,
  workflow: WorkflowView,
): Promise<WitnessedWorkflow> {
  const cards = new Map<number, CardRow>();
  for (const id of new Set(workflow.signatures.flatMap(({ by }) => cardOf(by) ?? []))) {
    const sql = 'select id, holder, created_by, created_at from herder_card where cooperative_id = ? and id = ?';
    const card = await reader.get<CardRow>(sql, [cooperativeId, id]);
    if (card) cards.set(id, card);
  }
  const signatures = workflow.signatures.map((signature): WitnessedSignature => {
    if (signature.role !== 'household') return signature;
    if (signature.how === 'paper') return { ...signature, countersignedBy: countersigner(workflow, signature) };
    const card = cards.get(cardOf(signature.by) ?? -1);
    return card ? { ...signature, card: originOf(card, presenterOf(workflow.steps, signature)) } : signature;
  });
  return { ...workflow, signatures };
}

function originOf({ id, holder, created_by: by, created_at: at }: CardRow, presenter: string | undefined): CardOrigin {
  return { number: id, holder, madeBy: by, madeAt: at, isFromPresenter: by === presenter };
}

function cardOf(by: string): number | undefined {
  const [, number] = /^card:([1-9]\d{0,8})$/.exec(by) ?? [];
  return number === undefined ? undefined : Number(number);
}

function presenterOf(steps: readonly StepView[], { seq }: SignatureView): string | undefined {
  return steps.findLast((step) => step.state === 'presented' && step.seq < seq)?.by;
}

/** Nobody countersigns what they have brought themselves. */
function countersigner({ signatures }: WorkflowView, { seq, by, sha256 }: SignatureView): string | null {
  const other = signatures.find((s) => s.role === 'branch' && s.seq > seq && s.sha256 === sha256 && s.by !== by);
  return other?.by ?? null;
}
