/** The party for which somebody acts on a statement: a herder for the household, clerk and branch for themselves. */
import type { Origin } from '../audit/audit';
import type { Party } from '../domain/statement/workflow';
import type { Role } from '../identity/viewer';
import type { Access, Scope } from '../parties/scope';

const PARTY_OF: Readonly<Partial<Record<Role, Party>>> = { herder: 'household', clerk: 'clerk', branch: 'branch' };

/** Who acts, for which parties, and what they may see. */
export interface Actor {
  readonly origin: Origin;
  readonly parties: ReadonlySet<Party>;
  readonly scope: Scope;
}

export function partiesOf(roles: ReadonlySet<Role>): ReadonlySet<Party> {
  return new Set([...roles].flatMap((role) => PARTY_OF[role] ?? []));
}

export function actorOf({ roles, scope }: Access, origin: Origin): Actor {
  return { origin, scope, parties: partiesOf(roles) };
}
