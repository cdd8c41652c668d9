/** Money: whole fen inside, texts in yuan with at most two decimals outside. */
import { DomainError } from '../errors';
import { FEN_MAX } from './bounds';
import { multiply, ratio, toSafeNumber, type Ratio } from './ratio';

/** A whole number of fen, |x| <= 2^53 - 1. */
export type Fen = number;

const MONEY = /^(-?)(0|[1-9]\d{0,15})(?:\.(\d{1,2}))?$/;

/**
 * Reads yuan: `'760'`, `'760.5'`, `'-12.30'`; ASCII digits, no `+`, no exponent, no leading zeros.
 *
 * @throws DomainError money_invalid, also beyond 2^53 - 1 fen and for a negative zero
 * @example parseMoney('760.00') // 76000
 */
export function parseMoney(text: string): Fen {
  const match = MONEY.exec(text);
  if (!match) throw new DomainError('money_invalid', { value: text.slice(0, 40) });
  const [, sign, whole = '', decimals = ''] = match;
  const fen = Number.parseInt(whole + decimals.padEnd(2, '0'), 10);
  if (!Number.isSafeInteger(fen) || (sign === '-' && fen === 0))
    throw new DomainError('money_invalid', { value: text.slice(0, 40) });
  return sign === '-' ? -fen : fen;
}

/**
 * The sum of whole fen, never rounded on the way.
 *
 * @throws DomainError amount_too_large as soon as a partial sum is beyond 2^53 - 1
 * @example sumFen([76000, -1230]) // 74770
 */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let sum = 0;
  for (const fen of amounts) {
    sum += fen;
    if (!Number.isSafeInteger(sum)) throw new DomainError('amount_too_large');
  }
  return sum;
}

/** Two decimals, minus sign first. @example formatMoney(-1230) // '-12.30' */
export function formatMoney(fen: Fen): string {
  const digits = String(fen < 0 ? -fen : fen).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Rounds to the fen, half away from zero: the only rounding of an event line (docs/rules.md section 3).
 *
 * @throws DomainError amount_too_large beyond 2^53 - 1
 * @example roundHalfAwayFromZero(ratio(-5n, 2n)) // -3
 */
export function roundHalfAwayFromZero(r: Ratio): Fen {
  const n = r.n < 0n ? -r.n : r.n;
  const rounded = toSafeNumber((2n * n + r.d) / (2n * r.d));
  return r.n < 0n && rounded !== 0 ? -rounded : rounded;
}

/**
 * Refuses an amount computed from a price that is more than one event may move.
 *
 * @throws DomainError amount_too_large at `field`
 */
export function refuseMoreThanAnEventMoves(fen: Fen, field?: string): void {
  if (Math.abs(fen) > FEN_MAX) throw new DomainError('amount_too_large', { max: formatMoney(FEN_MAX) }, field);
}

/**
 * Splits an amount into the rounded percentage and the rest, so that both add up to the whole.
 *
 * @example shareOf(31050, 50 %) // part 15525, rest 15525
 */
export function shareOf(fen: Fen, percent: Ratio): { readonly part: Fen; readonly rest: Fen } {
  const part = roundHalfAwayFromZero(multiply(ratio(BigInt(fen), 100n), percent));
  return { part, rest: fen - part };
}
