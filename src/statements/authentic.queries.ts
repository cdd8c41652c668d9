/** Whether a printed statement comes from this book, by its number and SHA-256, without revealing its content. */
import { listSeasons, type Season } from '../calendar/seasons';
import { findContract } from '../contracts/contracts';
import type { Reader } from '../database/tx';
import { isHash } from '../domain/shape/check';
import { statementNumber } from '../domain/statement/statement-lines';
import { listCooperatives, type CooperativeRow } from '../parties/cooperatives';
import { findStatement } from './statements.queries';

/** `final`: frozen when the season closed; `current`: as the book is now; `older`: presented like this, but facts were added since. */
export type Standing = 'final' | 'current' | 'older';

export interface Authentic {
  readonly cooperative: string;
  readonly number: string;
  readonly standing: Standing;
}

/** Undefined when no cooperative's book has made such a statement. */
export async function findAuthentic(
  reader: Reader,
  paper: { readonly season: string; readonly contract: string; readonly sha256: string },
): Promise<Authentic | undefined> {
  if (!isHash(paper.sha256)) return undefined;
  for (const cooperative of await listCooperatives(reader)) {
    const season = (await listSeasons(reader, cooperative.id)).find((s) => s.code === paper.season);
    const standing = season && (await standingOf(reader, cooperative, season, paper));
    if (standing)
      return { cooperative: cooperative.name, number: statementNumber(paper.season, paper.contract), standing };
  }
  return undefined;
}

async function standingOf(
  reader: Reader,
  cooperative: CooperativeRow,
  season: Season,
  { contract, sha256 }: { readonly contract: string; readonly sha256: string },
): Promise<Standing | undefined> {
  const row = await findContract(reader, cooperative.id, contract);
  if (!row) return undefined;
  const now = await findStatement(reader, cooperative, season, row);
  if (now?.sha256 === sha256) return season.closed ? 'final' : 'current';
  const step = await reader.get(
    'select seq from statement_step where cooperative_id = ? and season_id = ? and contract_id = ? and sha256 = ?',
    [cooperative.id, season.id, row.id, sha256],
  );
  return step === undefined ? undefined : 'older';
}
