/** What every step that staff take on a statement's page begins with: the content they saw, and for whom they act. */
import type { Origin } from '../audit/audit';
import type { Party } from '../domain/settlement/statement-life';
import type { Access } from '../parties/scope';
import type { Actor, SeenStatement } from '../settlement/life.service';
import type { Typed } from './forms/typed';

export function seenBy({ cooperative }: Access, season: string, contract: string, typed: Typed): SeenStatement {
  return { cooperative: cooperative.code, season, contract, sha256: typed['seen'] ?? '' };
}

export function actorOf({ roles, scope }: Access, origin: Origin): Actor {
  const parties = (['clerk', 'branch'] as const).filter((role) => roles.has(role));
  return { origin, scope, parties: new Set<Party>(parties) };
}
