/** Forms with files, as browsers send them. */
import { createHash, randomBytes } from 'node:crypto';

export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the browser takes it for. */
  readonly type?: string;
}

const MAGIC = { jpg: 'ffd8ffe0', png: '89504e470d0a1a0a', webp: '524946460000000057454250', pdf: '255044462d312e34' };

/** A file that begins like one of its type; no two are the same. */
export function fileOf(kind: keyof typeof MAGIC, bytes = 64): Buffer {
  const magic = Buffer.from(MAGIC[kind], 'hex');
  return Buffer.concat([magic, randomBytes(bytes - magic.length)]);
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The body of a form with its media type: fields first, in their order, then the files. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  files: readonly Upload[],
): { readonly type: string; readonly body: Buffer } {
  const boundary = `----form${randomBytes(12).toString('hex')}`;
  const head = (more: string): string => `--${boundary}\r\ncontent-disposition: form-data; ${more}\r\n\r\n`;
  const parts = [
    ...Object.entries(fields).map(([name, value]) => Buffer.from(`${head(`name="${name}"`)}${value}\r\n`)),
    ...files.flatMap(({ name, bytes, type = 'image/jpeg' }) => [
      Buffer.from(head(`name="files"; filename="${name.replaceAll('"', '%22')}"\r\ncontent-type: ${type}`)),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}
