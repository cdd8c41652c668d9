/** What a cooperative lets a second person approve beyond what always needs it: kept as versions, the last of which holds. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { EVENT_KINDS } from '../domain/events/registry';
import { canonicalJson } from '../domain/ledger/canonical';
import { parseMoney } from '../domain/quantity/money';
import type { Extent } from '../domain/recording/extent';
import { Count, ListOf, Money } from '../domain/shape/field';
import { requireCooperative } from '../parties/cooperatives';

export class ApprovalSettings {
  /** Event kinds that need approval beside those that always do. */
  @ListOf({ is: 'choice', of: [...EVENT_KINDS.keys()] }) always: string[];
  /** An event that moves more yuan needs approval. */
  @Money({ sign: 'zero', optional: true }) cashOver?: string;
  /** An event that moves more heads needs approval. */
  @Count({ min: 0, optional: true }) headsOver?: number;
  /** After so many days a proposal has expired. */
  @Count({ max: 366 }) expiryDays: number;
}

const DEFAULT: ApprovalSettings = { always: [], expiryDays: 14 };

/** The settings in force; version 0 is the default. */
export interface VersionedSettings {
  readonly version: number;
  readonly settings: ApprovalSettings;
}

/** A version with who made it and when. */
export interface SettingsVersion extends VersionedSettings {
  readonly madeBy: string;
  readonly madeAt: string;
}

interface Row {
  readonly version: number;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
}

/** What a version holds; other settings of the cooperative may stand beside these. */
interface Content {
  readonly approvals?: ApprovalSettings;
}

const LATEST = 'select * from cooperative_setting where cooperative_id = ? order by version desc limit 1';

export async function loadSettings(reader: Reader, cooperativeId: number): Promise<VersionedSettings> {
  const row = await reader.get<Row>(LATEST, [cooperativeId]);
  return { version: row?.version ?? 0, settings: (row && contentOf(row).approvals) ?? DEFAULT };
}

function contentOf(row: Row): Content {
  return JSON.parse(row.content) as Content;
}

/** Whether what an event moves can matter. */
export function hasLimits({ cashOver, headsOver }: ApprovalSettings): boolean {
  return cashOver !== undefined || headsOver !== undefined;
}

/** Whether an event of a kind needs a second person, whatever it moves or for moving so much. */
export function needsApproval(
  settings: ApprovalSettings,
  kind: string,
  extent: Extent = { fen: 0, heads: 0 },
): boolean {
  const { always, cashOver, headsOver } = settings;
  return (
    EVENT_KINDS.get(kind)?.approval === true ||
    always.includes(kind) ||
    (cashOver !== undefined && extent.fen > parseMoney(cashOver)) ||
    (headsOver !== undefined && extent.heads > headsOver)
  );
}

@Injectable()
export class ApprovalSettingsService {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  get(cooperativeId: number): Promise<VersionedSettings> {
    return loadSettings(this.reads, cooperativeId);
  }

  /** One more than `limit` versions, the newest first, before the version `before`. */
  async history(cooperativeId: number, before: number, limit: number): Promise<SettingsVersion[]> {
    const rows = await this.reads.all<Row>(
      `select * from cooperative_setting where cooperative_id = ? and version < ? order by version desc limit ${limit + 1}`,
      [cooperativeId, before],
    );
    return rows.map((row) => ({
      version: row.version,
      settings: contentOf(row).approvals ?? DEFAULT,
      madeBy: row.made_by,
      madeAt: row.made_at,
    }));
  }

  /**
   * Makes a new version; what was agreed before stays readable.
   *
   * @throws DomainError version_stale
   */
  async change(code: string, version: number, settings: ApprovalSettings, origin: Origin): Promise<VersionedSettings> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const { id } = await requireCooperative(tx, code);
      const row = await tx.get<Row>(LATEST, [id]);
      const before = row ? contentOf(row) : {};
      if ((row?.version ?? 0) !== version) throw new DomainError('version_stale', { version: row?.version ?? 0 });
      const now = this.clock.now();
      await tx.insertMany(
        'cooperative_setting',
        ['cooperative_id', 'version', 'made_at', 'made_by', 'content'],
        [[id, version + 1, now, origin.actor, canonicalJson({ ...before, approvals: settings })]],
      );
      await audit(tx, origin, now, {
        cooperativeId: id,
        action: 'approval_settings_changed',
        subject: code,
        before: before.approvals ?? DEFAULT,
        after: settings,
      });
      return { version: version + 1, settings };
    });
  }
}
