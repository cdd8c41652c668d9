/** Gives back a file that somebody sent, so that no browser takes it for anything but a file to be saved, or a picture in a page. */
import type { FastifyReply } from 'fastify';
import type { AttachmentRow } from '../attachments/attachments.queries';
import { FILE_TYPES } from '../attachments/file-types';
import { dispositionOf } from './disposition';

const ENDINGS: ReadonlySet<string> = new Set(['jpeg', ...FILE_TYPES.map(({ extension }) => extension)]);

export function sendAttachment(
  reply: FastifyReply,
  { row, bytes }: { readonly row: AttachmentRow; readonly bytes: Buffer },
): FastifyReply {
  return reply
    .header('content-type', row.type)
    .header('content-disposition', dispositionOf(safeName(row)))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(bytes);
}

/** Saved under the name of a program or a page, a file would be opened as one. */
function safeName({ name, type }: AttachmentRow): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const own = FILE_TYPES.find((t) => t.type === type)?.extension ?? 'bin';
  return ENDINGS.has(ending) ? name : `${name}.${own}`;
}
