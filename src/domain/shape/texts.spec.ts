import { readEvent, readLine, type HouseholdLine } from '../book/lines';
import type { EventHead } from '../events/kind';
import { DomainErrors } from '../errors';
import { checkValue } from './check';
import { codePoint, refusedCharacter } from './texts';

const read = (payload: object): EventHead => readEvent({ id: 'e', kind: 'completion', on: '2023-01-01', ...payload });
const household = (code: string): HouseholdLine =>
  readLine({ type: 'household', cooperative: 'C', code, name: 'n' }) as HouseholdLine;

/** The codes of all that is wrong, or 'ok'. */
function verdict(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (error instanceof DomainErrors) return error.errors.map((e) => `${e.field}: ${e.code}`).join();
    throw error;
  }
}

describe('a code is letters and digits of any script', () => {
  it.each(['王燕-001', 'Өвөр.Үзэмчин', 'ᠮᠣᠩᠭᠣᠯ', '𠮷', '𠮷'.repeat(40), 'a', '1_.-', '１'])('%s', (code) =>
    expect(verdict(() => household(code))).toBe('ok'),
  );
  it.each(['', ' a', 'a ', '_a', '.a', 'a/b', 'a:b', 'a b', 'a\n', 'a\u0000', '\ud842', '𠮷'.repeat(41), '😀', 'e\u0301\u0301'])('not %j', (code) =>
    expect(verdict(() => household(code))).toBe('code: code_invalid'),
  ); // prettier-ignore
  it('spelt in one way: decomposed letters are composed before anything is measured or compared', () => {
    expect(household('e\u0301'.repeat(40)).code).toBe('\u00e9'.repeat(40));
    expect(verdict(() => household('e\u0301'.repeat(41)))).toBe('code: code_invalid');
  });
});

describe('a note is any text that can be printed', () => {
  it.each(['草', '𠮷'.repeat(10_000), 'x'.repeat(10_000), 'two\nlines\twith\ttabs', '王\u200d燕', 'ᠮᠣᠩᠭ\u180b\u180eᠣ\u180fᠯ', `a${'\u0316'.repeat(30)}`, '草\ufffe', '“quoted” \\ </script>', '__proto__'])('%.12j', (note) =>
    expect(read({ note }).note).toBe(note),
  ); // prettier-ignore
  it.each(['', '\n', '\u3000', '𠮷'.repeat(10_001), '\u0007', 'a\u2028b', 'a\u202eb', '\u2066a\u2069', '\udc00a', 'a\ud842', 'two\r\nlines', 'a\ufeff', 'a\u200b', 'a\u00ad', '\u200f', 'a\ufe0f', '\u{e0061}', '\u200c\u180e', `a${'\u0316'.repeat(31)}`, 7, null, [], {}])('not %.12j', (note) =>
    expect(verdict(() => read({ note }))).toBe('note: text_invalid'),
  ); // prettier-ignore
});

describe('a character that no text may hold is named', () => {
  const details = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      if (error instanceof DomainErrors) return error.errors.map((e) => [e.field, e.details]);
      throw error;
    }
  };
  it.each<[string, object, unknown]>([
    ['in a name', { name: '王\ufeff燕' }, [['name', { character: 'U+FEFF' }]]],
    ['that cannot be told from others', { name: 'a\u202eb' }, [['name', { character: 'U+202E' }]]],
    ['beyond the first plane', { name: 'a\u{e0041}' }, [['name', { character: 'U+E0041' }]]],
    ['a line break in one line', { name: 'a\nb' }, [['name', { character: 'U+000A' }]]],
    ['in a code', { code: 'a\u3164' }, [['code', { character: 'U+3164' }]]],
    ['or how long it may be', { name: 'x'.repeat(201) }, [['name', { max: 200 }]]],
    ['or that it has too many marks', { name: `x${'\u0301'.repeat(40)}` }, [['name', { marks: 30 }]]],
    ['or nothing', { name: ' ' }, [['name', {}]]],
  ])('%s', (_what, more, told) =>
    expect(details(() => readLine({ type: 'household', cooperative: 'C', code: 'H', name: 'n', ...more }))).toEqual(
      told,
    ),
  );
  it('of all of Unicode: nothing that is not seen but what scripts need, in a name and in a note', () => {
    const allowed = new Set([0x200c, 0x200d, 0x180b, 0x180c, 0x180d, 0x180e, 0x180f]);
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const c = String.fromCodePoint(point);
      const isHidden = /[\p{C}\p{Zl}\p{Zp}\p{DI}]/u.test(c) && !/[\p{Cn}\p{Co}]/u.test(c);
      const isRefused = (isHidden || (/\p{DI}/u.test(c) && !allowed.has(point))) && !allowed.has(point);
      if ((refusedCharacter(`x${c}y`, false) !== undefined) !== isRefused) wrong.push(codePoint(c));
      const isInNotes = isRefused && c !== '\n' && c !== '\t';
      if ((refusedCharacter(`x${c}y`, true) !== undefined) !== isInNotes) wrong.push(codePoint(c));
    }
    expect(wrong).toEqual([]);
  });
});

describe('a password is a secret and no text', () => {
  const accepted = (password: string): boolean =>
    checkValue({ is: 'text', max: 200, multiline: false, quotes: true, secret: true }, password) === undefined;
  it('which may hold what no text may, but is not longer', () => {
    expect(['a\u200b', '❤\ufe0f', ' ', '\ufeff', 'x'.repeat(200)].map(accepted)).not.toContain(false);
    expect(['', '\ud800', 'x'.repeat(201), `x${'\u0301'.repeat(40)}`].map(accepted)).not.toContain(true);
  });
});

describe('a count is a JSON integer within its bounds', () => {
  const heads = (json: string): string =>
    verdict(() => read(JSON.parse(`{"kind":"handover","heads":[{"class":"ewe","count":${json}}]}`) as object));
  it.each(['1', '1000000', '1.0', '1e2', '10E-1'])('%s', (json) => expect(heads(json)).toBe('ok'));
  it.each(['0', '-1', '-0', '1.5', '1e400', '-1e400', '1e-400', '1000001', '9007199254740993', '"1"', '"１"', 'true', 'null', '[1]', '{}'])('not %s', (json) =>
    expect(heads(json)).toBe('heads[0].count: count_invalid'),
  ); // prettier-ignore
});

describe('nothing comes in by the names of JavaScript itself', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s', (key) => {
    expect(verdict(() => readEvent(JSON.parse(`{"id":"e","kind":"completion","on":"2023-01-01","${key}":1}`)))).toBe(
      `${key}: key_unknown`,
    );
    expect(verdict(() => read({ kind: key }))).toBe('kind: kind_unknown');
    expect(verdict(() => readLine({ type: key }))).toBe('type: type_unknown');
    expect(verdict(() => read({ kind: 'handover', heads: [JSON.parse(`{"class":"ewe","count":1,"${key}":1}`)] }))).toBe(
      `heads[0].${key}: key_unknown`,
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
