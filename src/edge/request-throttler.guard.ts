/**
 * Counts requests, whichever routes they are for: those of a session or a token by themselves, and all others by the line they come from. So one
 * neighbour behind an office's address stops nobody there who is signed in.
 */
import { Inject, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { lineOf } from '../common/network';
import { Viewers } from './viewers.service';

@Injectable()
export class RequestThrottler extends ThrottlerGuard {
  @Inject(Viewers) private readonly viewers!: Viewers;

  protected override async getTracker(request: FastifyRequest): Promise<string> {
    return (await this.viewers.credentialOf(request)) ?? lineOf(request.ip);
  }

  protected override generateKey(_context: unknown, tracker: string): string {
    return tracker;
  }
}
