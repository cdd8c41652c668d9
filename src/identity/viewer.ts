/** The viewer: a signed-in person, a herder with a card, or a machine, with what they may do in which cooperatives. */
import type { Origin } from '../audit/audit';
import { DomainError } from '../domain/errors';

/** Roles in a cooperative; a user may have several. Herders have a card instead of a user. */
export const USER_ROLES = ['administrator', 'clerk', 'branch', 'auditor'] as const;
export type UserRole = (typeof USER_ROLES)[number];
export type Role = UserRole | 'herder';

/** What a machine's token may be used for; people have all scopes. */
export const TOKEN_SCOPES = ['read', 'record', 'approve', 'administer'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** The only household that a herder's card gives access to. */
export interface CardHolder {
  readonly cooperativeId: number;
  readonly householdId: number;
  readonly cardId: number;
}

/** The viewer at the moment of the request: a role that is taken away is gone with the next request. */
export interface Viewer {
  readonly kind: 'anonymous' | 'user' | 'token' | 'herder';
  /** The user's key; undefined for herders and anonymous visitors. */
  readonly userId?: number;
  /** Their name in the chain and the audit trail: the login, or `card:<n>`. */
  readonly actor: string;
  /** Their name on pages. */
  readonly name: string;
  /** May create cooperatives and users, but sees no book without a role in it. */
  readonly isOperator: boolean;
  /** Roles per cooperative id. */
  readonly roles: ReadonlyMap<number, ReadonlySet<Role>>;
  readonly card?: CardHolder;
  /** A second factor was given, or none is required. */
  readonly isStrong: boolean;
  /** Only for tokens. */
  readonly scopes?: ReadonlySet<TokenScope>;
  /** The session's key, to end it; never shown. */
  readonly session?: string;
  /** The secret that forms of this session contain, against forged requests. */
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

/** The viewer's roles in a cooperative; empty if there are none. */
export function rolesIn(viewer: Viewer, cooperativeId: number): ReadonlySet<Role> {
  return viewer.roles.get(cooperativeId) ?? NO_ROLES;
}

const NO_ROLES: ReadonlySet<Role> = new Set();

/** The user who makes or approves something, and the request. */
export interface Actor {
  readonly userId: number;
  readonly login: string;
  readonly origin: Origin;
}

/** @throws DomainError not_permitted for viewers who are not users: herders and visitors */
export function actorOf(viewer: Viewer, origin: Origin): Actor {
  if (viewer.userId === undefined) throw new DomainError('not_permitted');
  return { userId: viewer.userId, login: viewer.actor, origin };
}

/** Whoever controls the machine: the command line, and the first run. */
export const THE_OPERATOR: Viewer = {
  ...ANONYMOUS,
  kind: 'user',
  actor: 'operator',
  name: 'operator',
  isOperator: true,
  isStrong: true,
};
