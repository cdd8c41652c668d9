/** Reads the audit trail of a cooperative: filtered, newest first, one page or all of it. */
import type { Reader, SqlValue } from '../database/tx';
import type { TrailHead } from './trail.chain';

/** A row of `audit_event`; `before` and `after` are JSON. */
export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly address: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Instants; `until` is excluded. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  /** Only rows before this one. */
  readonly beforeId?: string;
}

/** The end of a chain of the trail; absent while the chain is empty. */
export function trailHead(reader: Reader, chain: number): Promise<TrailHead | undefined> {
  return reader.get<TrailHead>('select seq, hash from trail_head where chain = ?', [chain]);
}

/** An act as the trail records it. */
export interface AuditedRow extends Pick<AuditRow, 'at' | 'actor' | 'action' | 'subject' | 'after'> {
  /** The content of `after`, or else of `before`; empty if it is not JSON any more because somebody tampered with it. */
  readonly said: unknown;
}

/** The rows of some actions in a cooperative, in the order of the chains, for checks that compare tables with the trail. */
export async function* auditEntriesOf(
  reader: Reader,
  cooperativeId: number,
  actions: readonly string[],
): AsyncGenerator<AuditedRow> {
  const sql = `select at, actor, action, subject, "before", "after" from audit_event
    where cooperative_id = ? and action in (${actions.map(() => '?').join(', ')}) order by chain, seq`;
  for await (const row of reader.iterate<AuditRow>(sql, [cooperativeId, ...actions]))
    yield { ...row, said: contentIn(row.after ?? row.before) };
}

function contentIn(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}') ?? {};
  } catch {
    return {};
  }
}

const ROWS_AT_ONCE = 500;

/** How much of a name the trail keeps. */
export const ACTOR_LENGTH_MAX = 80;

/** One row more than `limit`, to tell whether there is another page. */
export function listAudit(
  reader: Reader,
  cooperativeId: number,
  filter: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  const { sql, params } = queryOf(cooperativeId, filter);
  return reader.all<AuditRow>(`${sql} limit ${limit + 1}`, params);
}

/**
 * All rows, read in pages, so that a slow reader keeps neither a connection nor a snapshot open. Rows added meanwhile come before the first
 * page and are left out.
 */
export async function* auditPages(
  reader: Reader,
  cooperativeId: number,
  filter: AuditFilter,
): AsyncGenerator<AuditRow[]> {
  for (let from = filter; ;) {
    const rows = await listAudit(reader, cooperativeId, from, ROWS_AT_ONCE - 1);
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    from = { ...filter, beforeId: last.id };
  }
}

/** The actions that occur in the trail, for a filter. */
export async function auditActions(reader: Reader, cooperativeId: number): Promise<string[]> {
  const rows = await reader.all<{ action: string }>(
    'select distinct action from audit_event where cooperative_id = ? order by action',
    [cooperativeId],
  );
  return rows.map((r) => r.action);
}

function queryOf(cooperativeId: number, { actor, action, since, until, beforeId }: AuditFilter) {
  const where = ['cooperative_id = ?'];
  const params: SqlValue[] = [cooperativeId];
  const add = (sql: string, value: string | undefined): void => {
    if (value === undefined) return;
    where.push(sql);
    params.push(value);
  };
  add('actor = ?', actor);
  add('action = ?', action);
  // Ids begin with the instant.
  add('id >= ?', since);
  add('id < ?', until);
  add('id < ?', beforeId);
  const columns = 'id, at, actor, address, action, subject, "before", "after"';
  return { sql: `select ${columns} from audit_event where ${where.join(' and ')} order by id desc`, params };
}
