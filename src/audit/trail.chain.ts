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

/** The hash of the row that stands after `head`: the SHA-256 of its canonical JSON; what it does not say is absent. */
export function trailHash(chain: number, head: TrailHead, row: TrailRow): string {
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return sha256(canonicalJson({ prev: head.hash, chain, seq: head.seq + 1, ...said }));
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
