import * as fc from 'fast-check';
import { decodeCursor, encodeCursor, pageLimit, pageOf, type PageKeyShape } from './paging';

const pageInvalid = expect.objectContaining({ code: 'page_invalid' }) as Error;

describe('long lists are read page by page', () => {
  it('reads back every cursor it gave', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !/[\0\p{Surrogate}]/u.test(s)),
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (key) => {
        const shape: PageKeyShape = key.map((p) => (typeof p === 'number' ? 'integer' : 'text'));
        expect(decodeCursor(encodeCursor(key), shape)).toEqual(key);
      }),
    );
  });

  it('is not shaken by any text as a cursor', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, ['text', 'integer'])).toThrow(pageInvalid);
      }),
    );
  });

  it.each([
    encodeCursor(['H001']),
    encodeCursor(['H001', 'x']),
    encodeCursor([1, 7]),
    encodeCursor(['H001', 1.5]),
    encodeCursor(['H001', -9_007_199_254_740_991]),
    encodeCursor(['H\0', 7]),
    encodeCursor(['H001', 7, 8]),
    `${encodeCursor(['H001', 7])}=`,
    `${encodeCursor(['H001', 7])}\n`,
    Buffer.from('{"0":"H001","1":7,"length":2}').toString('base64url'),
    'A'.repeat(5000),
  ])('refuses the cursor %.30s', (cursor) => {
    expect(() => decodeCursor(cursor, ['text', 'integer'])).toThrow(pageInvalid);
    expect(decodeCursor(encodeCursor(['H001', 7]), ['text', 'integer'])).toEqual(['H001', 7]);
  });

  it.each([
    [undefined, 50],
    ['1', 1],
    ['200', 200],
  ])('limit %s gives %d items', (text, limit) => {
    expect(pageLimit(text)).toBe(limit);
  });

  it.each(['0', '201', '-1', '', '1.5', '1e2', '05', '１', ' 1', '99999999999999999999'])(
    'refuses the limit %j',
    (text) => {
      expect(() => pageLimit(text)).toThrow(pageInvalid);
    },
  );

  it('says where the next page begins, and ends without an empty page', () => {
    const rows = [1, 2, 3, 4, 5];
    const seen: number[] = [];
    let after = 0;
    for (let pages = 0; pages < 9; pages += 1) {
      const page = pageOf(
        rows.filter((r) => r > after).slice(0, 3),
        2,
        (r) => [r],
        (r) => r,
      );
      seen.push(...page.items);
      if (page.next === undefined) break;
      after = decodeCursor(page.next, ['integer'])[0] as number;
    }
    expect(seen).toEqual(rows);
    expect(pageOf([1, 2], 2, (r) => [r], String)).toEqual({ items: ['1', '2'] });
  });
});
