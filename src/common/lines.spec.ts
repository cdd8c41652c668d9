import * as fc from 'fast-check';
import { readLines, type Line } from './lines';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(input: string | Uint8Array, size = 7, maxBytes?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(inPieces(Buffer.from(input as string), size), maxBytes)) lines.push(line);
  return lines;
}

const brief = (lines: Line[]): [number, string][] => lines.map((l) => [l.number, l.error ? l.error.code : l.text]);

describe('a stream of bytes is cut into numbered lines', () => {
  it('gives the same lines however the bytes arrive', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((s) => s.replace(/[\n\r]/g, 'x').replaceAll('\0', 'x')),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (lines, eol, size, ended) => {
          const expected = lines.map((l, i) => [i + 1, l] as const).filter(([, l]) => !/^[ \t\r]*$/.test(l));
          expect(brief(await read(lines.join(eol) + (ended ? eol : ''), size))).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('skips blank lines and keeps their numbers', async () => {
    expect(brief(await read('\n\n{"a":1}\r\n \t\r\n{"b":2}'))).toEqual([
      [3, '{"a":1}'],
      [5, '{"b":2}'],
    ]);
  });

  it('drops a byte order mark at the start only', async () => {
    expect(brief(await read('\ufeffa\n\ufeffb'))).toEqual([
      [1, 'a'],
      [2, '\ufeffb'],
    ]);
    expect(await read('\ufeff')).toEqual([]);
  });

  it('reports a line that is not UTF-8, or holds a NUL, and goes on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('羊\n'),
      Buffer.from([0xc3, 0x28, 0x0a]),
      Buffer.from('a\0b\nok\n'),
      Buffer.from([0xe7, 0xbe]),
    ]);
    for (const size of [1, 3, 100]) {
      expect(brief(await read(bytes, size))).toEqual([
        [1, '羊'],
        [2, 'utf8_invalid'],
        [3, 'utf8_invalid'],
        [4, 'ok'],
        [5, 'utf8_invalid'],
      ]);
    }
  });

  it('accepts a line of exactly the limit, and reports a longer one with its number', async () => {
    for (const size of [1, 4, 100]) {
      expect(brief(await read('\ufeff12345678\r\n123456789\r\n1\n', size, 8))).toEqual([
        [1, '12345678'],
        [2, 'line_too_long'],
        [3, '1'],
      ]);
      expect(brief(await read('a\n123456789', size, 8))).toEqual([
        [1, 'a'],
        [2, 'line_too_long'],
      ]);
    }
  });

  it('passes over a line of 50 MB without holding it', async () => {
    async function* huge(): AsyncGenerator<Uint8Array> {
      const chunk = Buffer.alloc(65_536, 0x61);
      for (let i = 0; i < 800; i += 1) yield await Promise.resolve(chunk);
      yield Buffer.from('\nnext\n');
    }
    const before = process.memoryUsage().arrayBuffers;
    const lines: Line[] = [];
    for await (const line of readLines(huge())) lines.push(line);
    expect(brief(lines)).toEqual([
      [1, 'line_too_long'],
      [2, 'next'],
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it('counts the bytes read', async () => {
    expect((await read('羊\r\nab')).map((l) => l.bytes)).toEqual([5, 7]);
  });
});
