/** Holds the manifest of a pack against the book: every file that it lists is made once more, as it was known then, and compared. */
import type { FileStore } from '../../attachments/file-store';
import type { Run } from '../../common/progress';
import type { Reader } from '../../database/tx';
import type { ErrorCode } from '../../domain/errors';
import { DomainError } from '../../domain/errors';
import { canonicalJson } from '../../domain/ledger/canonical';
import type { VerifyFault } from '../../parties/check';
import { CHECKER_NAME, manifestJson, packFiles } from './pack-files';
import { packState } from './pack-state';
import { sumOf, type FileSum } from '../zip';

/** What is read of a manifest; its other keys are compared as they are. */
export interface Manifest extends Readonly<Record<string, unknown>> {
  readonly asKnown: string;
  readonly season: { readonly code: string };
  readonly files: readonly FileSum[];
}

/** What a manifest was held against. */
export interface ComparedPack {
  readonly season: string;
  readonly asKnown: string;
  /** Files that are the same. */
  readonly same: readonly string[];
  /** Files that say nothing either way: the checker of another version, and what packs had in another form before they held the trail. */
  readonly skipped: readonly string[];
  /** The first difference. */
  readonly fault?: VerifyFault;
}

/** Before packs held the trail, rows of entries had their numbers as texts. */
const CHANGED_FORMS: ReadonlySet<string> = new Set(['entries.jsonl']);

/** @param seq of the chain's head: where a fault is told */
export async function comparePack(
  reader: Reader,
  store: FileStore,
  { cooperative, seq }: { readonly cooperative: string; readonly seq: number },
  manifest: Manifest,
  run: Run,
): Promise<ComparedPack> {
  const { asKnown } = manifest;
  const season = manifest.season.code;
  const same: string[] = [];
  const skipped: string[] = [];
  const found = (wrong?: readonly [code: ErrorCode, what: string]): ComparedPack => {
    const fault = wrong && { seq, code: wrong[0], what: `pack of ${season} as known at ${asKnown}: ${wrong[1]}` };
    return { season, asKnown, same, skipped, ...(fault ? { fault } : {}) };
  };
  try {
    const state = await packState(reader, store, { cooperative, season, asKnown });
    const key = otherKey(manifest, JSON.parse(manifestJson(state, [])) as Manifest);
    if (key !== undefined) return found(['chain_broken', `manifest.json says another ${key} than the book`]);
    const listed = new Map(manifest.files.map((file) => [file.path, file]));
    for (const file of packFiles(reader, store, state)) {
      run.signal.throwIfAborted();
      const { path } = file;
      const kept = listed.get(path);
      listed.delete(path);
      if (!kept && path.startsWith('attachments/')) return found(['chain_broken', `${path} was not in it`]);
      if (!kept) continue;
      const made = await sumOf(file);
      if (made.sha256 === kept.sha256 && made.bytes === kept.bytes) same.push(path);
      else if (path === CHECKER_NAME || (!('trailHeads' in manifest) && CHANGED_FORMS.has(path))) skipped.push(path);
      else return found([codeOf(path), `${path} is another now`]);
    }
    const [lost] = listed.keys();
    return found(lost === undefined ? undefined : ['record_missing', `${lost} is not there any more`]);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'busy') throw error;
    return found(['record_missing', `it cannot be made again: ${error.code}`]);
  }
}

/** The first key, files aside, of which the manifest says something else. Older ones have fewer keys. */
function otherKey(manifest: Manifest, made: Manifest): string | undefined {
  return Object.keys(manifest).find(
    (key) => key !== 'files' && canonicalJson(manifest[key]) !== canonicalJson(made[key] ?? null),
  );
}

function codeOf(path: string): ErrorCode {
  if (path === 'lines.csv' || path === 'statements.jsonl') return 'statement_wrong';
  return path.startsWith('attachments') ? 'record_missing' : 'chain_broken';
}
