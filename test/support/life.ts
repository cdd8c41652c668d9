/** The lines of a statement's life as a book has them. */
import { listSeasons, requireSeason } from '../../src/calendar/seasons';
import { requireContract } from '../../src/contracts/contracts';
import { WORKFLOW_TYPES } from '../../src/domain/book/workflow-lines';
import { readLine } from '../../src/domain/book/lines';
import { recordHash } from '../../src/domain/ledger/chain';
import { requireCooperative } from '../../src/parties/cooperatives';
import { wholeOf } from '../../src/parties/scope';
import { findStatement } from '../../src/statements/statements.queries';
import type { TestApp } from './app';
import { importLines } from './services';

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

/**
 * The lines with those of statements' lives as an exported book has them, each the next record of its cooperative's chain: a step or a
 * signature without the hash of its record is not taken over.
 */
export async function chained(app: Pick<TestApp, 'database' | 'clock'>, lines: readonly string[]): Promise<string[]> {
  const heads = new Map<string, { seq: number; hash: string }>();
  const made: string[] = [];
  for (const text of lines) {
    const raw = JSON.parse(text) as { type: string; cooperative: string };
    if (!WORKFLOW_TYPES.has(raw.type)) {
      made.push(text);
      continue;
    }
    const row = await requireCooperative(app.database.reads, raw.cooperative);
    const head = heads.get(raw.cooperative) ?? { seq: row.head_seq, hash: row.head_hash };
    const recordedAt = [app.clock.now(), row.head_at ?? ''].sort()[1] as string;
    const record = { prev: head.hash, seq: head.seq + 1, recordedAt, line: normal(raw), entries: [] };
    const next = { seq: record.seq, hash: recordHash(record) };
    heads.set(raw.cooperative, next);
    made.push(JSON.stringify({ ...raw, ...next, recordedAt }));
  }
  return made;
}

/** A line that is no step at all is hashed as it stands. */
function normal(raw: object): object {
  try {
    return readLine(raw);
  } catch {
    return raw;
  }
}

/** Imports lines of a book, and those of statements' lives among them as the next records of their chain. */
export async function importLife(app: TestApp, lines: readonly string[]): Promise<void> {
  let run: string[] = [];
  const isLife = (line: string | undefined): boolean =>
    line !== undefined && WORKFLOW_TYPES.has((JSON.parse(line) as { type: string }).type);
  for (const line of lines.slice(1)) {
    if (run.length > 0 && isLife(line) !== isLife(run[0])) {
      await importLines(app, [HEADER, ...(await chained(app, run))]);
      run = [];
    }
    run.push(line);
  }
  await importLines(app, [HEADER, ...(await chained(app, run))]);
}
