/** Decides, before anything of a request's body is read, how much of it may be: little from strangers, and from everybody no more than a share at a time. */
import { Transform, type TransformCallback } from 'node:stream';
import { HttpException, HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_FILE_BYTES } from '../attachments/attachments.service';
import { FILE_TYPES } from '../attachments/file-types';
import { DomainError } from '../domain/errors';
import type { Viewer } from '../identity/viewer';
import { cookieOf } from './cookies';
import { MAX_FORM_BYTES } from './files-form';
import { Viewers } from './viewers.service';

/** The largest body without files, in bytes; as long as a line of a book. */
export const MAX_BODY_BYTES = 1_048_576;
/** From somebody who is not signed in: a name and a password, many times over. */
export const STRANGERS_BODY_BYTES = 16_384;
/** What may be on the way at a time: of one person two full forms with photos, of all strangers together a thousand sign-ins. */
export const PERSON_BYTES_MAX = 2 * MAX_FORM_BYTES;
export const STRANGERS_BYTES_MAX = 1_024 * STRANGERS_BODY_BYTES;
export const TOTAL_BYTES_MAX = 8 * MAX_FORM_BYTES;

const STRANGERS = 'strangers';
const FILES: ReadonlySet<string> = new Set(FILE_TYPES.map(({ type }) => type));

@Injectable()
export class Bodies {
  private readonly underWay = new Map<string, number>();
  private all = 0;

  constructor(private readonly viewers: Viewers) {}

  /** Bytes that have been promised room. */
  get bytes(): number {
    return this.all;
  }

  /** What `server` is sent has to pass here first; cookies have to be read before. */
  attach(server: FastifyInstance): void {
    server.addHook('onRequest', async (request, reply) => {
      const declared = declaredBytes(request);
      if (declared === 0) return;
      try {
        await this.letIn(declared, request, reply);
      } catch (error) {
        // Whoever is answered before the body was read is not listened to any more.
        void reply.header('connection', 'close');
        throw error;
      }
    });
    server.addHook('preParsing', async (request, reply, payload) => {
      if (declaredBytes(request) !== undefined) return payload;
      const { kind } = await this.viewers.of(request);
      if (kind !== 'anonymous') return payload;
      return payload.pipe(new AtMost(STRANGERS_BODY_BYTES, () => void reply.header('connection', 'close')));
    });
  }

  private async letIn(declared: number | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const viewer = await this.viewers.of(request);
    if (viewer.kind === 'anonymous') {
      if ((declared ?? 0) > STRANGERS_BODY_BYTES) throw tooMuch(request);
      return this.reserve(STRANGERS, declared ?? STRANGERS_BODY_BYTES, STRANGERS_BYTES_MAX, reply);
    }
    const most = mostFor(request.headers['content-type']);
    this.reserve(personOf(viewer), Math.min(declared ?? most, most), PERSON_BYTES_MAX, reply);
  }

  /** @throws HttpException of 429 when there is no room */
  private reserve(whose: string, bytes: number, most: number, { raw }: FastifyReply): void {
    const before = this.underWay.get(whose) ?? 0;
    if (before + bytes > most || this.all + bytes > TOTAL_BYTES_MAX)
      throw new HttpException('too many bodies', HttpStatus.TOO_MANY_REQUESTS);
    this.underWay.set(whose, before + bytes);
    this.all += bytes;
    let isOver = false;
    const release = (): void => {
      if (isOver) return;
      isOver = true;
      this.all -= bytes;
      const left = (this.underWay.get(whose) ?? 0) - bytes;
      if (left > 0) this.underWay.set(whose, left);
      else this.underWay.delete(whose);
    };
    raw.once('finish', release).once('close', release);
    if (raw.destroyed) release();
  }
}

/** Bytes of the body as the request says; 0 without a body, undefined when it comes in pieces of any number. */
function declaredBytes({ headers }: FastifyRequest): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = Number(headers['content-length'] ?? 0);
  return Number.isSafeInteger(length) ? length : undefined;
}

function mostFor(type = ''): number {
  const [media = ''] = type.split(';', 1);
  if (media.trim().toLowerCase() === 'multipart/form-data') return MAX_FORM_BYTES;
  return FILES.has(media.trim().toLowerCase()) ? MAX_FILE_BYTES : MAX_BODY_BYTES;
}

/** A clerk whose session has ended while a grid was filled in is told so; a stranger, that this is too much. */
function tooMuch(request: FastifyRequest): DomainError {
  const hadSession = cookieOf(request, 'sureg') !== undefined || request.headers.authorization !== undefined;
  return hadSession
    ? new DomainError('sign_in_required')
    : new DomainError('body_too_large', { max: STRANGERS_BODY_BYTES });
}

function personOf({ userId, card }: Viewer): string {
  return userId === undefined ? `card ${card?.cooperativeId} ${card?.cardId}` : `user ${userId}`;
}

/** Passes on so many bytes, and fails at the next. */
class AtMost extends Transform {
  private seen = 0;

  constructor(
    private readonly most: number,
    private readonly onMore: () => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.seen += chunk.length;
    if (this.seen <= this.most) return done(null, chunk);
    this.onMore();
    done(new DomainError('body_too_large', { max: this.most }));
  }
}
