/** Computes and stores draft statements, page by page. Each page is a unit of work of its own, so that a run can be stopped and resumed. */
import type { Season } from '../calendar/seasons';
import type { Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import type { CooperativeRef } from '../parties/cooperatives';
import type { ContractRow } from '../contracts/contracts';
import { loadPage } from '../contracts/histories';
import { keptForm, makeStatement, type MadeStatement } from './statement-maker';
import { Words } from '../domain/shape/view';

/** A contract whose statement could not be computed, and why. */
export class SettlementFailure {
  @Words() readonly contract: string;
  @Words() readonly code: string;
}

const COLUMNS = [
  'cooperative_id',
  'season_id',
  'contract_id',
  'state',
  'lines',
  'sha256',
  'carry',
  'basis_seq',
  'closed_seq',
];

/**
 * Drafts the statements of a page of contracts; one that fails does not stop the others.
 *
 * @param ids contract keys in ascending order
 */
export async function draftPage(
  tx: Tx,
  cooperative: CooperativeRef,
  season: Season,
  ids: readonly number[],
  isFirstOpen: boolean,
): Promise<SettlementFailure[]> {
  const failures: SettlementFailure[] = [];
  const rows: (string | number | null)[][] = [];
  const settled: number[] = [];
  for (const loaded of await loadPage(tx, cooperative.id, ids, isFirstOpen ? { upToSeason: season.id } : {})) {
    try {
      const made = makeStatement(cooperative, season, loaded);
      settled.push(loaded.contract.id);
      if (made) rows.push(draftRow(cooperative, season, loaded.contract, made));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      failures.push({ contract: loaded.contract.number, code: error.code });
    }
  }
  await deleteDrafts(tx, cooperative.id, season.id, settled);
  await tx.insertMany('statement', COLUMNS, rows);
  return failures;
}

function draftRow(
  cooperative: CooperativeRef,
  season: Season,
  contract: ContractRow,
  made: MadeStatement,
): (string | number | null)[] {
  const { lines, sha256, carry } = keptForm(made);
  return [cooperative.id, season.id, contract.id, 'draft', lines, sha256, carry, contract.last_seq, null];
}

async function deleteDrafts(
  tx: Tx,
  cooperativeId: number,
  seasonId: number,
  contractIds: readonly number[],
): Promise<void> {
  if (contractIds.length === 0) return;
  await tx.run(
    `delete from statement where cooperative_id = ? and season_id = ? and closed_seq is null and contract_id in (${contractIds.map(() => '?').join(', ')})`,
    [cooperativeId, seasonId, ...contractIds],
  );
}
