/** The audit trail: an append-only row for every sign-in and every change of people, parties and settings. */
import { randomBytes } from 'node:crypto';
import type { SqlValue, Tx } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { GENESIS } from '../domain/ledger/chain';
import { ACTOR_LENGTH_MAX, trailHead } from './audit.queries';
import { chainOf, trailHash, type TrailRow } from './trail.chain';

/** Who acts, from where, in which request; passed to everything that changes something. */
export interface Origin {
  readonly actor: string;
  /** The network address as given by the trusted proxy; `cli` for the command line. */
  readonly address: string;
  readonly requestId: string;
}

/** The origin of acts on the command line. */
export const CLI_ORIGIN: Origin = { actor: 'operator', address: 'cli', requestId: 'cli' };

/** One act. `before` and `after` contain no secrets and no full personal data. */
export interface AuditEntry {
  readonly cooperativeId?: number;
  /** `user_added`, `role_granted`, `signed_in`, …: never renamed. */
  readonly action: string;
  /** What was acted on: a login, a household's code, … */
  readonly subject: string;
  readonly before?: object;
  readonly after?: object;
}

/** Appends to the trail, in the same unit of work as the change itself. The writer's lock keeps others off the chain. */
export async function audit(tx: Tx, origin: Origin, now: string, entry: AuditEntry): Promise<void> {
  const row: TrailRow = {
    // Ordered by time, and unique without coordination.
    id: `${now}.${randomBytes(6).toString('hex')}`,
    at: now,
    actor: origin.actor.slice(0, ACTOR_LENGTH_MAX),
    cooperative_id: entry.cooperativeId ?? null,
    address: origin.address.slice(0, 64),
    request_id: origin.requestId.slice(0, 64),
    action: entry.action,
    subject: entry.subject,
    before: entry.before === undefined ? null : canonicalJson(entry.before),
    after: entry.after === undefined ? null : canonicalJson(entry.after),
  };
  const chain = chainOf(tx.scope, entry.cooperativeId);
  const last = await trailHead(tx, chain);
  const head = last ?? { seq: 0, hash: GENESIS };
  const place = { chain, seq: head.seq + 1, hash: trailHash(chain, head, row) };
  const values: Record<string, SqlValue> = { ...row, ...place };
  const columns = Object.keys(values).map((name) => `"${name}"`);
  await tx.insertMany('audit_event', columns, [Object.values(values)]);
  if (last) await tx.run('update trail_head set seq = ?, hash = ? where chain = ?', [place.seq, place.hash, chain]);
  else await tx.insertMany('trail_head', Object.keys(place), [Object.values(place)]);
}

/** What happens in the transaction of a cooperative's book: the same, at its instant and in its trail. */
export function auditIn(
  { tx, now, cooperative }: { readonly tx: Tx; readonly now: string; readonly cooperative: { readonly id: number } },
  origin: Origin,
  entry: Omit<AuditEntry, 'cooperativeId'>,
): Promise<void> {
  return audit(tx, origin, now, { ...entry, cooperativeId: cooperative.id });
}
