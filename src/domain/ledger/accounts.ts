/** Account names (docs/rules.md section 11). */

/** The household's cash balance in yuan, + = it owes (成员往来). */
export const currentAccount = (contract: string): string => `members:${contract}:current`;

/** The household's deposit in yuan, never netted with cash. */
export const depositAccount = (contract: string): string => `members:${contract}:deposit`;

/** Heads owed, of the obligation's class. */
export const owedAccount = (contract: string, subject: string): string => `owed:${contract}:${subject}`;

/** Heads in the household's hands: leased from the cooperative, or its own. */
export const stockAccount = (book: 'leased' | 'own', contract: string): string => `stock:${book}:${contract}`;

/** The other side of every posting. */
export const coop = (...parts: readonly string[]): string => `coop:${parts.join(':')}`;
