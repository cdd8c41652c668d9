/** Ends answers that nobody takes: whoever asks and does not read must not keep what was asked for in the server's memory. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { elapsedMillis } from '../common/clock';

/** Nothing was taken for so long: the connection is cut. A telephone far from the mast takes a piece now and then. */
export const STALLED_MILLIS = 30_000;
/** However slowly somebody reads on, an answer is not sent for longer. */
export const WHOLE_MILLIS = 3_600_000;
const LOOK_MILLIS = 5_000;

/** How far the reader was when it was looked at. */
interface Seen {
  /** When it first had something to take. */
  readonly begun: number;
  readonly taken: number;
  /** Since when it has taken no more than that. */
  readonly since: number;
}

@Injectable()
export class SlowReaders {
  private readonly answers = new Map<ServerResponse, Seen | undefined>();

  /** Looks after all answers of a server, until it closes. */
  watch(server: FastifyInstance): void {
    server.server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.answers.set(response, undefined);
      response.once('close', () => this.answers.delete(response));
    });
    const timer = setInterval(() => this.look(elapsedMillis()), LOOK_MILLIS).unref();
    server.addHook('onClose', async () => clearInterval(timer));
  }

  /** Answers that have not ended. */
  get open(): number {
    return this.answers.size;
  }

  /** @param now milliseconds on a clock that never goes back */
  look(now: number): void {
    for (const [response, before] of this.answers) {
      const { socket } = response;
      // While the server itself is at work, nothing waits to be taken.
      if (!socket || response.writableLength === 0) {
        this.answers.set(response, before && { ...before, since: now });
        continue;
      }
      const taken = socket.bytesWritten - response.writableLength;
      const seen = before?.taken === taken ? before : { begun: before?.begun ?? now, taken, since: now };
      this.answers.set(response, seen);
      if (now - seen.since >= STALLED_MILLIS || now - seen.begun >= WHOLE_MILLIS) socket.destroy();
    }
  }
}
