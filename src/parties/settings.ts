/** A cooperative's settings, kept as versions: each contains all settings, and the latest is in force. */
import { audit, type Origin } from '../audit/audit';
import { requireClock } from '../audit/clock-check';
import type { Reader, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';

/** One version; settings never made are absent. */
export interface Settings {
  readonly version: number;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly content: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly version: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
}

const NONE: Settings = { version: 0, madeAt: '', madeBy: '', content: {} };

/** The version in force now, or at an instant. */
export async function settingsOf(reader: Reader, cooperativeId: number, asKnown?: string): Promise<Settings> {
  const row = await reader.get<Row>(
    `select * from cooperative_setting where cooperative_id = ? ${asKnown === undefined ? '' : 'and made_at <= ?'}
     order by version desc limit 1`,
    [cooperativeId, ...(asKnown === undefined ? [] : [asKnown])],
  );
  return row ? settingsIn(row) : NONE;
}

/** The versions before `before`, newest first; one more than `limit`. */
export async function settingsHistory(
  reader: Reader,
  cooperativeId: number,
  before: number,
  limit: number,
): Promise<Settings[]> {
  const rows = await reader.all<Row>(
    `select * from cooperative_setting where cooperative_id = ? and version < ? order by version desc limit ${limit + 1}`,
    [cooperativeId, before],
  );
  return rows.map(settingsIn);
}

function settingsIn(row: Row): Settings {
  return {
    version: row.version,
    madeAt: row.made_at,
    madeBy: row.made_by,
    content: JSON.parse(row.content) as Settings['content'],
  };
}

/** Names in the audit trail; never renamed. */
export const SETTING_ACTIONS = ['approval_settings_changed', 'notice_settings_changed'] as const;

/** A change of one setting. */
export interface SettingChange {
  readonly cooperative: { readonly id: number; readonly code: string };
  /** The version that the change is based on. */
  readonly version: number;
  readonly name: string;
  readonly before: object;
  readonly after: object;
  /** Its name in the audit trail. */
  readonly action: (typeof SETTING_ACTIONS)[number];
}

/**
 * Makes a version with one setting changed.
 *
 * @throws DomainError version_stale
 */
export async function changeSetting(tx: Tx, origin: Origin, now: string, change: SettingChange): Promise<number> {
  const { cooperative, name, after } = change;
  const last = await settingsOf(tx, cooperative.id);
  if (last.version !== change.version) throw new DomainError('version_stale', { version: last.version });
  await requireClock(tx, cooperative.id, now);
  const version = last.version + 1;
  // Never earlier than the previous version, so that what was in force at an instant does not change.
  const madeAt = last.madeAt > now ? last.madeAt : now;
  await tx.insertMany(
    'cooperative_setting',
    ['cooperative_id', 'version', 'made_at', 'made_by', 'content'],
    [[cooperative.id, version, madeAt, origin.actor, canonicalJson({ ...last.content, [name]: after })]],
  );
  await audit(tx, origin, now, {
    cooperativeId: cooperative.id,
    action: change.action,
    subject: cooperative.code,
    before: change.before,
    after,
  });
  return version;
}
