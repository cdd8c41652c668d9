/** Compares the versions of a cooperative's settings with the audit trail: each must be the previous one with the recorded change. */
import { firstFault } from './check';
import { auditEntriesOf, type AuditedRow } from '../audit/audit.queries';
import type { Reader } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import type { CooperativeRef } from './cooperatives';
import { SETTING_ACTIONS } from './settings';

interface Row {
  readonly version: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
}

/** Versions of a cooperative's settings. */
export const settingsCheck = firstFault('settings', ['cooperative_setting'], wrongSettings);

/** The first version that differs from the trail, if any. */
async function wrongSettings(reader: Reader, { id }: CooperativeRef): Promise<string | undefined> {
  const rows = await reader.all<Row>(
    'select version, made_at, made_by, content from cooperative_setting where cooperative_id = ? order by version',
    [id],
  );
  const audited: AuditedRow[] = [];
  for await (const change of auditEntriesOf(reader, id, SETTING_ACTIONS)) audited.push(change);
  let before: { readonly made_at: string; readonly content: string } = { made_at: '', content: '{}' };
  for (const [i, row] of rows.entries()) {
    const entry = audited[i];
    if (row.version !== i + 1 || !entry || !isMade(before, row, entry))
      return `settings, version ${row.version} are not those that were made`;
    before = row;
  }
  return audited.length > rows.length ? `settings, version ${rows.length + 1} are missing` : undefined;
}

function isMade(before: { readonly made_at: string; readonly content: string }, row: Row, entry: AuditedRow): boolean {
  const [old, made] = [contentOf(before.content), contentOf(row.content)];
  if (!old || !made) return false;
  const changed = Object.keys({ ...old, ...made }).filter((k) => textOf(old[k]) !== textOf(made[k]));
  // Saving the same settings again also makes a version.
  const isChange =
    changed.length === 0
      ? Object.values(made).some((v) => textOf(v) === entry.after)
      : changed.length === 1 && textOf(made[changed[0] as string]) === entry.after;
  const madeAt = before.made_at > entry.at ? before.made_at : entry.at;
  return isChange && row.content === canonicalJson(made) && row.made_at === madeAt && row.made_by === entry.actor;
}

const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

function contentOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
