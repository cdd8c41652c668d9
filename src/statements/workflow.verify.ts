/** Checks every step and signature against the chain, and against the statement's content at the time. */
import { listSeasons, type Season } from '../calendar/seasons';
import type { Run } from '../common/progress';
import { loadPage, type LoadedContract } from '../contracts/histories';
import type { Reader } from '../database/tx';
import type { SignatureLine, StatementStepLine } from '../domain/book/workflow-lines';
import { nextState, stateNow, stepOf, type TakenStep } from '../domain/statement/workflow';
import { statementNumber } from '../domain/statement/statement-lines';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { makeStatement } from './statement-maker';
import { signatureColumns, stepColumns } from './workflow';

interface RecordRow {
  readonly seq: number;
  readonly season_id: number;
  readonly contract_id: number;
  readonly line: string;
}

const TABLES = ['statement_step', 'signature'] as const;

/** Steps and signatures of statements. */
export const workflowCheck = firstFault('workflow', ['statement_step', 'signature'], workflowFault);

/** The first step or signature that differs from the chain, or was not about its statement's content, if any. */
async function workflowFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { run }: { readonly run: Run },
): Promise<VerifyFault | undefined> {
  const check = new WorkflowCheck(reader, cooperative, await listSeasons(reader, cooperative.id));
  const sql = `select seq, season_id, contract_id, line from book_record
    where cooperative_id = ? and type in ('statement', 'signature') order by contract_id, season_id, seq`;
  for await (const record of reader.iterate<RecordRow>(sql, [cooperative.id])) {
    run.signal.throwIfAborted();
    const what = await check.wrongWith(record);
    if (what !== undefined) return { seq: record.seq, code: 'statement_wrong', what };
  }
  for (const table of TABLES) {
    const row = await reader.get<{ n: number }>(`select count(*) as n from ${table} where cooperative_id = ?`, [
      cooperative.id,
    ]);
    if (row?.n !== check.seen[table])
      return { seq: cooperative.head_seq, code: 'statement_wrong', what: `${table} has rows that were never recorded` };
  }
  return undefined;
}

/** Goes through the records statement by statement. */
class WorkflowCheck {
  readonly seen = { statement_step: 0, signature: 0 };
  private loaded: LoadedContract | undefined;
  private statement = '';
  private last: TakenStep | undefined;

  constructor(
    private readonly reader: Reader,
    private readonly cooperative: CooperativeRow,
    private readonly seasons: readonly Season[],
  ) {}

  async wrongWith(record: RecordRow): Promise<string | undefined> {
    const line = JSON.parse(record.line) as StatementStepLine | SignatureLine;
    const number = statementNumber(line.season, line.contract);
    if (this.statement !== number) [this.statement, this.last] = [number, undefined];
    const sha256 = await this.contentBefore(record);
    if (sha256 === undefined) return `${number} had no statement`;
    const isStep = line.type === 'statement';
    const table = isStep ? 'statement_step' : 'signature';
    this.seen[table] += 1;
    const columns = isStep ? stepColumns(line, sha256) : signatureColumns(line);
    if (!(await this.isStored(table, record, columns))) return `${number}: the row of this ${table} was changed`;
    if (!isStep) return line.sha256 === sha256 ? undefined : `${number}: another content was signed`;
    const before = stateNow(this.last, sha256).state;
    this.last = { state: line.state, sha256 };
    return nextState(before, stepOf(line)) === line.state
      ? undefined
      : `${number} was ${before}, and then ${line.state}`;
  }

  /** The SHA-256 of the statement at the time of the record. */
  private async contentBefore({ seq, season_id, contract_id }: RecordRow): Promise<string | undefined> {
    if (this.loaded?.contract.id !== contract_id)
      [this.loaded] = await loadPage(this.reader, this.cooperative.id, [contract_id], { whole: true });
    const season = this.seasons.find((s) => s.id === season_id);
    if (!season || !this.loaded) return undefined;
    const { contract, history } = this.loaded;
    return makeStatement(this.cooperative, season, { contract, history: history.before(seq) })?.sha256;
  }

  private async isStored(
    table: (typeof TABLES)[number],
    { seq, season_id, contract_id }: RecordRow,
    columns: Record<string, string | null>,
  ): Promise<boolean> {
    const row = await this.reader.get<Record<string, string | null>>(
      `select ${Object.keys(columns).join(', ')} from ${table} where cooperative_id = ? and season_id = ? and contract_id = ? and seq = ?`,
      [this.cooperative.id, season_id, contract_id, seq],
    );
    return row !== undefined && Object.entries(columns).every(([key, value]) => row[key] === value);
  }
}
