/** Makes audit packs: one ZIP with everything an auditor needs to check a season without this program. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FileStore } from '../../attachments/file-store';
import { bookJsonl } from '../../book/book.export';
import { seasonLine } from '../../calendar/seasons';
import { DEFAULT_LOCALE } from '../../common/locale';
import type { Run } from '../../common/progress';
import { ReadPool } from '../../database/reader';
import type { Reader } from '../../database/tx';
import { DomainError } from '../../domain/errors';
import { canonicalJson } from '../../domain/ledger/canonical';
import { cooperativeLine } from '../../parties/cooperatives';
import { entriesTable } from '../entries.export';
import type { KnownSeason } from '../known';
import { linesTable } from '../lines.export';
import { onlyCooperative } from '../only-cooperative';
import { tableCsv, tableJsonl } from '../table';
import { inChunks } from '../text';
import {
  approvalsJsonl,
  chainJsonl,
  mappingJson,
  mappingsJsonl,
  signaturesJsonl,
  statementsJsonl,
  termsJsonl,
} from './derived';
import { knownState, type KnownState } from '../known-state';
import { attachmentFiles, packedAttachments, type PackedAttachment } from './pack-attachments';
import { zipped, type FileSum, type PackedFile } from './zip';

/** What to pack. */
export interface PackOptions {
  readonly cooperative?: string;
  readonly season?: string;
  readonly asKnown?: string;
}

/** The script that auditors run; it stands in the same place beside sources and built program. */
const CHECKER = ['../../../tools', '../../../../tools']
  .map((folder) => join(__dirname, folder, 'verify-pack.mjs'))
  .find((file) => existsSync(file)) as string;

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
    const { season } = options;
    if (season === undefined) throw new DomainError('field_required', {}, 'season');
    await this.reads.snapshot(async (reader) => {
      const cooperative = await onlyCooperative(reader, options.cooperative);
      const known = await knownState(reader, cooperative, season, options.asKnown);
      const papers = await packedAttachments(reader, this.store, known, options.asKnown);
      const instant = [known.instant, ...papers.map((paper) => paper.addedAt ?? '')].sort().at(-1) as string;
      const state = { ...known, instant };
      const manifest = { path: 'manifest.json', content: (sums: readonly FileSum[]) => manifestJson(state, sums) };
      for await (const chunk of zipped(instant, this.filesOf(reader, state, papers), manifest)) {
        run.signal.throwIfAborted();
        await write(chunk);
      }
    });
  }

  private filesOf(reader: Reader, state: KnownState, papers: readonly PackedAttachment[]): PackedFile[] {
    const { cooperative, season, head } = state;
    const asKnown = head.recordedAt;
    const period: KnownSeason = {
      cooperative: {
        id: cooperative.id,
        code: cooperative.code,
        name: cooperative.name,
        head: { ...head, at: asKnown },
      },
      season,
      from: season.from,
      to: season.to,
    };
    const file = (path: string, pieces: () => AsyncIterable<string> | Iterable<string>): PackedFile => ({
      path,
      content: () => inChunks(pieces()),
    });
    return [
      file('lines.csv', () => tableCsv(linesTable(reader, [period], asKnown), DEFAULT_LOCALE, false)),
      file('statements.jsonl', () => statementsJsonl(reader, state)),
      file('entries.jsonl', () => tableJsonl(entriesTable(reader, [period], asKnown))),
      file('chain.jsonl', () => chainJsonl(reader, state)),
      file('book.jsonl', () => bookJsonl(reader, [cooperative], { asKnown })),
      file('terms.jsonl', () => termsJsonl(reader, state)),
      file('approvals.jsonl', () => approvalsJsonl(reader, state)),
      file('signatures.jsonl', () => signaturesJsonl(reader, state)),
      file('attachments.jsonl', () => papers.map((paper) => `${JSON.stringify(paper)}\n`)),
      ...attachmentFiles(this.store, papers),
      file('mappings.jsonl', () => mappingsJsonl(state)),
      file('posting-mapping.json', () => mappingJson(state)),
      { path: 'verify-pack.mjs', content: () => createReadStream(CHECKER) },
    ];
  }
}

function manifestJson(state: KnownState, files: readonly FileSum[]): string {
  const { cooperative, season, head, mappings, mapping, instant } = state;
  const last = mappings.at(-1) ?? mapping;
  const { closedSeq, closedAt } = season;
  const manifest = {
    format: 'sureg-audit-pack',
    version: 1,
    asKnown: instant,
    cooperative: asChained(cooperativeLine(cooperative)),
    season: asChained(seasonLine(cooperative.code, season)),
    closed: closedSeq === null ? null : { seq: closedSeq, recordedAt: closedAt },
    head: { cooperative: cooperative.code, ...head },
    mapping: { version: mapping.version, proposal: mapping.content.proposal },
    mappingHead: { version: last.version, hash: last.hash },
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A line with its keys in the order in which the chain has them. */
function asChained(line: object): object {
  return JSON.parse(canonicalJson(line)) as object;
}
