/** Makes audit packs: one ZIP with everything an auditor needs to check a season without this program. */
import { Injectable } from '@nestjs/common';
import { FileStore } from '../../attachments/file-store';
import type { Run } from '../../common/progress';
import { ReadPool } from '../../database/reader';
import { MANIFEST, manifestJson, packFiles } from './pack-files';
import { packState, type PackOptions } from './pack-state';
import { zipped } from '../zip';

@Injectable()
export class PackService {
  constructor(
    private readonly reads: ReadPool,
    private readonly store: FileStore,
  ) {}

  /**
   * Hands the ZIP to `write`, chunk by chunk. Made again for the same instant it has the same bytes, whatever was recorded since.
   *
   * @throws DomainError cooperative_unknown, season_unknown, several_cooperatives, field_required
   */
  async run(options: PackOptions, write: (chunk: Uint8Array) => Promise<void>, run: Run): Promise<void> {
    await this.reads.snapshot(async (reader) => {
      const state = await packState(reader, this.store, options);
      const manifest = {
        path: MANIFEST,
        content: (sums: Parameters<typeof manifestJson>[1]) => manifestJson(state, sums),
      };
      for await (const chunk of zipped(state.instant, packFiles(reader, this.store, state), manifest)) {
        run.signal.throwIfAborted();
        await write(chunk);
      }
    });
  }
}
