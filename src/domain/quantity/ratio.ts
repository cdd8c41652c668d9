/** Exact rational numbers, for shares, rates and substitutions, which are rounded only at the end. */
import { DomainError } from '../errors';

/** n/d in lowest terms, d > 0. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

export type RoundingMode = 'down' | 'half_up' | 'up';

export const ZERO: Ratio = { n: 0n, d: 1n };
export const ONE: Ratio = { n: 1n, d: 1n };

const TEXT = /^(0|[1-9]\d{0,17})(?:\/([1-9]\d{0,17})|\.(\d{1,17}))?$/;
/** Numerators and denominators are below this, in normal form too, so that what is written can be read back. */
const LIMIT = 10n ** 18n;
const EXACT = /^(-?\d+)(?:\/(\d+))?$/;

/** @throws RangeError when `d` is zero: a programming error, since input is parsed by `parseRatio` */
export function ratio(n: bigint, d = 1n): Ratio {
  if (d === 1n) return { n, d };
  if (d === 0n) throw new RangeError('a ratio has no zero denominator');
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d * sign);
  return { n: (n * sign) / divisor, d: (d * sign) / divisor };
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

const parsed = new Map<string, Ratio>();

/**
 * Reads `"9/5"`, `"1.8"` or `"3"`: ASCII digits, no sign, no exponent, no leading zeros, at most 18 digits in each part, also in lowest
 * terms (docs/rules.md section 3).
 *
 * @throws DomainError ratio_invalid
 * @example parseRatio('1.8') // 9/5
 */
export function parseRatio(text: string): Ratio {
  const known = parsed.get(text);
  if (known) return known;
  const match = TEXT.exec(text);
  if (!match) throw new DomainError('ratio_invalid', { value: text.slice(0, 40) });
  const [, whole = '', denominator, decimals] = match;
  const value =
    decimals === undefined
      ? ratio(BigInt(whole), denominator === undefined ? 1n : BigInt(denominator))
      : ratio(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  if (value.n >= LIMIT || value.d >= LIMIT) throw new DomainError('ratio_invalid', { value: text.slice(0, 40) });
  // There are few different ratios; the bound is against hostile input.
  if (parsed.size < 10_000) parsed.set(text, value);
  return value;
}

/** Reads what `formatRatio` wrote, of any length and sign: for stored values only, never for input. */
export function parseExactRatio(text: string): Ratio {
  const match = EXACT.exec(text);
  if (!match) throw new RangeError(`not a stored ratio: ${text}`);
  return ratio(BigInt(match[1] as string), BigInt(match[2] ?? '1'));
}

/** The normal form: lowest terms, without a denominator of 1. */
export function formatRatio(r: Ratio): string {
  return r.d === 1n ? String(r.n) : `${r.n}/${r.d}`;
}

export function add(a: Ratio, b: Ratio): Ratio {
  return a.d === b.d ? ratio(a.n + b.n, a.d) : ratio(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Ratio, b: Ratio): Ratio {
  return add(a, negate(b));
}

export function multiply(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.n, a.d * b.d);
}

/** @throws RangeError when `b` is zero */
export function divide(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d, a.d * b.n);
}

export function negate(r: Ratio): Ratio {
  return { n: -r.n, d: r.d };
}

/** Negative for a < b, zero for a = b, positive for a > b. */
export function compare(a: Ratio, b: Ratio): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference === 0n ? 0 : 1;
}

export function isZero(r: Ratio): boolean {
  return r.n === 0n;
}

export function max(a: Ratio, b: Ratio): Ratio {
  return compare(a, b) < 0 ? b : a;
}

/** The largest integer not above `r`. @throws DomainError amount_too_large beyond 2^53 - 1 */
export function floorOf(r: Ratio): number {
  return toSafeNumber(floorBig(r.n, r.d));
}

/**
 * Rounds heads once, at the cumulative total: `down` (the default of every obligation), `half_up` or `up`.
 *
 * @throws DomainError amount_too_large beyond 2^53 - 1
 * @example roundRatio(ratio(40n, 3n), 'half_up') // 13
 */
export function roundRatio(r: Ratio, mode: RoundingMode): number {
  switch (mode) {
    case 'down':
      return floorOf(r);
    case 'up':
      return toSafeNumber(-floorBig(-r.n, r.d));
    case 'half_up':
      return toSafeNumber(floorBig(2n * r.n + r.d, 2n * r.d));
  }
}

function floorBig(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}

/** @throws DomainError amount_too_large */
export function toSafeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER))
    throw new DomainError('amount_too_large');
  return Number(value);
}
