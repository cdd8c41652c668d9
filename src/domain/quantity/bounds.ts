/** What one event may move at most: far above what any contract is about, and so far below 2^53 that nobody fills an account for the others. */

/** Fen: 1,000,000,000.00 yuan. */
export const MOST_FEN = 100_000_000_000;
/** Grams: 10,000,000 kg. */
export const MOST_GRAMS = 10_000_000_000;
