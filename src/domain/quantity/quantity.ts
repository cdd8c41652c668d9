/** Weights, feed quantities and percentages: whole thousandths inside, texts with at most three decimals outside. */
import { DomainError } from '../errors';
import { compare, ratio, toSafeNumber, type Ratio } from './ratio';

/** A whole number of thousandths; for kilograms, that is grams. */
export type Milli = number;

export const FEED_UNITS = ['kg', 'jin', 't', 'bale', 'bag'] as const;
export type FeedUnit = (typeof FEED_UNITS)[number];

const QUANTITY = /^(0|[1-9]\d{0,14})(?:\.(\d{1,3}))?$/;
const HUNDRED = ratio(100n);

/**
 * Reads a quantity that is not negative.
 *
 * @throws DomainError quantity_invalid
 * @example parseQuantity('371.25') // 371250
 */
export function parseQuantity(text: string): Milli {
  const match = QUANTITY.exec(text);
  const milli = match ? Number.parseInt((match[1] as string) + (match[2] ?? '').padEnd(3, '0'), 10) : -1;
  if (!match || !Number.isSafeInteger(milli)) throw new DomainError('quantity_invalid', { value: text.slice(0, 40) });
  return milli;
}

/** The normal form: no trailing zeros. @example formatQuantity(371250) // '371.25' */
export function formatQuantity(milli: Milli): string {
  const digits = String(milli).padStart(4, '0');
  const decimals = digits.slice(-3).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -3) : `${digits.slice(0, -3)}.${decimals}`;
}

/** Grams as kilograms, three decimals, minus sign first. @example formatGrams(-500) // '-0.500' */
export function formatGrams(grams: number): string {
  const digits = String(grams < 0 ? -grams : grams).padStart(4, '0');
  return `${grams < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

/**
 * Reads a percentage, 0 to 100, as an exact ratio of percent.
 *
 * @throws DomainError percent_invalid
 * @example parsePercent('2.5') // 5/2
 */
export function parsePercent(text: string): Ratio {
  const match = QUANTITY.exec(text);
  const percent = match ? ratio(BigInt((match[1] as string) + (match[2] ?? '').padEnd(3, '0')), 1000n) : undefined;
  if (!percent || compare(percent, HUNDRED) > 0) throw new DomainError('percent_invalid', { value: text.slice(0, 40) });
  return percent;
}

/** The normal form: no trailing zeros. */
export function formatPercent(percent: Ratio): string {
  return formatQuantity(toSafeNumber((percent.n * 1000n) / percent.d));
}

/** Grams in one kilogram, jin and tonne; bales and bags have no fixed weight. */
export const GRAMS_PER_UNIT = { kg: 1000, jin: 500, t: 1_000_000 } as const;

/**
 * The weight of a feed quantity in grams, rounded half up once.
 *
 * @param kgPerUnit thousandths of a kilogram in one bale or bag
 * @throws DomainError amount_too_large
 * @example gramsOf(40000, 'bag', 40000) // forty bags of 40 kg: 1600000
 */
export function gramsOf(quantity: Milli, unit: FeedUnit, kgPerUnit?: Milli): number {
  const perUnit = unit === 'bale' || unit === 'bag' ? kgPerUnit : GRAMS_PER_UNIT[unit];
  if (perUnit === undefined) throw new RangeError(`${unit} needs a weight`);
  return toSafeNumber((BigInt(quantity) * BigInt(perUnit) + 500n) / 1000n);
}
