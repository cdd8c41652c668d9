/** Refuses query parameters that a route does not know, also on routes that know none. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../domain/errors';
import { fieldsOf, type Shape } from '../domain/shape/spec';

/** Where a documented route keeps the shape of its query; null when it takes none. */
export const QUERY_SHAPE = 'sureg:query';

@Injectable()
export class KnownQueriesGuard implements CanActivate {
  /** @throws DomainError key_unknown; a route that does not say what it takes is left alone */
  canActivate(context: ExecutionContext): boolean {
    const shape = Reflect.getMetadata(QUERY_SHAPE, context.getHandler()) as Shape | null | undefined;
    if (shape === undefined) return true;
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const unknown = Object.keys(query as object).find((key) => shape === null || !fieldsOf(shape).has(key));
    if (unknown !== undefined) throw new DomainError('key_unknown', {}, unknown.slice(0, 80));
    return true;
  }
}
