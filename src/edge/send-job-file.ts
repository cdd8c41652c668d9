/** Files as downloads: with a name that every browser reads, and their length. */
import type { FastifyReply } from 'fastify';
import type { JobFile } from '../jobs/jobs.service';
import { dispositionOf } from './disposition';

/** As a statement has the head of its chain at the foot. */
export const HEAD_HEADER = 'sureg-chain-head';

export function sendJobFile(reply: FastifyReply, file: JobFile): FastifyReply {
  const { name, type, bytes, sha256, content, head } = file;
  if (head) reply.header(HEAD_HEADER, `${head.seq}:${head.hash}`);
  return reply
    .type(type)
    .header('content-disposition', dispositionOf(name))
    .header('content-length', bytes)
    .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    .send(content);
}

/** A small file beside another one. */
export function sendHeads(
  reply: FastifyReply,
  { name, text }: { readonly name: string; readonly text: string },
): FastifyReply {
  return reply.type('application/json; charset=utf-8').header('content-disposition', dispositionOf(name)).send(text);
}
