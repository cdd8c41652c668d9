/** Controllers of pages: their handlers give back what is answered, and have no reply to send it by. */
import {
  applyDecorators,
  Controller,
  Res,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { send, type Answer } from './answers';

class SendsAnswers implements NestInterceptor<Answer, void> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<void> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(mergeMap((answer) => send(reply, answer)));
  }
}

/**
 * A controller of pages, which the API's document leaves out.
 *
 * @example \@Pages('c/:cooperative/seasons')
 */
export function Pages(path = ''): ClassDecorator {
  return (target) => {
    const methods = target.prototype as Record<string, (...args: unknown[]) => unknown>;
    // Nest sends by itself, with a status of its own, whatever a handler gives back that has not asked for the reply.
    for (const name of Object.getOwnPropertyNames(methods))
      if (Reflect.hasMetadata('path', methods[name] ?? target)) Res()(methods, name, methods[name]?.length ?? 0);
    applyDecorators(ApiExcludeController(), Controller(path), UseInterceptors(new SendsAnswers()))(target);
  };
}
