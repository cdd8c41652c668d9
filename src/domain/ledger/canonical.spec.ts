import fc from 'fast-check';
import { canonicalJson } from './canonical';

describe('canonical JSON', () => {
  it('orders keys by UTF-16 code units, as the example of RFC 8785 does', () => {
    const given = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(given).matchAll(/:"([^"]+)"/g)].map((m) => m[1]);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('writes texts, literals and whole numbers as the RFC does', () => {
    expect(canonicalJson({ s: '\u20ac$\u000f\nA\'B"\\\\"/', l: [null, true, false] })).toBe(
      '{"l":[null,true,false],"s":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(canonicalJson([0, -0, -1, Number.MAX_SAFE_INTEGER])).toBe('[0,0,-1,9007199254740991]');
    expect(canonicalJson([{}, [], ''])).toBe('[{},[],""]');
  });

  it.each([
    ['undefined', undefined],
    ['a key without a value', { a: undefined }],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number that was rounded', 2 ** 53],
    ['half a character', 'a\ud83d'],
    ['half a character in a key', { '\ude00': 1 }],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson([{ deep: value }])).toThrow(TypeError);
  });

  it('takes a backslash before the letters ud for what it is', () => {
    for (const text of ['\\ud83d', 'a\\\\ud83d', '\\\\\\udfff', '\ud83d\ude00\\ud'])
      expect(JSON.parse(canonicalJson({ b: text, a: 1 }))).toEqual({ a: 1, b: text });
    for (const text of ['\\\ud83d', 'a\\\\\ude00', '\ud83d\ud83d\ude00'])
      expect(() => canonicalJson({ a: 1, b: text })).toThrow('half a character');
  });

  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value')),
    ),
  })).value;

  it('is the same text for the same content, whatever order the keys came in, and reads back as it was', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The same content with every object's keys entered the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([k, v]) => [k, reversed(v)]),
  );
}
