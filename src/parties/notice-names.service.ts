/** How public notices name a cooperative's households: a setting, `masked` by default. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { Writer } from '../database/writer';
import { Choice } from '../domain/shape/field';
import { requireCooperative } from './cooperatives';
import { changeSetting, settingsOf, type Settings } from './settings';

export const NOTICE_NAMES = ['masked', 'code', 'full'] as const;
/** 王*, by their code, or in full. */
export type NoticeNames = (typeof NOTICE_NAMES)[number];

export class NoticeSettings {
  @Choice(NOTICE_NAMES) names: NoticeNames;
}

const NAME = 'notice';

/** The setting in a version. */
export function noticeSettingsIn({ content }: Settings): NoticeSettings {
  return (content[NAME] as NoticeSettings | undefined) ?? { names: 'masked' };
}

/** The setting in force now, or at an instant. */
export async function noticeNames(reader: Reader, cooperativeId: number, asKnown?: string): Promise<NoticeNames> {
  return noticeSettingsIn(await settingsOf(reader, cooperativeId, asKnown)).names;
}

@Injectable()
export class NoticeSettingsService {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  async get(cooperativeId: number): Promise<{ readonly version: number; readonly settings: NoticeSettings }> {
    const inForce = await settingsOf(this.reads, cooperativeId);
    return { version: inForce.version, settings: noticeSettingsIn(inForce) };
  }

  /**
   * Changes the setting for everything printed from now on.
   *
   * @param version the version that the change is based on
   * @returns the new version
   * @throws DomainError version_stale
   */
  change(code: string, version: number, settings: NoticeSettings, origin: Origin): Promise<number> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      const before = noticeSettingsIn(await settingsOf(tx, cooperative.id));
      return changeSetting(tx, origin, this.clock.now(), {
        cooperative, version, name: NAME, before, after: settings, action: 'notice_settings_changed',
      }); // prettier-ignore
    });
  }
}
