/** Cuts a stream of bytes into numbered lines of UTF-8 text, without ever holding more than one long line. */
import { isUtf8 } from 'node:buffer';
import { DomainError } from '../domain/errors';

/** The longest line accepted, in bytes, its line end aside. */
export const MAX_LINE_BYTES = 1_048_576;

/** One line that is not blank, numbered from 1; or why it cannot be read (`line_too_long`, `utf8_invalid`). */
export type Line =
  | { readonly number: number; readonly bytes: number; readonly text: string; readonly error?: undefined }
  | { readonly number: number; readonly bytes: number; readonly text?: undefined; readonly error: DomainError };

const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const BLANK = /^[ \t\r]*$/;

/**
 * The lines of `stream`, ended by LF or CRLF; the last may lack its end. Blank lines are skipped, their numbers kept. A byte order
 * mark at the start is dropped. A bad line is yielded with its error, and reading goes on after it.
 *
 * `bytes` counts all bytes read up to and with this line, for progress.
 *
 * @example for await (const line of readLines(createReadStream('book.jsonl'))) if (line.error) … else parse(line.text)
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array | string>,
  maxBytes = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  const cutter = new Cutter(maxBytes);
  // `yield*` would wrap every line in promises of its own.
  for await (const chunk of stream) for (const line of cutter.add(asBuffer(chunk))) yield line;
  yield* cutter.end();
}

function asBuffer(chunk: Uint8Array | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

class Cutter {
  private number = 0;
  private bytes = 0;
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** Inside a line that is already too long: its bytes are dropped until its end. */
  private dropping = false;

  constructor(private readonly maxBytes: number) {}

  *add(chunk: Buffer): Generator<Line> {
    let start = 0;
    // One look at the whole chunk spares the look at each line, when no character is cut at its ends.
    const isClean = isUtf8(chunk) && !chunk.includes(0);
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const line = this.finish(chunk.subarray(start, end), isClean, 1);
      if (line) yield line;
      start = end + 1;
    }
    this.hold(chunk.subarray(start));
  }

  *end(): Generator<Line> {
    if (this.heldBytes === 0) return;
    const line = this.finish(Buffer.alloc(0), false, 0);
    if (line) yield line;
  }

  private hold(rest: Buffer): void {
    if (rest.length === 0) return;
    this.heldBytes += rest.length;
    // One more byte than allowed may be the CR of a CRLF; the mark at the start does not count either.
    if (this.heldBytes > this.maxBytes + BOM.length + 1) {
      this.dropping = true;
      this.held = [];
    }
    if (!this.dropping) this.held.push(Buffer.from(rest));
  }

  private finish(tail: Buffer, isClean: boolean, endBytes: number): Line | undefined {
    const wasDropping = this.dropping;
    const total = this.heldBytes + tail.length;
    const wasHeld = this.held.length > 0;
    let content = wasHeld ? Buffer.concat([...this.held, tail]) : tail;
    this.number += 1;
    this.bytes += total + endBytes;
    this.held = [];
    this.heldBytes = 0;
    this.dropping = false;
    if (this.number === 1 && content.subarray(0, BOM.length).equals(BOM)) content = content.subarray(BOM.length);
    if (content.at(-1) === CR) content = content.subarray(0, -1);
    if (wasDropping || content.length > this.maxBytes)
      return this.bad('line_too_long', { line: this.number, limit: this.maxBytes });
    if ((!isClean || wasHeld) && (!isUtf8(content) || content.includes(0)))
      return this.bad('utf8_invalid', { line: this.number });
    const text = content.toString('utf8');
    return BLANK.test(text) ? undefined : { number: this.number, bytes: this.bytes, text };
  }

  private bad(code: 'line_too_long' | 'utf8_invalid', details: Record<string, number>): Line {
    return { number: this.number, bytes: this.bytes, error: new DomainError(code, details) };
  }
}
