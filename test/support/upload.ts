/** Forms with files, as browsers send them. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

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

/** A photo that browsers can show: white noise, so that it is as large as it has pixels. */
export function pictureOf(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), randomBytes(width)]));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const chunks = [chunkOf('IHDR', head), chunkOf('IDAT', deflateSync(Buffer.concat(rows))), chunkOf('IEND', Buffer.alloc(0))]; // prettier-ignore
  return Buffer.concat([Buffer.from(MAGIC.png, 'hex'), ...chunks]);
}

function chunkOf(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
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
