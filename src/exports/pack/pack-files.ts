/** The files of an audit pack, and the manifest that lists them. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileStore } from '../../attachments/file-store';
import { bookJsonl } from '../book.export';
import { seasonLine } from '../../calendar/seasons';
import { DEFAULT_LOCALE } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import { canonicalJson } from '../../domain/ledger/canonical';
import { cooperativeLine } from '../../parties/cooperatives';
import { entriesTable } from '../entries.export';
import type { KnownSeason } from '../known';
import { linesTable } from '../lines.export';
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
  trailJsonl,
} from './derived';
import { makersJsonl } from './makers';
import { attachmentFiles } from './pack-attachments';
import type { PackState } from './pack-state';
import type { FileSum, PackedFile } from '../zip';

export const MANIFEST = 'manifest.json';
/** What it is called in a pack. */
export const CHECKER_NAME = 'verify-pack.mjs';
/** The script that auditors run; it stands in the same place beside sources and built program. */
const CHECKER = ['../../../tools', '../../../../tools']
  .map((folder) => join(__dirname, folder, CHECKER_NAME))
  .find((file) => existsSync(file)) as string;

/** The files of a pack, in their order, without its manifest. */
export function packFiles(reader: Reader, store: FileStore, state: PackState): PackedFile[] {
  const { cooperative, season, head, papers, cards } = state;
  const asKnown = head.at;
  const period: KnownSeason = {
    cooperative: { id: cooperative.id, code: cooperative.code, name: cooperative.name, head },
    season,
    from: season.from,
    to: season.to,
  };
  const file = (path: string, pieces: () => AsyncIterable<string> | Iterable<string>): PackedFile => ({
    path,
    content: () => inChunks(pieces()),
  });
  return [
    file('lines.csv', () => tableCsv(linesTable(reader, [period], asKnown, DEFAULT_LOCALE), DEFAULT_LOCALE, false)),
    file('statements.jsonl', () => statementsJsonl(reader, state)),
    file('entries.jsonl', () => tableJsonl(entriesTable(reader, [period], asKnown, DEFAULT_LOCALE))),
    file('chain.jsonl', () => chainJsonl(reader, state)),
    file('book.jsonl', () => bookJsonl(reader, [cooperative], { asKnown })),
    file('terms.jsonl', () => termsJsonl(reader, state)),
    file('approvals.jsonl', () => approvalsJsonl(reader, state)),
    file('signatures.jsonl', () => signaturesJsonl(reader, state)),
    file('trail.jsonl', () => trailJsonl(reader, state)),
    file('makers.jsonl', () => makersJsonl(reader, state)),
    file('cards.jsonl', () => cards.map((card) => `${JSON.stringify(card)}\n`)),
    file('attachments.jsonl', () => papers.map((paper) => `${JSON.stringify(paper)}\n`)),
    ...attachmentFiles(store, papers),
    file('mappings.jsonl', () => mappingsJsonl(state)),
    file('posting-mapping.json', () => mappingJson(state)),
    { path: CHECKER_NAME, content: () => createReadStream(CHECKER) },
  ];
}

/** The manifest's text. */
export function manifestJson(state: PackState, files: readonly FileSum[]): string {
  const { cooperative, season, head, mappings, mapping, trail, instant } = state;
  const last = mappings.at(-1) ?? mapping;
  const { closedSeq, closedAt } = season;
  const manifest = {
    format: 'sureg-audit-pack',
    version: 1,
    asKnown: instant,
    cooperative: asChained(cooperativeLine(cooperative)),
    season: asChained(seasonLine(cooperative.code, season)),
    closed: closedSeq === null ? null : { seq: closedSeq, recordedAt: closedAt },
    head: { cooperative: cooperative.code, seq: head.seq, hash: head.hash, recordedAt: head.at },
    mapping: { version: mapping.version, proposal: mapping.content.proposal },
    mappingHead: { version: last.version, hash: last.hash },
    trailHeads: trail.heads.map(({ chain, seq, hash }) => ({ chain, seq, hash })),
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A line with its keys in the order in which the chain has them. */
function asChained(line: object): object {
  return JSON.parse(canonicalJson(line)) as object;
}
