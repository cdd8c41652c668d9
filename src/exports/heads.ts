/** The heads of the chains that a file was read from: kept beside it, they say later which book it came from, and are anchors for `verify`. */
import { knownTrail, type KnownTrailHead } from '../audit/trail.known';
import type { Reader } from '../database/tx';
import { knownCooperatives, onlyCooperative, type Selection } from './known';

/** What is kept beside a file; its keys stand in this order. */
export interface FileHeads {
  readonly asKnown?: string;
  readonly heads: readonly {
    readonly cooperative: string;
    readonly seq: number;
    readonly hash: string;
    readonly recordedAt: string;
  }[];
  /** Of an export of the trail: where its chains end. */
  readonly trailHeads?: readonly KnownTrailHead[];
}

/** The formats that have no place for a head of their own. */
export function needsHeadFile(format: string): boolean {
  return format === 'csv' || format === 'jsonl';
}

/** @throws DomainError cooperative_unknown, several_cooperatives */
export async function fileHeads(reader: Reader, what: string, which: Selection): Promise<FileHeads> {
  const { asKnown } = which;
  const cooperatives = await knownCooperatives(reader, which);
  return {
    ...(asKnown === undefined ? {} : { asKnown }),
    heads: cooperatives.map(({ code, head: { seq, hash, at } }) => ({ cooperative: code, seq, hash, recordedAt: at })),
    ...(what === 'trail' ? { trailHeads: await trailHeads(reader, which) } : {}),
  };
}

async function trailHeads(reader: Reader, which: Selection): Promise<readonly KnownTrailHead[]> {
  const { heads } = await knownTrail(reader, (await onlyCooperative(reader, which)).id, which.asKnown);
  return heads.map(({ chain, seq, hash }) => ({ chain, seq, hash }));
}

/** The text of the file beside a file: one line of JSON. */
export function headsText(
  file: { readonly name: string; readonly bytes: number; readonly sha256: string },
  { asKnown, heads, trailHeads: trails }: FileHeads,
): string {
  const { name, bytes, sha256 } = file;
  return `${JSON.stringify({ file: name, bytes, sha256, asKnown, heads, trailHeads: trails })}\n`;
}

/** How the file beside a file is called. */
export const HEADS_ENDING = '.head.json';
