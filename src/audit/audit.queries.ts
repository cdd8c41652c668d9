/** Reads the trail of a cooperative: filtered, the newest first, a page by key or all of it. */
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

/** Instants, `until` excluded. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  /** Only what stands before this row. */
  readonly beforeId?: string;
}

/** Where a chain of the trail ends; nowhere while nothing was done. */
export function trailHead(reader: Reader, chain: number): Promise<TrailHead | undefined> {
  return reader.get<TrailHead>('select seq, hash from trail_head where chain = ?', [chain]);
}

/** Something that the trail says was done. */
export interface AuditedRow extends Pick<AuditRow, 'at' | 'actor' | 'action' | 'subject' | 'after'> {
  /** What stands in `after`, or else in `before`; nothing when somebody has made no JSON of it. */
  readonly said: unknown;
}

/** What the trail tells of some actions in a cooperative, in the order of its chains: for whatever is held against it. */
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

/** The trail keeps so much of a name. */
export const ACTOR_LENGTH_MAX = 80;

/** One more than `limit`. */
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
 * All of it, in pages by key: whoever reads on slowly keeps neither a connection nor an old state of the book. What comes meanwhile stands
 * before its beginning and is not in it.
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

/** What has been done at all, to choose from. */
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
  // Ids begin with their instant.
  add('id >= ?', since);
  add('id < ?', until);
  add('id < ?', beforeId);
  const columns = 'id, at, actor, address, action, subject, "before", "after"';
  return { sql: `select ${columns} from audit_event where ${where.join(' and ')} order by id desc`, params };
}
