/** The audit trail as chains, one for each lock of the writer: every row carries the hash of the one before it (docs/adr/0013). */
import type { WriteScope } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';

/** The key of the people's chain: signing in, users, roles. The chain of a cooperative has the cooperative's key. */
export const PEOPLE_CHAIN = 0;
/** The name of that chain in place of a cooperative's code; no code begins like this. */
export const PEOPLE_NAME = '#people';

/** The content of a row. */
export interface TrailRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly cooperative_id: number | null;
  readonly address: string;
  readonly request_id: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The end of a chain. */
export interface TrailHead {
  readonly seq: number;
  readonly hash: string;
}

/** The text of the row that follows `head`: canonical JSON, without empty keys. */
export function trailText(chain: number, head: TrailHead, row: TrailRow): string {
  const content = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return canonicalJson({ prev: head.hash, chain, seq: head.seq + 1, ...content });
}

/** The hash of the row that follows `head`: the SHA-256 of its text. */
export function trailHash(chain: number, head: TrailHead, row: TrailRow): string {
  return sha256(trailText(chain, head, row));
}

/** The keys by which `after` names the book's records that a row is about: one, or a range. Never renamed. */
export type NamedRecords = { readonly seq: number } | { readonly first: number; readonly last: number };

/**
 * The records that a unit of work has appended, as `after` names them.
 *
 * @param before the sequence of the head before it
 * @param after the sequence of the head now
 * @example namedRecords(7, 8) // { seq: 8 }
 * @example namedRecords(7, 9) // { first: 8, last: 9 }
 */
export function namedRecords(before: number, after: number): NamedRecords | Record<string, never> {
  if (after <= before) return {};
  return after === before + 1 ? { seq: after } : { first: before + 1, last: after };
}

/**
 * The chain that a unit of work appends to. Acts that concern a cooperative but are done under the people's lock (a role given, a sign-in with
 * a card) are in the people's chain, so that no two units of work ever append to one chain at a time, and none waits for another.
 */
export function chainOf(scope: WriteScope, cooperativeId: number | undefined): number {
  if (scope === 'people') return PEOPLE_CHAIN;
  if (cooperativeId === undefined && scope !== 'installation')
    throw new Error('what is done in the turn of a cooperative is told of that cooperative');
  return cooperativeId ?? PEOPLE_CHAIN;
}
