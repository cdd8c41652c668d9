/** Sends files while they are made: their size does not matter, and what fails before the first byte is told as a page. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { dispositionOf } from '../../edge/disposition';
import type { Sending } from './answers';

export interface StreamedFile {
  readonly name: string;
  readonly type: string;
}

export type WriteChunk = (chunk: string | Uint8Array) => Promise<void>;

/**
 * The file that `work` writes. When it fails on the way, or nobody reads any more, the connection is cut, so that half a file is never
 * taken for a whole one.
 *
 * @throws whatever `work` throws before its first chunk, when it is sent
 */
export function streamed(file: StreamedFile, work: (write: WriteChunk) => Promise<void>): Sending {
  return (reply) => stream(reply, file, work);
}

async function stream(
  reply: FastifyReply,
  { name, type }: StreamedFile,
  work: (write: WriteChunk) => Promise<void>,
): Promise<FastifyReply> {
  const out = new PassThrough();
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  let isSent = false;
  const send = (): void => {
    isSent = true;
    void reply.type(type).header('content-disposition', dispositionOf(name)).send(out);
  };
  try {
    await work(async (chunk) => {
      if (!isSent) send();
      if (out.destroyed) throw new Error('nobody reads the file any more');
      if (!out.write(chunk)) await once(out, 'drain', { signal: gone.signal });
    });
    if (!isSent) send();
    out.end();
  } catch (error) {
    if (!isSent) throw error;
    out.destroy(error as Error);
  }
  return reply;
}
