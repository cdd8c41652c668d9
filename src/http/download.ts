/** Files as downloads: with a name that every browser reads, and their length. */
import type { FastifyReply } from 'fastify';
import type { JobFile } from '../jobs/jobs.service';
import { dispositionOf } from './disposition';

export function sendFile(reply: FastifyReply, { name, type, bytes, sha256, content }: JobFile): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', dispositionOf(name))
    .header('content-length', bytes)
    .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    .send(content);
}
