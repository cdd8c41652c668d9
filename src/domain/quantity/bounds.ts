/** The most one event may move: far above any real contract, and far enough below 2^53 that no account can be filled up. */

/** Fen: 1,000,000,000.00 yuan. */
export const FEN_MAX = 100_000_000_000;
/** Grams: 10,000,000 kg. */
export const GRAMS_MAX = 10_000_000_000;
