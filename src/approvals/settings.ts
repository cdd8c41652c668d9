/** What a cooperative lets a second person approve beyond what always needs it: kept as versions, the last of which holds. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { Writer } from '../database/writer';
import { EVENT_KINDS } from '../domain/events/registry';
import { parseMoney } from '../domain/quantity/money';
import { NO_EXTENT, type Extent } from '../domain/recording/extent';
import { Count, ListOf, Money } from '../domain/shape/field';
import { requireCooperative } from '../parties/cooperatives';
import { changeSetting, settingsHistory, settingsOf, type Settings } from '../parties/settings';

export class ApprovalSettings {
  /** Event kinds that need approval beside those that always do. */
  @ListOf({ is: 'choice', of: [...EVENT_KINDS.keys()] }) always: string[];
  /** An event that moves more yuan needs approval, alone or with what its maker has recorded of the contract on the same day. */
  @Money({ sign: 'zero', optional: true }) cashOver?: string;
  /** The same with heads. */
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

const NAME = 'approvals';

export async function loadSettings(reader: Reader, cooperativeId: number): Promise<VersionedSettings> {
  return versioned(await settingsOf(reader, cooperativeId));
}

function versioned(settings: Settings): SettingsVersion {
  const { version, madeAt, madeBy, content } = settings;
  return { version, settings: (content[NAME] as ApprovalSettings | undefined) ?? DEFAULT, madeBy, madeAt };
}

/** A limit: more than `over` fen, or heads, needs a second person. */
export interface Limit {
  readonly of: keyof Extent;
  readonly over: number;
}

export function limitsOf({ cashOver, headsOver }: ApprovalSettings): Limit[] {
  return [
    ...(cashOver === undefined ? [] : [{ of: 'fen', over: parseMoney(cashOver) } as const]),
    ...(headsOver === undefined ? [] : [{ of: 'heads', over: headsOver } as const]),
  ];
}

/** Whether what an event moves can matter. */
export function hasLimits(settings: ApprovalSettings): boolean {
  return limitsOf(settings).length > 0;
}

/** Whether an event of a kind needs a second person, whatever it moves or for moving so much. */
export function needsApproval(settings: ApprovalSettings, kind: string, extent: Extent = NO_EXTENT): boolean {
  return (
    EVENT_KINDS.get(kind)?.approval === true ||
    settings.always.includes(kind) ||
    limitsOf(settings).some(({ of, over }) => extent[of] > over)
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
    return (await settingsHistory(this.reads, cooperativeId, before, limit)).map(versioned);
  }

  /**
   * Makes a new version; what was agreed before stays readable.
   *
   * @throws DomainError version_stale
   */
  async change(code: string, version: number, settings: ApprovalSettings, origin: Origin): Promise<VersionedSettings> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      const before = (await loadSettings(tx, cooperative.id)).settings;
      const made = await changeSetting(tx, origin, this.clock.now(), {
        cooperative, version, name: NAME, before, after: settings, action: 'approval_settings_changed',
      }); // prettier-ignore
      return { version: made, settings };
    });
  }
}
