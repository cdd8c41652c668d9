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
