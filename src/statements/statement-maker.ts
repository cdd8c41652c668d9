/** Makes a statement from the facts: settled, hashed, and as it is kept and shown. */
import { canonicalJson } from '../domain/ledger/canonical';
import { settle, type Settlement, type Span, type SubjectLines } from '../domain/statement/statement';
import {
  encodeSubjects,
  statementHash,
  statementHead,
  statementLines,
  statementNumber,
  type StatementHead,
  type StatementLine,
} from '../domain/statement/statement-lines';
import type { StatementState } from '../domain/statement/workflow';
import type { LoadedContract } from '../contracts/histories';

/** A statement as the facts give it. */
export interface MadeStatement extends Settlement {
  readonly head: StatementHead;
  readonly sha256: string;
}

/** The columns in which a statement is kept. */
export interface KeptStatement {
  readonly lines: string;
  readonly sha256: string;
  /** The position to go on from. */
  readonly carry: string;
}

/** A statement ready to be shown or exported. */
export interface StatementView {
  readonly number: string;
  readonly contract: string;
  readonly household: string;
  readonly season: string;
  readonly status: StatementState;
  /** It was presented, and is a draft again since its content is another now. */
  readonly isChanged: boolean;
  readonly sha256: string;
  readonly subjects: readonly SubjectLines[];
  readonly lines: readonly StatementLine[];
}

/** Undefined when the contract has no statement in that season. */
export function makeStatement(
  cooperative: { readonly code: string },
  season: Span & { readonly code: string },
  { contract, history }: LoadedContract,
): MadeStatement | undefined {
  const settlement = settle(history, season);
  if (!settlement) return undefined;
  const head = statementHead(cooperative, season, contract);
  return { ...settlement, head, sha256: statementHash(head, settlement.subjects) };
}

export function keptForm({ subjects, sha256, closing }: MadeStatement): KeptStatement {
  return { lines: encodeSubjects(subjects), sha256, carry: canonicalJson(closing.toData()) };
}

export function viewOf(
  { head, subjects, sha256 }: Pick<MadeStatement, 'head' | 'subjects' | 'sha256'>,
  status: StatementState,
  isChanged: boolean,
): StatementView {
  const { contract, household, season } = head;
  const number = statementNumber(season, contract);
  return {
    number,
    contract,
    household,
    season,
    status,
    isChanged,
    sha256,
    subjects,
    lines: statementLines(head, subjects),
  };
}
