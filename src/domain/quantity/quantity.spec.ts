import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import { DomainError } from '../errors';
import { formatMoney, parseMoney, roundHalfAwayFromZero, shareOf } from './money';
import { formatPercent, formatQuantity, gramsOf, parsePercent, parseQuantity } from './quantity';
import {
  add,
  compare,
  divide,
  floorOf,
  formatRatio,
  multiply,
  parseExactRatio,
  parseRatio,
  ratio,
  roundRatio,
  subtract,
} from './ratio';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'accepted';
};
const numRuns = runs(1000);
const big = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });

describe('ratios are exact', () => {
  it.each([
    ['9/5', '9/5'],
    ['1.8', '9/5'],
    ['18/10', '9/5'],
    ['3', '3'],
    ['3/1', '3'],
    ['0.50', '1/2'],
    ['1/3', '1/3'],
  ])('%s is %s', (text, normal) => expect(formatRatio(parseRatio(text))).toBe(normal));

  it.each([
    '1/0',
    '0/0',
    '',
    '1/',
    '/2',
    '1.',
    '.5',
    '-1',
    '+1',
    '01',
    '00.5',
    '1/03',
    '1e3',
    '１',
    'NaN',
    '1 /2',
    '1/2/3',
    '1.5/2',
    '1234567890123456789',
  ])('%j is no ratio', (text) => expect(codeOf(() => parseRatio(text))).toBe('ratio_invalid'));

  it('adds, multiplies and divides as fractions do', () => {
    fc.assert(
      fc.property(big, positive, big, positive, (a, b, c, d) => {
        const [x, y] = [ratio(a, b), ratio(c, d)];
        expect(add(x, y)).toEqual(ratio(a * d + c * b, b * d));
        expect(subtract(add(x, y), y)).toEqual(x);
        expect(multiply(x, y)).toEqual(ratio(a * c, b * d));
        if (c !== 0n) expect(multiply(divide(x, y), y)).toEqual(x);
        expect(compare(x, y)).toBe(a * d < c * b ? -1 : a * d === c * b ? 0 : 1);
        expect(parseExactRatio(formatRatio(x))).toEqual(x);
      }),
      { numRuns },
    );
  });

  it('rounds down, half up and up once', () => {
    expect(['down', 'half_up', 'up'].map((m) => roundRatio(ratio(40n, 3n), m as 'up'))).toEqual([13, 13, 14]);
    expect(roundRatio(ratio(27n, 2n), 'half_up')).toBe(14);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 1000n }), (n, d) => {
        const down = BigInt(roundRatio(ratio(n, d), 'down'));
        expect(down * d <= n && n < (down + 1n) * d).toBe(true);
        expect(BigInt(roundRatio(ratio(n, d), 'up'))).toBe(n % d === 0n ? down : down + 1n);
        expect(BigInt(roundRatio(ratio(n, d), 'half_up'))).toBe((n % d) * 2n >= d ? down + 1n : down);
      }),
      { numRuns },
    );
    expect(floorOf(ratio(-1n, 2n))).toBe(-1);
    expect(codeOf(() => floorOf(ratio(2n ** 53n)))).toBe('amount_too_large');
  });
});

describe('money is whole fen', () => {
  it.each([
    ['760.00', 76000],
    ['760.5', 76050],
    ['0', 0],
    ['-12.30', -1230],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s', (text, fen) => expect(parseMoney(text)).toBe(fen));

  it.each([
    '',
    '-0',
    '-0.00',
    '+1',
    '01',
    '1.',
    '.5',
    '1.001',
    '1e2',
    '1,000',
    '１２',
    'NaN',
    'Infinity',
    ' 1',
    '90071992547409.92',
    '1400000000000000000',
  ])('%j is no amount', (text) => expect(codeOf(() => parseMoney(text))).toBe('money_invalid'));

  it('is written as it is read', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (fen) => expect(parseMoney(formatMoney(fen))).toBe(fen + 0)),
      { numRuns },
    );
  });

  it('rounds half away from zero', () => {
    expect([5n, -5n, 4n, -4n, 15n].map((n) => roundHalfAwayFromZero(ratio(n, 10n)))).toEqual([1, -1, 0, 0, 2]);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 1000n }), (n, d) => {
        const rounded = BigInt(roundHalfAwayFromZero(ratio(n, d)));
        const error = 2n * (rounded * d - n);
        expect(n >= 0n ? -d < error && error <= d : -d <= error && error < d).toBe(true);
      }),
      { numRuns },
    );
  });

  it('splits so that the parts are the whole', () => {
    expect(shareOf(31050, parsePercent('50'))).toEqual({ part: 15525, rest: 15525 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 100_000 }), (fen, milli) => {
        const { part, rest } = shareOf(fen, ratio(BigInt(milli), 1000n));
        expect(part + rest).toBe(fen);
        expect(part >= 0 && rest >= 0).toBe(true);
      }),
      { numRuns },
    );
  });
});

describe('quantities are whole thousandths', () => {
  it.each([
    ['371.25', 371250, '371.25'],
    ['40.000', 40000, '40'],
    ['0.5', 500, '0.5'],
    ['0', 0, '0'],
  ])('%s', (text, milli, normal) => {
    expect(parseQuantity(text)).toBe(milli);
    expect(formatQuantity(milli)).toBe(normal);
  });

  it.each(['-1', '1.0001', '01', '1e3', '１', '', '.5', '9007199254741'])('%j is no quantity', (text) =>
    expect(codeOf(() => parseQuantity(text))).toBe('quantity_invalid'),
  );

  it('percentages lie in 0..100', () => {
    expect(formatPercent(parsePercent('2.50'))).toBe('2.5');
    expect(['100', '100.000', '0'].map((t) => codeOf(() => parsePercent(t)))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(['100.001', '-1', '5%'].map((t) => codeOf(() => parsePercent(t)))).toEqual(Array(3).fill('percent_invalid'));
  });

  it('weighs feed in grams, rounded half up once', () => {
    expect(gramsOf(parseQuantity('1500'), 'jin')).toBe(750_000);
    expect(gramsOf(parseQuantity('3.2'), 't')).toBe(3_200_000);
    expect(gramsOf(parseQuantity('40'), 'bag', parseQuantity('40'))).toBe(1_600_000);
    expect(gramsOf(parseQuantity('0.001'), 'jin')).toBe(1);
    expect(gramsOf(parseQuantity('180'), 'bale', parseQuantity('22.5'))).toBe(4_050_000);
  });
});
