/** From the ledger to the accounts of an accounting system: which side is debited and which credited, as data that an accountant may change. */
import type { CooperativeLine } from '../../domain/book/lines';
import { CASH_LINES, SETTLED_LINES, STOCK_LINES } from '../../domain/events/effect';

export type AccountingSystem = CooperativeLine['accounting'];

/**
 * How sure an account's code is. `verified`: read in the text of the rule; `secondary`: read in a source that cites the rule;
 * `carried_over`: verified in the 2007 chart and believed to be kept; `unverified`: from memory, look it up before use.
 */
export const CERTAINTIES = ['verified', 'secondary', 'carried_over', 'unverified'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export const TITLES = ['passes_on_completion', 'retained', 'passes_on_handover'] as const;

/** An account of the accounting system. */
export interface MappedAccount {
  readonly name: string;
  readonly certainty: Certainty;
}

/**
 * What becomes of one pair of postings. `debit` and `credit` are for a positive quantity on `of`; a negative one has them the other way round,
 * unless a rule for that sign says otherwise. The first rule that fits decides. `@household` is the account of members, or that of others.
 */
export interface MappingRule {
  /** `current`, `deposit`, `leased`, `own`, `owed` or a `coop:` account. */
  readonly of: string;
  /** The other side: a `coop:` account, or `own` at a completion. */
  readonly against: string;
  readonly title?: (typeof TITLES)[number];
  readonly sign?: '+' | '-';
  /** Absent where nothing is booked: the movement is the household's own, or only a number of heads owed. */
  readonly debit?: string;
  readonly credit?: string;
  readonly note?: string;
}

/** What a version of a cooperative's mapping says. */
export interface MappingContent {
  readonly accounting: AccountingSystem;
  /** The rule it is made for, by its number. */
  readonly standard: string;
  /** As long as no accountant has answered for it. */
  readonly proposal: boolean;
  readonly household: { readonly member: string; readonly other: string };
  readonly accounts: Readonly<Record<string, MappedAccount>>;
  readonly rules: readonly MappingRule[];
}

/** A pair of postings as rules see it. */
export interface Pair {
  readonly of: string;
  readonly against: string;
}

/** Every pair that the ledger makes (domain/settlement/entries.ts). */
export const PAIRS: readonly Pair[] = [
  ...CASH_LINES.map((line) => ({ of: 'current', against: `coop:${line}` })),
  ...CASH_LINES.map((line) => ({ of: `coop:subsidy:${line}`, against: `coop:${line}` })),
  { of: 'deposit', against: 'coop:deposits' },
  ...STOCK_LINES.flatMap((line) => ['leased', 'own'].map((of) => ({ of, against: `coop:stock:${line}` }))),
  ...SETTLED_LINES.map((line) => ({ of: 'owed', against: `coop:owed:${line}` })),
  { of: 'coop:feed-used', against: 'coop:feed-store' },
  { of: 'leased', against: 'own' },
  { of: 'current', against: 'coop:settlement:members' },
  { of: 'deposit', against: 'coop:settlement:members' },
  { of: 'owed', against: 'coop:settlement:owed' },
  ...['leased', 'own'].map((of) => ({ of, against: 'coop:settlement:stock' })),
];

/** What an account of the ledger is to the rules: `members:C-1:current` is `current`, `coop:feed` is itself. */
export function roleOf(account: string): string {
  const [kind, second = '', third = ''] = account.split(':');
  if (kind === 'members') return third;
  if (kind === 'stock') return second;
  return kind === 'owed' ? 'owed' : account;
}

/** The rule that decides; undefined when the mapping says nothing of such a pair. */
export function ruleFor(
  rules: readonly MappingRule[],
  pair: Pair,
  title: (typeof TITLES)[number],
  sign: '+' | '-',
): MappingRule | undefined {
  return rules.find(
    (r) =>
      fits(r.of, pair.of) &&
      fits(r.against, pair.against) &&
      (r.title ?? title) === title &&
      (r.sign ?? sign) === sign,
  );
}

/** A star at the end stands for any rest. */
function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
