/** Records steps and signatures of statements within a unit of work; each is one record of the chain. */
import { listSeasons, requireSeason, type Season } from '../calendar/seasons';
import { requireContract, type ContractRow } from '../contracts/contracts';
import type { SignatureLine, StatementStepLine } from '../domain/book/workflow-lines';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { nextState, stepOf } from '../domain/statement/workflow';
import { statementNumber } from '../domain/statement/statement-lines';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { wholeOf, type Scope } from '../parties/scope';
import { findStatement, type StatementView } from './statements.queries';

/** A statement with the keys of its season and contract. */
export interface FoundStatement {
  readonly season: Season;
  readonly contract: ContractRow;
  readonly view: StatementView;
}

type WorkflowLine = StatementStepLine | SignatureLine;

/**
 * The statement as of now; buffered records are written first, so that it includes them.
 *
 * @throws DomainError season_unknown, contract_unknown, statement_unknown
 */
export async function requireStatement(
  unit: BookTransaction,
  season: string,
  contract: string,
  scope: Scope = wholeOf(unit.cooperative),
): Promise<FoundStatement> {
  await unit.batch.flush();
  const found = {
    season: requireSeason(await listSeasons(unit.tx, unit.cooperative.id), season),
    contract: await requireContract(unit.tx, scope, contract),
  };
  const view = await findStatement(unit.tx, unit.cooperative, found.season, found.contract);
  if (!view) throw new DomainError('statement_unknown', { statement: statementNumber(season, contract) });
  return { ...found, view };
}

/**
 * Records the step of a book line; a repetition has no effect.
 *
 * @throws DomainError step_not_allowed, choice_invalid (the statement has no such line), and what `requireStatement` throws
 */
export async function recordStep(unit: BookTransaction, line: StatementStepLine): Promise<Written> {
  const statement = await requireStatement(unit, line.season, line.contract);
  if (await isRecorded(unit, statement, line)) return 'same';
  await addStep(unit, statement, line);
  return 'new';
}

/** Like `recordStep`, for a statement that the caller has and a line that is new. */
export async function addStep(
  unit: BookTransaction,
  { season, contract, view }: FoundStatement,
  line: StatementStepLine,
): Promise<void> {
  if (nextState(view.status, stepOf(line)) !== line.state)
    throw new DomainError('step_not_allowed', { state: view.status }, 'state');
  const wanted = line.line;
  if (
    wanted &&
    !view.lines.some((l) => l.section === wanted.section && l.subject === wanted.subject && l.line === wanted.line)
  )
    throw new DomainError('choice_invalid', {}, 'line');
  const seq = addRecord(unit, season, contract, line);
  await insert(unit, 'statement_step', { ...keyOf(unit, season, contract, seq), ...stepColumns(line, view.sha256) });
}

/** The columns of a step: its line, and the content it was about. */
export function stepColumns(line: StatementStepLine, sha256: string): Record<string, string | null> {
  return {
    state: line.state,
    done_at: line.at,
    done_by: line.by,
    line: line.line === undefined ? null : canonicalJson(line.line),
    reason: line.reason ?? null,
    deadline: line.deadline ?? null,
    answer: line.answer ?? null,
    attachment: line.attachment ?? null,
    sha256,
  };
}

/**
 * Records the signature of a book line; a repetition has no effect.
 *
 * @throws DomainError step_not_allowed (the season is closed), version_stale (another content was signed), and what `requireStatement` throws
 */
export async function recordSignature(unit: BookTransaction, line: SignatureLine): Promise<Written> {
  const statement = await requireStatement(unit, line.season, line.contract);
  if (await isRecorded(unit, statement, line)) return 'same';
  await addSignature(unit, statement, line);
  return 'new';
}

/** Like `recordSignature`, for a statement that the caller has and a line that is new. */
export async function addSignature(
  unit: BookTransaction,
  { season, contract, view }: FoundStatement,
  line: SignatureLine,
): Promise<void> {
  if (season.closed) throw new DomainError('step_not_allowed', { state: view.status });
  if (line.sha256 !== view.sha256) throw new DomainError('version_stale', {}, 'sha256');
  const seq = addRecord(unit, season, contract, line);
  await insert(unit, 'signature', { ...keyOf(unit, season, contract, seq), ...signatureColumns(line) });
}

/** The columns of a signature. */
export function signatureColumns(line: SignatureLine): Record<string, string | null> {
  return {
    role: line.role,
    how: line.how,
    done_at: line.at,
    done_by: line.by,
    sha256: line.sha256,
    attachment: line.attachment ?? null,
  };
}

/** Records under the season, so that the database refuses it after the season is closed. */
function addRecord(unit: BookTransaction, season: Season, contract: ContractRow, line: WorkflowLine): number {
  return unit.batch.add({
    type: line.type,
    line,
    recordedAt: unit.now,
    seasonId: season.id,
    contractId: contract.id,
    entries: [],
  }).seq;
}

async function isRecorded(
  unit: BookTransaction,
  { season, contract }: FoundStatement,
  line: WorkflowLine,
): Promise<boolean> {
  const row = await unit.tx.get(
    'select seq from book_record where cooperative_id = ? and season_id = ? and contract_id = ? and type = ? and line = ?',
    [unit.cooperative.id, season.id, contract.id, line.type, canonicalJson(line)],
  );
  return row !== undefined;
}

function keyOf(unit: BookTransaction, season: Season, contract: ContractRow, seq: number): Record<string, number> {
  return { cooperative_id: unit.cooperative.id, season_id: season.id, contract_id: contract.id, seq };
}

async function insert(
  unit: BookTransaction,
  table: string,
  row: Record<string, string | number | null>,
): Promise<void> {
  await unit.tx.insertMany(table, Object.keys(row), [Object.values(row)]);
}
