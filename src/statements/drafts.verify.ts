/** Recomputes every stored draft, since a season is closed with the drafts that are stored. */
import { listSeasons } from '../calendar/seasons';
import type { Run } from '../common/progress';
import { ownRecord } from '../contracts/contracts.queries';
import { loadPage, type LoadedContract } from '../contracts/histories';
import type { Reader } from '../database/tx';
import { statementNumber } from '../domain/statement/statement-lines';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { keptForm, makeStatement, type KeptStatement } from './statement-maker';

interface DraftRow extends KeptStatement {
  readonly season_id: number;
  readonly contract_id: number;
  readonly state: string;
  readonly basis_seq: number;
}

interface Loaded extends LoadedContract {
  /** Records that a draft may be based on. */
  readonly bases: ReadonlySet<number>;
}

/** Drafts of statements. */
export const draftsCheck = firstFault('drafts', ['statement'], draftsFault);

/** The first draft that differs from what the facts up to its basis give, if any. */
async function draftsFault(
  reader: Reader,
  cooperative: CooperativeRow,
  { run }: { readonly run: Run },
): Promise<VerifyFault | undefined> {
  const seasons = await listSeasons(reader, cooperative.id);
  const sql = `select season_id, contract_id, state, lines, sha256, carry, basis_seq from statement
    where cooperative_id = ? and closed_seq is null order by contract_id, season_id`;
  let loaded: Loaded | undefined;
  for await (const row of reader.iterate<DraftRow>(sql, [cooperative.id])) {
    run.signal.throwIfAborted();
    if (loaded?.contract.id !== row.contract_id) loaded = await load(reader, cooperative, row.contract_id);
    const season = seasons.find((s) => s.id === row.season_id);
    const wrong = (what: string): VerifyFault => ({ seq: cooperative.head_seq, code: 'statement_wrong', what });
    if (!loaded || !season) return wrong('a draft is there of a contract or a season that is not');
    const { contract, history, bases } = loaded;
    const number = statementNumber(season.code, contract.number);
    const made = bases.has(row.basis_seq)
      ? makeStatement(cooperative, season, { contract, history: history.before(row.basis_seq + 1) })
      : undefined;
    if (!made) return wrong(`the draft of ${number} should not be there`);
    const kept = keptForm(made);
    const isRight =
      row.state === 'draft' && row.lines === kept.lines && row.sha256 === kept.sha256 && row.carry === kept.carry;
    if (!isRight) return wrong(`the draft of ${number} differs from the facts`);
  }
  return undefined;
}

async function load(reader: Reader, { id }: CooperativeRow, contractId: number): Promise<Loaded | undefined> {
  const [loaded] = await loadPage(reader, id, [contractId], { whole: true });
  return (
    loaded && {
      ...loaded,
      bases: new Set([await ownRecord(reader, id, contractId), ...loaded.history.facts.map((f) => f.seq)]),
    }
  );
}
