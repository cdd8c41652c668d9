/** Computes every stored draft again: an open season's statements are closed with the drafts that are there. */
import { listSeasons } from '../calendar/seasons';
import type { Run } from '../common/progress';
import { CONTRACT_ROWS, type ContractRow } from '../contracts/contracts';
import { loadHistory } from '../contracts/histories';
import type { Reader } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import type { History } from '../domain/contract/history';
import { settle } from '../domain/statement/statement';
import { encodeSubjects, statementHash, statementNumber } from '../domain/statement/statement-lines';
import type { Fault } from '../journal/chain.verify';
import type { CooperativeRow } from '../parties/cooperatives';

interface DraftRow {
  readonly season_id: number;
  readonly contract_id: number;
  readonly state: string;
  readonly lines: string;
  readonly sha256: string;
  readonly carry: string;
  readonly basis_seq: number;
}

interface Loaded {
  readonly contract: ContractRow;
  readonly history: History;
  /** Records that a draft may stand on. */
  readonly bases: ReadonlySet<number>;
}

/** The first draft that is not what the facts up to its basis give, if there is one. */
export async function draftsFault(reader: Reader, cooperative: CooperativeRow, run: Run): Promise<Fault | undefined> {
  const seasons = await listSeasons(reader, cooperative.id);
  const sql = `select season_id, contract_id, state, lines, sha256, carry, basis_seq from statement
    where cooperative_id = ? and closed_seq is null order by contract_id, season_id`;
  let loaded: Loaded | undefined;
  for await (const row of reader.iterate<DraftRow>(sql, [cooperative.id])) {
    run.signal.throwIfAborted();
    if (loaded?.contract.id !== row.contract_id) loaded = await load(reader, cooperative, row.contract_id);
    const season = seasons.find((s) => s.id === row.season_id);
    const wrong = (what: string): Fault => ({ seq: cooperative.head_seq, code: 'statement_wrong', what });
    if (!loaded || !season) return wrong('a draft is there of a contract or a season that is not');
    const { contract, history, bases } = loaded;
    const number = statementNumber(season.code, contract.number);
    const settlement = bases.has(row.basis_seq) ? settle(history.before(row.basis_seq + 1), season) : undefined;
    if (!settlement) return wrong(`the draft of ${number} should not be there`);
    const head = { cooperative: cooperative.code, season: season.code, contract: contract.number, household: contract.household }; // prettier-ignore
    const isRight =
      row.state === 'draft' &&
      row.lines === encodeSubjects(settlement.subjects) &&
      row.sha256 === statementHash(head, settlement.subjects) &&
      row.carry === canonicalJson(settlement.closing.toData());
    if (!isRight) return wrong(`the draft of ${number} differs from the facts`);
  }
  return undefined;
}

async function load(reader: Reader, { id }: CooperativeRow, contractId: number): Promise<Loaded | undefined> {
  const contract = await reader.get<ContractRow>(
    `${CONTRACT_ROWS} where c.cooperative_id = ? and c.id = ? and c.state = 'active'`,
    [id, contractId],
  );
  if (!contract) return undefined;
  const own = await reader.get<{ seq: number }>(
    'select seq from book_record where cooperative_id = ? and season_id is null and contract_id = ?',
    [id, contractId],
  );
  const history = await loadHistory(reader, id, contract, { whole: true });
  return { contract, history, bases: new Set([own?.seq ?? 0, ...history.facts.map((f) => f.seq)]) };
}
