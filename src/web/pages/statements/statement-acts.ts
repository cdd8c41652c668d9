/** What every step on a statement's page begins with: the content that was seen, and for whom staff act. */
import type { Origin } from '../../../audit/audit';
import type { Party } from '../../../domain/statement/workflow';
import type { Access } from '../../../parties/scope';
import type { Actor, SeenStatement } from '../../../statements/workflow.service';
import type { Typed } from '../../kit/forms/typed';

/** Nobody takes a step on what they have not seen: the form carries the hash of what was shown. */
export function seenBy({ cooperative }: Access, season: string, contract: string, typed: Typed): SeenStatement {
  return { cooperative: cooperative.code, season, contract, sha256: typed['seen'] ?? '' };
}

export function actorOf({ roles, scope }: Access, origin: Origin): Actor {
  const parties = (['clerk', 'branch'] as const).filter((role) => roles.has(role));
  return { origin, scope, parties: new Set<Party>(parties) };
}
