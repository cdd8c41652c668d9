/** What a handler knows of the request it answers: who asks, from where, and in which cooperative. */
import { createParamDecorator, type ArgumentMetadata, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { Origin } from '../audit/audit';
import { actorOf, type Actor, type Role, type Viewer } from '../identity/viewer';
import type { Requester } from '../jobs/jobs.service';
import type { CooperativeRow } from '../parties/cooperatives';
import type { Access, Scope } from '../parties/scope';
import type { AuthenticatedRequest } from './access';

/** The context of every request that the guard has let in. */
export class RequestContext {
  readonly viewer: Viewer;
  /** Who acts from where, for the audit trail. */
  readonly origin: Origin;

  constructor(readonly request: AuthenticatedRequest) {
    this.viewer = request.viewer;
    this.origin = request.origin;
  }

  /** The user who acts. @throws DomainError not_permitted for herders and visitors */
  get actor(): Actor {
    return actorOf(this.viewer, this.origin);
  }
}

/** The context on a route of `Roles`: also the cooperative of the address, with what its reader may do and see there. */
export class CooperativeContext extends RequestContext implements Access {
  readonly cooperative: CooperativeRow;
  readonly roles: ReadonlySet<Role>;
  readonly scope: Scope;

  constructor(request: AuthenticatedRequest) {
    super(request);
    if (!request.opened) throw new Error('the route opens no cooperative: give it Roles and :cooperative');
    const { cooperative, roles, scope } = request.opened;
    this.cooperative = cooperative;
    this.roles = roles;
    this.scope = scope;
  }

  /** The user as one who asks for jobs. @throws DomainError not_permitted */
  get requester(): Requester {
    return { cooperative: this.cooperative, roles: this.roles, userId: this.actor.userId };
  }
}

type ContextClass = new (request: AuthenticatedRequest) => RequestContext;

/** Makes the context that the parameter is declared as: its class is known at run time, so it must not be imported as a type. */
class ContextPipe implements PipeTransform<AuthenticatedRequest, RequestContext> {
  transform(request: AuthenticatedRequest, { metatype }: ArgumentMetadata): RequestContext {
    const isContext = metatype === RequestContext || metatype?.prototype instanceof RequestContext;
    if (!isContext) throw new Error('the parameter of @Ctx() is declared as no class of a context');
    return new (metatype as ContextClass)(request);
  }
}

const Request = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<AuthenticatedRequest>(),
);

/**
 * Parameter: the context of the request, of the class that the parameter is declared as.
 *
 * @example list(@Ctx() { cooperative, scope }: CooperativeContext)
 */
export const Ctx = (): ParameterDecorator => Request(new ContextPipe());
