/** What a route says about who may use it. A route that says nothing lets nobody in, and fails the checks. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../audit/audit';
import type { Access as OpenedCooperative } from '../parties/scope';
import type { Role, TokenScope, Viewer } from '../identity/viewer';

export const ACCESS = 'sureg:access';

/** Who may use a route. */
export type AccessRule =
  | { readonly to: 'everyone' }
  /** `isForEnrolment`: also before the second factor was given. */
  | { readonly to: 'signed-in'; readonly scope: TokenScope; readonly isForEnrolment?: boolean }
  /** Users in person: neither herders nor machines. */
  | { readonly to: 'users'; readonly scope: TokenScope; readonly isForEnrolment?: boolean }
  | { readonly to: 'operator'; readonly scope: TokenScope }
  /** Those with one of the roles in the cooperative that the address names as `:cooperative`. */
  | { readonly to: 'roles'; readonly roles: readonly Role[]; readonly scope: TokenScope };

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function rule(value: AccessRule): MethodDecorator & ClassDecorator {
  if (value.to === 'everyone') return SetMetadata(ACCESS, value);
  return applyDecorators(
    SetMetadata(ACCESS, value),
    ApiSecurity('session'),
    ApiSecurity('token', [value.scope]),
    ApiResponse({ status: 401, description: 'Not signed in', content: PROBLEM }),
    ApiResponse({ status: 403, description: 'Not permitted to you', content: PROBLEM }),
    ...(value.to === 'roles' ? [ApiParam({ name: 'cooperative', schema: { type: 'string' } })] : []),
  );
}

/** Anybody, signed in or not. */
export const Everyone = (): MethodDecorator & ClassDecorator => rule({ to: 'everyone' });
/** Anybody who is signed in, herders too. */
export const SignedIn = (scope: TokenScope = 'read'): MethodDecorator & ClassDecorator =>
  rule({ to: 'signed-in', scope });
/** Anybody who gave their password, to sign out or to set up the second factor. */
export const SigningIn = (scope: TokenScope = 'administer'): MethodDecorator & ClassDecorator =>
  rule({ to: 'signed-in', scope, isForEnrolment: true });
/** Users in person, neither herders nor machines: for what is about their own account, or about other users. */
export const InPerson = (): MethodDecorator & ClassDecorator => rule({ to: 'users', scope: 'administer' });
/** The same, also before the second factor was given. */
export const EnrollingInPerson = (): MethodDecorator & ClassDecorator =>
  rule({ to: 'users', scope: 'administer', isForEnrolment: true });
/** The installation's operators. */
export const Operator = (): MethodDecorator & ClassDecorator => rule({ to: 'operator', scope: 'administer' });
/** Those with one of `roles` in the cooperative of the address; machines need the scope as well. */
export const Roles = (scope: TokenScope, ...roles: Role[]): MethodDecorator & ClassDecorator =>
  rule({ to: 'roles', roles, scope });

export const STAFF = ['administrator', 'clerk', 'branch', 'auditor'] as const satisfies readonly Role[];
export const ALL_ROLES = [...STAFF, 'herder'] as const satisfies readonly Role[];

/** What the guard has found out about a request. */
export interface AuthenticatedRequest extends FastifyRequest {
  viewer: Viewer;
  /** On routes with `:cooperative`. */
  opened?: OpenedCooperative;
  origin: Origin;
}
