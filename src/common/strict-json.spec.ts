import * as fc from 'fast-check';
import { DomainError } from '../domain/errors';
import { MAX_JSON_DEPTH, parseStrictJson } from './strict-json';

function refusal(text: string): DomainError {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const json = fc.jsonValue({ maxDepth: 6 });

describe('JSON is read strictly', () => {
  it('reads what JSON.parse reads, whatever the spaces', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, 2, '\t', ' '), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseStrictJson(text)).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts and refuses exactly what JSON.parse does when no key is repeated', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\u0063"',
      '"',
      '\\',
      '1',
      '-',
      '0.5',
      'e9',
      'true',
      'null',
      ' ',
      '\n',
      '\u0000',
      'NaN',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(refusal(text).code).toBe('json_invalid');
          return;
        }
        try {
          expect(parseStrictJson(text)).toStrictEqual(parsed);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          expect(error.code).toBe('json_duplicate_key');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('finds a repeated key anywhere', () => {
    const key = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(json, key, json, json, fc.boolean(), fc.nat({ max: 5 }), (other, k, a, b, escaped, depth) => {
        const again = escaped
          ? `"${[...Array(k.length).keys()].map((i) => `\\u${k.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
          : JSON.stringify(k);
        let text = `{${JSON.stringify(k)}:${JSON.stringify(a)} , ${again} : ${JSON.stringify(b)}}`;
        for (let i = 0; i < depth; i += 1) text = i % 2 === 0 ? `[${JSON.stringify(other)},${text}]` : `{"x":${text}}`;
        expect(refusal(text).code).toBe('json_duplicate_key');
      }),
      { numRuns: 1000 },
    );
  });

  it('names the path of the repeated key', () => {
    expect(refusal('{"terms":{"handout":[{},{"class":"ewe","class":"ram"}]}}')).toMatchObject({
      field: 'terms.handout[1].class',
      details: { key: 'class' },
    });
  });

  it('takes a quoted brace, colon or escaped quote for text', () => {
    const text = '{"a":"{\\"a\\":1,\\"a\\":2}","b":"\\\\","c":": ","d":["\\"",":"]}';
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it('keeps __proto__ as an ordinary key', () => {
    const value = parseStrictJson('{"__proto__":{"isAdmin":true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(refusal('{"__proto__":1,"__proto__":2}').code).toBe('json_duplicate_key');
  });

  it.each([
    ['', 1],
    ['NaN', 1],
    ['{"a":1,}', 8],
    ['{"a":１}', 6],
    ['{"羊":"𠮷', 8],
    ['{"a":"b\\x"}', 8],
    ['[1 2]', 4],
    ['{"a" 1}', 6],
    ['01', 2],
    ['\u00a01', 1],
    ['"tab\there"', 5],
  ])('%j is refused at character %d', (text, position) => {
    expect(refusal(text)).toMatchObject({ code: 'json_invalid', details: { position } });
  });

  it('allows 32 levels and refuses the 33rd, and a million, without a stack overflow', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseStrictJson(nested(MAX_JSON_DEPTH))).toHaveLength(1);
    expect(refusal(nested(MAX_JSON_DEPTH + 1))).toMatchObject({ code: 'json_invalid', details: { position: 33 } });
    expect(refusal(nested(1_000_000)).code).toBe('json_invalid');
    expect(refusal('{"a":'.repeat(100_000)).code).toBe('json_invalid');
  });

  it('reads a string of a million escapes and refuses an endless one', () => {
    const escapes = '\\n'.repeat(1_000_000);
    expect(parseStrictJson(`{"note":"${escapes}"}`)).toEqual({ note: '\n'.repeat(1_000_000) });
    expect(refusal(`{"note":"${escapes}`).code).toBe('json_invalid');
    expect(refusal(`{"note":"${escapes}","note":""}`).code).toBe('json_duplicate_key');
  });
});
