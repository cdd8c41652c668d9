/** Reads what the documents of a season need: its statements, whose they are, and the head of the chain. */
import { yieldToEventLoop } from '../../common/progress';
import { requireSeason, seasonUnknown, type Season } from '../../calendar/seasons';
import { requireContract } from '../../contracts/contracts';
import type { Reader } from '../../database/tx';
import { DomainError } from '../../domain/errors';
import { statementNumber } from '../../domain/statement/statement-lines';
import type { CooperativeRow } from '../../parties/cooperatives';
import { wholeOf } from '../../parties/scope';
import { lateFactsOf } from '../../statements/late-facts.queries';
import { workflowOf } from '../../statements/workflow.queries';
import { findStatement, readStatements, type StatementView } from '../../statements/statements.queries';
import type { StatementContext } from './beside.data';
import { knownHead, knownSeasons, type KnownHead } from '../known';
import type { StatementParties } from './statement.data';

/** Statements read between two chances for others to be served. */
const BATCH_SIZE = 20;

/** Which statements. */
export interface SeasonRequest {
  readonly season: string;
  /** Of this contract alone. */
  readonly contract?: string;
  readonly asKnown?: string;
  /** Of so many in a file the first, the second, … part. */
  readonly part?: number;
}

/** The last record of a cooperative's chain. */
export interface PrintedHead extends KnownHead {
  readonly cooperative: string;
}

/** Statements with whose they are. */
export interface SeasonStatements {
  readonly season: Season;
  readonly head: PrintedHead;
  readonly statements: readonly FoundStatement[];
}

interface FoundStatement extends Parties {
  readonly view: StatementView;
}

interface Parties {
  readonly parties: StatementParties;
  /** The contract's key. */
  readonly contractId: number;
}

/** What is known beside the lines of each, in their order. */
export async function readContexts(
  reader: Reader,
  { id: cooperativeId }: CooperativeRow,
  { season, statements }: SeasonStatements,
  asKnown?: string,
): Promise<StatementContext[]> {
  const all: StatementContext[] = [];
  for (const { view, contractId } of statements) {
    const key = { cooperativeId, seasonId: season.id, contractId };
    const workflow = await workflowOf(reader, key, view.sha256, asKnown);
    all.push({ life: workflow, late: await lateFactsOf(reader, key, asKnown) });
    if (all.length % BATCH_SIZE === 0) await yieldToEventLoop();
  }
  return all;
}

/**
 * In the order of the contracts' numbers.
 *
 * @param most how many are read; more must be asked for part by part
 * @throws DomainError season_unknown, contract_unknown, statement_unknown when there is none, too_many_statements, choice_invalid at `part`
 */
export async function readSeasonStatements(
  reader: Reader,
  cooperative: CooperativeRow,
  request: SeasonRequest,
  most?: number,
): Promise<SeasonStatements> {
  const head = await knownHead(reader, cooperative, request.asKnown);
  if (!head) throw seasonUnknown(request.season, []);
  const season = requireSeason(await knownSeasons(reader, cooperative, request.asKnown), request.season);
  const partiesOf = await readParties(reader, cooperative, season);
  const statements: SeasonStatements['statements'][number][] = [];
  const skipped = most === undefined ? 0 : ((request.part ?? 1) - 1) * most;
  let count = 0;
  for await (const view of viewsOf(reader, cooperative, season, request)) {
    count += 1;
    if (count > skipped && (most === undefined || count <= skipped + most))
      statements.push({ view, ...partiesOf(view) });
    if (count % BATCH_SIZE === 0) await yieldToEventLoop();
  }
  if (most !== undefined && request.part === undefined && count > most)
    throw new DomainError('too_many_statements', { count, most, parts: Math.ceil(count / most) });
  if (statements.length === 0 && count > 0)
    throw new DomainError('choice_invalid', { value: String(request.part) }, 'part');
  if (statements.length === 0) {
    const statement = request.contract === undefined ? season.code : statementNumber(season.code, request.contract);
    throw new DomainError('statement_unknown', { statement });
  }
  return { season, head: { cooperative: cooperative.code, ...head }, statements };
}

async function* viewsOf(
  reader: Reader,
  cooperative: CooperativeRow,
  season: Season,
  { contract, asKnown }: SeasonRequest,
): AsyncGenerator<StatementView> {
  if (contract === undefined) {
    yield* readStatements(reader, cooperative, season, asKnown);
    return;
  }
  const row = await requireContract(reader, wholeOf(cooperative), contract);
  if (asKnown === undefined) {
    const view = await findStatement(reader, cooperative, season, row);
    if (view) yield view;
    return;
  }
  for await (const view of readStatements(reader, cooperative, season, asKnown)) {
    if (view.contract === contract) yield view;
  }
}

/** All names at once: the statements come in a stream that a query must not interrupt. */
async function readParties(
  reader: Reader,
  cooperative: CooperativeRow,
  season: Season,
): Promise<(view: StatementView) => Parties> {
  const rows = await reader.all<{
    id: number;
    number: string;
    starts_on: string;
    ends_on: string | null;
    branch: string | null;
    code: string;
    name: string;
  }>(
    `select c.id, c.number, c.starts_on, c.ends_on, c.branch, h.code, h.name from contract c
     join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id where c.cooperative_id = ?`,
    [cooperative.id],
  );
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return ({ contract }) => {
    const row = byNumber.get(contract);
    if (!row) throw new Error(`a statement of the unknown contract ${contract}`);
    const parties = {
      cooperative: cooperative.name,
      branch: row.branch ?? cooperative.branch,
      household: { code: row.code, name: row.name },
      contract: { number: row.number, from: row.starts_on, to: row.ends_on },
      season: { code: season.code, name: season.name, from: season.from, to: season.to },
    };
    return { parties, contractId: row.id };
  };
}
