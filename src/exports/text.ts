/** Streams of text: gathers small pieces into chunks, so that an export of any size needs little memory. */

/** What texts are gathered to. Above 128 kB they would be large objects to V8, which it collects late. */
export const CHUNK = 65_536;

/** Joins pieces into chunks of about 64 KiB. */
export async function* inChunks(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** One RFC 4180 record: quotes only where needed, CRLF at the end. */
export function csvRecord(fields: readonly string[]): string {
  let record = '';
  for (let i = 0; i < fields.length; i++) record += (i === 0 ? '' : ',') + csvField(fields[i] as string);
  return `${record}\r\n`;
}

/** One field, in quotes where needed. */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
