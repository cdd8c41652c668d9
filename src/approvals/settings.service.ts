/** Changes a cooperative's approval settings: the first time at once, afterwards only with a second person. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import { Writer } from '../database/writer';
import type { Reader, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { Count, ObjectOf } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import type { Actor } from '../identity/viewer';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import { changeSetting, settingsHistory, settingsOf } from '../parties/settings';
import { ActionRegistry } from './actions';
import { Proposals } from './proposals.service';
import type { ProposalView } from './proposals.queries';
import { View } from '../domain/shape/view';
import { APPROVALS, ApprovalSettings, loadSettings, versioned, type SettingsVersion, type VersionedSettings } from './settings'; // prettier-ignore

export const CHANGE_APPROVALS = 'change_approval_settings';

/** A proposed change; if the settings have changed since, it needs a new proposal. */
export class SettingsChange {
  @Count({ max: Number.MAX_SAFE_INTEGER }) version: number;
  @ObjectOf(() => ApprovalSettings) settings: ApprovalSettings;
}

class SettingsBeforeAfter {
  @View(() => ApprovalSettings) readonly before: ApprovalSettings;
  @View(() => ApprovalSettings) readonly after: ApprovalSettings;
}

/** The effect of approving a change. */
export class SettingsEffect {
  @View(() => SettingsBeforeAfter) readonly settings: SettingsBeforeAfter;
}

/** The result of a change: it is in force, or a second person must approve it first. */
export type SettingsOutcome = { readonly changed: VersionedSettings } | { readonly proposed: ProposalView };

@Injectable()
export class ApprovalSettingsService implements OnModuleInit {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly actions: ActionRegistry,
    private readonly proposals: Proposals,
  ) {}

  onModuleInit(): void {
    this.actions.register<SettingsChange>({
      name: CHANGE_APPROVALS,
      read: (payload) => readShape(SettingsChange, payload),
      subject: () => APPROVALS,
      effect: async (reader, cooperative, { version, settings }): Promise<SettingsEffect> => ({
        settings: { before: await requireVersion(reader, cooperative, version), after: settings },
      }),
      execute: async (tx, cooperative, { version, settings }, { origin, now }) => ({
        version: await this.make(tx, cooperative, version, settings, { origin, now }),
      }),
    });
  }

  get(cooperativeId: number): Promise<VersionedSettings> {
    return loadSettings(this.reads, cooperativeId);
  }

  /** The versions before `before`, newest first; one more than `limit`. */
  async history(cooperativeId: number, before: number, limit: number): Promise<SettingsVersion[]> {
    return (await settingsHistory(this.reads, cooperativeId, before, limit)).map(versioned);
  }

  /**
   * Makes the first version, or proposes the next one: whoever could lift a limit alone could record something above it and restore the limit.
   * Before the first version there was no limit to get around.
   *
   * @throws DomainError version_stale, proposal_conflict
   */
  async change(code: string, version: number, settings: ApprovalSettings, maker: Actor): Promise<SettingsOutcome> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      await requireVersion(tx, cooperative, version);
      const { content } = await settingsOf(tx, cooperative.id);
      if (content[APPROVALS] !== undefined)
        return { proposed: await this.proposals.propose(tx, cooperative, maker, { action: CHANGE_APPROVALS, payload: { version, settings } }) }; // prettier-ignore
      const made = await this.make(tx, cooperative, version, settings, { origin: maker.origin, now: this.clock.now() });
      return { changed: { version: made, settings } };
    });
  }

  private async make(
    tx: Tx,
    cooperative: CooperativeRef,
    version: number,
    settings: ApprovalSettings,
    { origin, now }: { readonly origin: Actor['origin']; readonly now: string },
  ): Promise<number> {
    const before = (await loadSettings(tx, cooperative.id)).settings;
    return changeSetting(tx, origin, now, {
      cooperative, version, name: APPROVALS, before, after: settings, action: 'approval_settings_changed',
    }); // prettier-ignore
  }
}

/** The settings in force, which must be those that the change is based on. */
async function requireVersion(reader: Reader, { id }: CooperativeRef, version: number): Promise<ApprovalSettings> {
  const last = await loadSettings(reader, id);
  if (last.version !== version) throw new DomainError('version_stale', { version: last.version });
  return last.settings;
}
