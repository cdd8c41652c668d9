/** What a cooperative lets a second person approve beyond what always needs it: kept as versions, the last of which holds. */
import type { Reader } from '../database/tx';
import { EVENT_KINDS } from '../domain/events/registry';
import { parseMoney } from '../domain/quantity/money';
import { NO_EXTENT, type Extent } from '../domain/recording/extent';
import { Count, ListOf, Money, ObjectOf } from '../domain/shape/field';
import { settingsOf, type Settings } from '../parties/settings';
import { Instant, Whole, Words } from '../domain/shape/view';

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
export class VersionedSettings {
  @Whole() readonly version: number;
  @ObjectOf(() => ApprovalSettings) readonly settings: ApprovalSettings;
}

/** A version with who made it and when. */
export class SettingsVersion extends VersionedSettings {
  @Words() readonly madeBy: string;
  @Instant() readonly madeAt: string;
}

/** Their name among a cooperative's settings. */
export const APPROVALS = 'approvals';

export async function loadSettings(reader: Reader, cooperativeId: number): Promise<VersionedSettings> {
  return versioned(await settingsOf(reader, cooperativeId));
}

export function versioned(settings: Settings): SettingsVersion {
  const { version, madeAt, madeBy, content } = settings;
  return { version, settings: (content[APPROVALS] as ApprovalSettings | undefined) ?? DEFAULT, madeBy, madeAt };
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
    listsKind(settings, kind) ||
    limitsOf(settings).some(({ of, over }) => extent[of] > over)
  );
}

/** Whether the cooperative itself has put a kind among those that always need a second person. */
export function listsKind({ always }: ApprovalSettings, kind: string): boolean {
  return always.includes(kind);
}
