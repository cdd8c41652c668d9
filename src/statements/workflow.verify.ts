/** Checks every step and signature against the chain, and against the content that the statement had when it was recorded. */
import { listSeasons, type Season } from '../calendar/seasons';
import type { Run } from '../common/progress';
import { CONTRACT_ROWS, type ContractRow } from '../contracts/contracts';
import { loadHistory } from '../contracts/histories';
import type { Reader } from '../database/tx';
import type { SignatureLine, StatementStepLine } from '../domain/book/workflow-lines';
import type { History } from '../domain/contract/history';
import { settle } from '../domain/statement/statement';
import { nextState, stateNow, stepOf, type TakenStep } from '../domain/statement/workflow';
import { statementHash, statementNumber } from '../domain/statement/statement-lines';
import type { Fault } from '../journal/chain.verify';
import type { CooperativeRow } from '../parties/cooperatives';
import { signatureColumns, stepColumns } from './workflow';

interface RecordRow {
  readonly seq: number;
  readonly season_id: number;
  readonly contract_id: number;
  readonly line: string;
}

const TABLES = ['statement_step', 'signature'] as const;

/** The first step or signature that is not as the chain says or was not about its statement's content, if there is one. */
export async function lifeFault(reader: Reader, cooperative: CooperativeRow, run: Run): Promise<Fault | undefined> {
  const check = new LifeCheck(reader, cooperative, await listSeasons(reader, cooperative.id));
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
class LifeCheck {
  readonly seen = { statement_step: 0, signature: 0 };
  private contract: ContractRow | undefined;
  private history: History | undefined;
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

  /** The SHA-256 of the statement as it was when the record was made. */
  private async contentBefore({ seq, season_id, contract_id }: RecordRow): Promise<string | undefined> {
    if (this.contract?.id !== contract_id) await this.load(contract_id);
    const season = this.seasons.find((s) => s.id === season_id);
    const { contract, history } = this;
    const settlement = season && history && settle(history.before(seq), season);
    if (!settlement || !contract) return undefined;
    const { number, household } = contract;
    const head = { cooperative: this.cooperative.code, season: season.code, contract: number, household };
    return statementHash(head, settlement.subjects);
  }

  private async load(contractId: number): Promise<void> {
    const { id } = this.cooperative;
    const sql = `${CONTRACT_ROWS} where c.cooperative_id = ? and c.id = ? and c.state = 'active'`;
    this.contract = await this.reader.get<ContractRow>(sql, [id, contractId]);
    this.history = this.contract && (await loadHistory(this.reader, id, this.contract, { whole: true }));
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
