/** Makes statements from facts: settles, hashes, and puts them into the forms in which they are stored and shown. */
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

/** A statement computed from the facts. */
export interface MadeStatement extends Settlement {
  readonly head: StatementHead;
  readonly sha256: string;
}

/** The columns in which a statement is stored. */
export interface KeptStatement {
  readonly lines: string;
  readonly sha256: string;
  /** The position from which the next season starts. */
  readonly carry: string;
}

/** A statement ready to be shown or exported. */
export interface StatementView {
  readonly number: string;
  readonly contract: string;
  readonly household: string;
  readonly season: string;
  readonly status: StatementState;
  /** It was presented, but is a draft again because its content has changed. */
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
