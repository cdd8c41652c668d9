/** The lines of a statement's life as a book has them. */
import { listSeasons, requireSeason } from '../../src/calendar/seasons';
import { requireContract } from '../../src/contracts/contracts';
import { requireCooperative } from '../../src/parties/cooperatives';
import { wholeOf } from '../../src/parties/scope';
import { findStatement } from '../../src/settlement/statements.queries';
import type { TestApp } from './app';

export interface Address {
  readonly cooperative: string;
  readonly season: string;
  readonly contract: string;
}

export const HEADER = '{"type":"book","format":1}';
const AT = '2026-05-01T08:00:00.000Z';

export const stepLine = (to: Address, state: string, by: string, more: object = {}): string =>
  JSON.stringify({ type: 'statement', ...to, state, at: AT, by, ...more });

export const signatureLine = (to: Address, sha256: string, more: object = {}): string =>
  JSON.stringify({ type: 'signature', ...to, role: 'household', by: 'card:1', how: 'pin', at: AT, sha256, ...more });

/** What a statement says now. */
export async function statementAt(
  { database: { reads } }: Pick<TestApp, 'database'>,
  to: Address,
): Promise<{ sha256: string; status: string }> {
  const cooperative = await requireCooperative(reads, to.cooperative);
  const season = requireSeason(await listSeasons(reads, cooperative.id), to.season);
  const contract = await requireContract(reads, wholeOf(cooperative), to.contract);
  const found = await findStatement(reads, cooperative, season, contract);
  if (!found) throw new Error(`no statement ${to.season}/${to.contract}`);
  return found;
}

/** Everything that can become of a statement, up to its confirmation. */
export async function wholeLife(app: TestApp, to: Address): Promise<string[]> {
  const { sha256 } = await statementAt(app, to);
  const line = { section: 'cash', subject: 'CNY', line: 'received' };
  return [
    HEADER,
    stepLine(to, 'presented', 'clerk'),
    stepLine(to, 'disputed', 'clerk', {
      line,
      reason: '少记一笔',
      deadline: '2026-05-16',
      attachment: 'b2'.repeat(32),
    }),
    stepLine(to, 'disputed', 'clerk', { answer: '已核对' }),
    stepLine(to, 'presented', 'clerk', { at: '2026-05-02T08:00:00.000Z' }),
    signatureLine(to, sha256, { how: 'paper', attachment: 'a1'.repeat(32) }),
    stepLine(to, 'confirmed', 'card:1'),
    signatureLine(to, sha256, { role: 'branch', by: 'branch', how: 'screen' }),
  ];
}
