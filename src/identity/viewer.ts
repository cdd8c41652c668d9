/** Who is asking: what a signed-in person, a herder's card or a machine may do, and in which cooperatives. */
import type { Origin } from '../audit/audit';
import { DomainError } from '../domain/errors';

/** What a user can be in a cooperative; one user may be several. Herders have a card instead of a user. */
export const USER_ROLES = ['administrator', 'clerk', 'branch', 'auditor'] as const;
export type UserRole = (typeof USER_ROLES)[number];
export type Role = UserRole | 'herder';

/** What a token of a machine may be used for; a person has all of them. */
export const TOKEN_SCOPES = ['read', 'record', 'approve', 'administer'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** The household that a herder's card opens, and nothing beside it. */
export interface CardHolder {
  readonly cooperativeId: number;
  readonly householdId: number;
  readonly cardId: number;
}

/** Who is asking, as known at the moment of the request: a role that is taken away is gone with the next one. */
export interface Viewer {
  readonly kind: 'anonymous' | 'user' | 'token' | 'herder';
  /** The user's key; undefined for herders and anonymous visitors. */
  readonly userId?: number;
  /** How the chain and the audit trail name them: the login, or `card:<n>`. */
  readonly actor: string;
  /** How pages greet them. */
  readonly name: string;
  /** May make cooperatives and users, but sees no book without a role in it. */
  readonly isOperator: boolean;
  /** Roles per cooperative id. */
  readonly roles: ReadonlyMap<number, ReadonlySet<Role>>;
  readonly card?: CardHolder;
  /** A second factor was given, or none is asked of them. */
  readonly isStrong: boolean;
  /** Of a token only. */
  readonly scopes?: ReadonlySet<TokenScope>;
  /** The session's key, for ending it; never shown. */
  readonly session?: string;
  /** What forms of this session carry. */
  readonly csrf?: string;
  readonly locale?: string;
}

export const ANONYMOUS: Viewer = {
  kind: 'anonymous',
  actor: 'anonymous',
  name: '',
  isOperator: false,
  roles: new Map(),
  isStrong: false,
};

/** The roles of a viewer in a cooperative; none for a stranger. */
export function rolesIn(viewer: Viewer, cooperativeId: number): ReadonlySet<Role> {
  return viewer.roles.get(cooperativeId) ?? NO_ROLES;
}

const NO_ROLES: ReadonlySet<Role> = new Set();

/** A user who makes or approves something, in the request that does it. */
export interface Actor {
  readonly userId: number;
  readonly login: string;
  readonly origin: Origin;
}

/** @throws DomainError not_permitted for those who are no user: herders and visitors */
export function actorOf(viewer: Viewer, origin: Origin): Actor {
  if (viewer.userId === undefined) throw new DomainError('not_permitted');
  return { userId: viewer.userId, login: viewer.actor, origin };
}

/** Whoever holds the machine: the command line, and the first run before there are users. */
export const THE_OPERATOR: Viewer = {
  ...ANONYMOUS,
  kind: 'user',
  actor: 'operator',
  name: 'operator',
  isOperator: true,
  isStrong: true,
};
