/** Finds out who is asking, and lets them in only where the route's rule says so: what a route does not allow is refused. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { rolesIn, type Viewer } from '../identity/viewer';
import { requireContract } from '../contracts/contracts';
import { requireHousehold } from '../parties/households';
import { openTo, type Access, type Scope } from '../parties/scope';
import { ACCESS, type AccessRule, type AuthenticatedRequest } from './access';
import { beginFilesForm, firstField, readFilesForm } from './files-form';
import { refuseForgery } from './forgery';
import { CodePipe } from './shape.pipe';
import { Viewers } from './viewers.service';

const COOPERATIVE = new CodePipe('cooperative');

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly viewers: Viewers,
    private readonly reads: ReadPool,
  ) {}

  /**
   * A form with files is read to its token, to know whether it is ours, and to its end only for those who are let in.
   *
   * @throws DomainError sign_in_required, second_factor_required, not_permitted, cross_site, cooperative_unknown, body_too_large
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const rule = ruleOf(context);
    const viewer = await this.viewers.of(request);
    request.viewer = viewer;
    request.origin = { actor: viewer.actor, address: request.ip, requestId: request.id };
    const form = beginFilesForm(request, context);
    await refuseForgery(request, viewer, form && ((name) => firstField(form, name)));
    await this.letIn(rule, viewer, request);
    if (form) await readFilesForm(request, form);
    return true;
  }

  private async letIn(rule: AccessRule, viewer: Viewer, request: AuthenticatedRequest): Promise<void> {
    if (rule.to === 'everyone') return;
    if (viewer.kind === 'anonymous') throw new DomainError('sign_in_required');
    if (!viewer.isStrong && !('isForEnrolment' in rule && rule.isForEnrolment))
      throw new DomainError('second_factor_required', viewer.kind === 'token' ? { what: 'token' } : {});
    if (viewer.scopes && !viewer.scopes.has(rule.scope)) throw new DomainError('not_permitted');
    if (rule.to === 'users' && viewer.kind !== 'user') throw new DomainError('not_permitted');
    if (rule.to === 'operator' && !viewer.isOperator) throw new DomainError('not_permitted');
    if (rule.to === 'roles') request.opened = await this.open(viewer, request, rule.roles);
  }

  /** A stranger learns nothing about the cooperative, not even that it is there. */
  private async open(viewer: Viewer, request: FastifyRequest, allowed: readonly string[]): Promise<Access> {
    const { cooperative } = request.params as { cooperative?: string };
    if (cooperative === undefined) throw new Error('a route of Roles names its cooperative in the address');
    const opened = await openTo(viewer, this.reads, COOPERATIVE.transform(cooperative));
    const roles = rolesIn(viewer, opened.cooperative.id);
    if (!allowed.some((role) => (roles as ReadonlySet<string>).has(role))) throw new DomainError('not_permitted');
    await this.requireOwn(opened.scope, request.params as { contract?: string; household?: string });
    return opened;
  }

  /** A herder's neighbours are as unknown as those who are not there, before anything else is said about the request. */
  private async requireOwn(scope: Scope, wanted: { contract?: string; household?: string }): Promise<void> {
    if (scope.householdId === undefined) return;
    if (wanted.household !== undefined) await requireHousehold(this.reads, scope, wanted.household);
    if (wanted.contract !== undefined) await requireContract(this.reads, scope, wanted.contract);
  }
}

/** The rule of a route, or of its controller. */
export function ruleOf(context: Pick<ExecutionContext, 'getHandler' | 'getClass'>): AccessRule {
  const rule = (Reflect.getMetadata(ACCESS, context.getHandler()) ??
    Reflect.getMetadata(ACCESS, context.getClass())) as AccessRule | undefined;
  if (!rule) throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may use it`);
  return rule;
}
