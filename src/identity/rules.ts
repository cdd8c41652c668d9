/** What the installation requires at sign-in. */
import type { Viewer } from './viewer';

export abstract class IdentityRules {
  /** Operators, administrators, branch officers and clerks need a second factor. */
  abstract readonly needsSecondFactor: boolean;
}

const STRONG_ROLES: ReadonlySet<string> = new Set(['administrator', 'branch', 'clerk']);

/** Whether a viewer, with their current roles, must give a second factor. */
export function isSecondFactorAsked(rules: IdentityRules, viewer: Pick<Viewer, 'isOperator' | 'roles'>): boolean {
  if (!rules.needsSecondFactor) return false;
  return viewer.isOperator || [...viewer.roles.values()].some((roles) => [...roles].some((r) => STRONG_ROLES.has(r)));
}
