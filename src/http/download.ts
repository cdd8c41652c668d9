/** Files as downloads: with a name that every browser reads, and their length. */
import type { FastifyReply } from 'fastify';
import type { JobFile } from '../jobs/jobs.service';

/**
 * @example dispositionOf('表.csv') // "attachment; filename=\"_.csv\"; filename*=UTF-8''%E8%A1%A8.csv"
 */
export function dispositionOf(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

export function sendFile(reply: FastifyReply, { name, type, bytes, sha256, content }: JobFile): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', dispositionOf(name))
    .header('content-length', bytes)
    .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    .send(content);
}
