/** Nobody has more downloads open than their share: the next ones wait in line, and hold nothing while they do. */
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { elapsedMillis } from '../common/clock';
import { DomainError } from '../domain/errors';
import type { AuthenticatedRequest } from './access';

/** As many as a browser opens at a time: a page with photos is shown without waiting. */
export const PERSON_MAX = 6;
export const TOTAL_MAX = 100;
/** Of one person, beside those that are open. */
export const WAITING_MAX = 60;
export const WAIT_MILLIS = 30_000;
const LOOK_MILLIS = 5_000;

/** What is longer is handed over in pieces, so that one sees whether it is being taken. */
const PIECE_BYTES = 16_384;

interface Waiting {
  readonly person: string;
  readonly since: number;
  readonly begin: () => void;
  readonly refuse: (error: DomainError) => void;
}

@Injectable()
export class Downloads {
  private readonly open = new Map<string, number>();
  private readonly entered = new WeakMap<FastifyReply, Promise<void>>();
  private line: Waiting[] = [];
  private all = 0;

  /** Lets `server` send no download before it is its turn. */
  attach(server: FastifyInstance): void {
    server.addHook('onSend', async (request, reply, payload) => {
      const isDownload = String(reply.getHeader('content-disposition') ?? '').startsWith('attachment');
      if (!isDownload) return inPieces(payload, reply);
      try {
        await this.enter(request, reply);
      } catch (error) {
        if (payload instanceof Readable) payload.destroy();
        reply.removeHeader('content-disposition').removeHeader('content-length').removeHeader('repr-digest');
        throw error;
      }
      return inPieces(payload, reply);
    });
    const timer = setInterval(() => this.look(elapsedMillis()), LOOK_MILLIS).unref();
    server.addHook('onClose', async () => clearInterval(timer));
  }

  /**
   * Waits for the turn of an answer, which ends with it. Once is enough, however often it is asked for.
   *
   * @throws DomainError downloads_busy when too many wait, or nothing has ended for too long
   */
  enter(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const known = this.entered.get(reply);
    if (known) return known;
    const waiter = this.begin(personOf(request), reply);
    this.entered.set(reply, waiter);
    return waiter;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.line.length;
  }

  /** Refuses those that have waited too long. @param now milliseconds on a clock that never goes back */
  look(now: number): void {
    for (const { since, refuse } of [...this.line])
      if (now - since >= WAIT_MILLIS) refuse(new DomainError('downloads_busy'));
  }

  private async begin(person: string, reply: FastifyReply): Promise<void> {
    if (this.hasRoom(person)) this.take(person);
    else await this.wait(person, reply);
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      this.all -= 1;
      const left = this.of(person) - 1;
      if (left > 0) this.open.set(person, left);
      else this.open.delete(person);
      this.callNext();
    };
    reply.raw.once('finish', leave).once('close', leave);
    if (reply.raw.destroyed) leave();
  }

  private take(person: string): void {
    this.all += 1;
    this.open.set(person, this.of(person) + 1);
  }

  private wait(person: string, reply: FastifyReply): Promise<void> {
    if (this.line.filter((w) => w.person === person).length >= WAITING_MAX)
      return Promise.reject(new DomainError('downloads_busy'));
    return new Promise((resolve, reject) => {
      const leave = (): void => void (this.line = this.line.filter((w) => w !== waiting));
      const waiting: Waiting = {
        person,
        since: elapsedMillis(),
        // Taken at once, so that nobody who comes meanwhile gets in between.
        begin: () => (leave(), this.take(person), resolve()),
        refuse: (error) => (leave(), reject(error)),
      };
      this.line.push(waiting);
      reply.raw.once('close', () => waiting.refuse(new DomainError('downloads_busy')));
    });
  }

  /** The first in line who has room. */
  private callNext(): void {
    this.line.find(({ person }) => this.hasRoom(person))?.begin();
  }

  private hasRoom(person: string): boolean {
    return this.all < TOTAL_MAX && this.of(person) < PERSON_MAX;
  }

  private of(person: string): number {
    return this.open.get(person) ?? 0;
  }
}

/** A person in all their sessions and with all their machines; a visitor by address. */
function personOf(request: FastifyRequest): string {
  const { viewer } = request as Partial<AuthenticatedRequest>;
  if (viewer?.userId !== undefined) return `user ${viewer.userId}`;
  if (viewer?.card) return `card ${viewer.card.cooperativeId} ${viewer.card.cardId}`;
  return `address ${request.ip}`;
}

function inPieces(payload: unknown, reply: FastifyReply): unknown {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  if (payload.length <= PIECE_BYTES) return payload;
  const bytes = Buffer.from(payload);
  void reply.header('content-length', bytes.length);
  return Readable.from(pieces(bytes), { objectMode: false });
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
