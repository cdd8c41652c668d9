import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import { DomainError } from '../errors';
import { formatMoney, parseMoney, shareOf, sumFen } from './money';
import { formatPercent, formatQuantity, gramsOf, parsePercent, parseQuantity } from './quantity';
import { add, divide, floorOf, formatRatio, max, multiply, ONE, parseRatio, ratio, subtract, ZERO } from './ratio';

const numRuns = runs(1000);
const refused = (work: () => unknown): boolean => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return true;
    throw error;
  }
  return false;
};
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const part = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
const some = part.map((n) => (n === 0n ? 1n : n));
const anyRatio = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), some).map(([n, d]) => ratio(n, d));

describe('what is written is read back as it was', () => {
  it('ratios, in lowest terms', () => {
    fc.assert(
      fc.property(part, some, (n, d) => {
        const r = parseRatio(`${n}/${d}`);
        expect(parseRatio(formatRatio(r))).toEqual(r);
        expect(r.n * d).toBe(n * r.d);
        expect(r.d > 0n && gcd(r.n, r.d) === 1n).toBe(true);
      }),
      { numRuns },
    );
  });

  it('quantities of the whole range, without trailing zeros', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (milli) => {
        const text = formatQuantity(milli);
        expect(parseQuantity(text)).toBe(milli);
        expect(/\.\d*0$|\.$/.test(text)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('percentages from 0 to 100', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (milli) => {
        const text = formatQuantity(milli);
        expect(parsePercent(text)).toEqual(ratio(BigInt(milli), 1000n));
        expect(formatPercent(parsePercent(text))).toBe(text);
      }),
      { numRuns },
    );
  });
});

describe('only the plain form of a number is read', () => {
  const GRAMMAR = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', '+', 'e', '/', ' ', '１', '\n', ','), maxLength: 8 }),
    fc.string({ maxLength: 6 }),
  );
  it('all else is refused, and nothing but a refusal is thrown', () => {
    fc.assert(
      fc.property(text, (t) => {
        const decimals = (t.split('.')[1] ?? '').length;
        const plain = GRAMMAR.test(t);
        expect(refused(() => parseQuantity(t))).toBe(!(plain && decimals <= 3));
        const negative = t.startsWith('-');
        const bare = negative ? t.slice(1) : t;
        const zero = /^[0.]*$/.test(bare);
        expect(refused(() => parseMoney(t))).toBe(
          !(GRAMMAR.test(bare) && (bare.split('.')[1] ?? '').length <= 2 && !(negative && zero)),
        );
        const fraction = /^(0|[1-9][0-9]*)\/[1-9][0-9]*$/.test(t);
        expect(refused(() => parseRatio(t))).toBe(!(plain || fraction));
      }),
      { numRuns },
    );
  });
});

describe('arithmetic is exact', () => {
  it('ratios obey the laws of fractions', () => {
    fc.assert(
      fc.property(anyRatio, anyRatio, anyRatio, (a, b, c) => {
        expect(add(a, add(b, c))).toEqual(add(add(a, b), c));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(add(a, ZERO)).toEqual(a);
        expect(multiply(a, ONE)).toEqual(a);
        expect(subtract(a, a)).toEqual(ZERO);
        if (a.n !== 0n) expect(divide(a, a)).toEqual(ONE);
        expect([a, b]).toContainEqual(max(a, b));
        const floor = BigInt(floorOf(a));
        expect(floor * a.d <= a.n && a.n < (floor + 1n) * a.d).toBe(true);
      }),
      { numRuns },
    );
    expect(() => ratio(1n, 0n)).toThrow(RangeError);
    expect(() => divide(ONE, ZERO)).toThrow(RangeError);
  });

  it('sums of money are exact or refused', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { maxLength: 6 }), (amounts) => {
        const exact = amounts.reduce((sum, fen) => sum + BigInt(fen), 0n);
        const fits = exact <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(refused(() => sumFen(amounts))).toBe(!fits);
        if (fits) expect(BigInt(sumFen(amounts))).toBe(exact);
      }),
      { numRuns },
    );
  });

  it('parts of the largest amounts are still the whole', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 100_000 }), (fen, milli) => {
        const { part: share, rest } = shareOf(fen, ratio(BigInt(milli), 1000n));
        expect(BigInt(share) + BigInt(rest)).toBe(BigInt(fen));
        expect(BigInt(share)).toBe((BigInt(fen) * BigInt(milli) * 2n + 100_000n) / 200_000n);
        expect(formatMoney(share).length).toBeGreaterThanOrEqual(4);
      }),
      { numRuns },
    );
  });

  it('grams are rounded half up', () => {
    const unit = fc.constantFrom('kg' as const, 'jin' as const, 't' as const, 'bale' as const, 'bag' as const);
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), unit, fc.integer({ min: 1, max: 10 ** 6 }), (milli, u, kgPerUnit) => {
        const grams = { kg: 1000, jin: 500, t: 1_000_000, bale: kgPerUnit, bag: kgPerUnit }[u];
        const [whole, left] = [(BigInt(milli) * BigInt(grams)) / 1000n, (BigInt(milli) * BigInt(grams)) % 1000n];
        expect(BigInt(gramsOf(milli, u, kgPerUnit))).toBe(left >= 500n ? whole + 1n : whole);
      }),
      { numRuns },
    );
    expect(() => gramsOf(1000, 'bag')).toThrow(RangeError);
  });
});
