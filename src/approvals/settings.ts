/** A cooperative's approval settings, beyond what always needs a second person: versions, the latest of which is in force. */
import type { Reader } from '../database/tx';
import { EVENT_KINDS } from '../domain/events/registry';
import { parseMoney } from '../domain/quantity/money';
import { NO_EXTENT, type Extent } from '../domain/recording/extent';
import { Count, ListOf, Money, ObjectOf } from '../domain/shape/field';
import { settingsOf, type Settings } from '../parties/settings';
import { Instant, Whole, Words } from '../domain/shape/view';

export class ApprovalSettings {
  /** Event kinds that need approval in addition to those that always do. */
  @ListOf({ is: 'choice', of: [...EVENT_KINDS.keys()] }) always: string[];
  /** Yuan above which an event needs approval, alone or together with what its maker recorded for the contract on the same day. */
  @Money({ sign: 'zero', optional: true }) cashOver?: string;
  /** The same for heads. */
  @Count({ min: 0, optional: true }) headsOver?: number;
  /** Days after which a proposal expires. */
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

/** The key of these settings among a cooperative's settings. */
export const APPROVALS = 'approvals';

export async function loadSettings(reader: Reader, cooperativeId: number): Promise<VersionedSettings> {
  return versioned(await settingsOf(reader, cooperativeId));
}

export function versioned(settings: Settings): SettingsVersion {
  const { version, madeAt, madeBy, content } = settings;
  return { version, settings: (content[APPROVALS] as ApprovalSettings | undefined) ?? DEFAULT, madeBy, madeAt };
}

/** A limit: more than `over` fen, or heads, need a second person. */
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

/** Whether there are any limits. */
export function hasLimits(settings: ApprovalSettings): boolean {
  return limitsOf(settings).length > 0;
}

/** Whether an event needs a second person, because of its kind or of what it moves. */
export function needsApproval(settings: ApprovalSettings, kind: string, extent: Extent = NO_EXTENT): boolean {
  return (
    EVENT_KINDS.get(kind)?.approval === true ||
    listsKind(settings, kind) ||
    limitsOf(settings).some(({ of, over }) => extent[of] > over)
  );
}

/** Whether the cooperative has listed a kind as always needing a second person. */
export function listsKind({ always }: ApprovalSettings, kind: string): boolean {
  return always.includes(kind);
}
