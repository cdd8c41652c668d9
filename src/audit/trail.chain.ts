/** The trail as chains, each written under one turn of the writer: every row carries the hash of the one before it (docs/adr/0013). */
import type { WriteScope } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';

/** The chain of what people do in their own turn: signing in, users, roles. A cooperative's chain has its key. */
export const PEOPLE_CHAIN = 0;
/** How that chain is called where a cooperative's code stands; no code begins like this. */
export const PEOPLE_NAME = '#people';

/** What a row says. */
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

/** Where a chain ends. */
export interface TrailHead {
  readonly seq: number;
  readonly hash: string;
}

/** The text of the row that stands after `head`: its canonical JSON; what it does not say is absent. */
export function trailText(chain: number, head: TrailHead, row: TrailRow): string {
  const content = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return canonicalJson({ prev: head.hash, chain, seq: head.seq + 1, ...content });
}

/** The hash of the row that stands after `head`: the SHA-256 of its text. */
export function trailHash(chain: number, head: TrailHead, row: TrailRow): string {
  return sha256(trailText(chain, head, row));
}

/** How a row of the trail names the records of the chain that it tells of, in `after`: one, or a run of them. Never renamed. */
export type NamedRecords = { readonly seq: number } | { readonly first: number; readonly last: number };

/**
 * The records that a unit of work has appended.
 *
 * @param before the head of the chain before it
 * @param after the head of the chain now
 * @example namedRecords(7, 8) // { seq: 8 }
 * @example namedRecords(7, 9) // { first: 8, last: 9 }
 */
export function namedRecords(before: number, after: number): NamedRecords | Record<string, never> {
  if (after <= before) return {};
  return after === before + 1 ? { seq: after } : { first: before + 1, last: after };
}

/**
 * The chain that a unit of work appends to. What concerns a cooperative but is done in the turn of people (a role given, a card's
 * signing in) is in theirs: so no two units ever append to one chain at a time, and none waits for another.
 */
export function chainOf(scope: WriteScope, cooperativeId: number | undefined): number {
  if (scope === 'people') return PEOPLE_CHAIN;
  if (cooperativeId === undefined && scope !== 'installation')
    throw new Error('what is done in the turn of a cooperative is told of that cooperative');
  return cooperativeId ?? PEOPLE_CHAIN;
}
