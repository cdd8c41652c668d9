/** Maps the ledger to the accounts of an accounting system: which account is debited and which credited, as data that an accountant can change. */
import { ACCOUNTING_SYSTEMS } from '../domain/book/lines';
import { DomainError, DomainErrors } from '../domain/errors';
import { CASH_LINES, SETTLED_LINES, STOCK_LINES } from '../domain/events/effect';
import { Choice, Code, Flag, ListOfShape, ObjectOf, Text } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import { plainTyped } from '../domain/shape/texts';
import { TITLES, type Title } from '../domain/terms/terms';

export type AccountingSystem = (typeof ACCOUNTING_SYSTEMS)[number];

/**
 * How sure an account's code is. `verified`: read in the text of the rule; `secondary`: read in a source that cites the rule;
 * `carried_over`: verified in the 2007 chart and believed to be kept; `unverified`: from memory, look it up before use.
 */
export const CERTAINTIES = ['verified', 'secondary', 'carried_over', 'unverified'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

const SIGNS = ['+', '-'] as const;
export type Sign = (typeof SIGNS)[number];

/** Stands in a rule for the account of members, or for that of others: what the household owes in yuan. */
export const HOUSEHOLD = '@household';

/** The same for what it owes in animals: apart, so that the accounts in yuan stand where the statements do. */
export const HOUSEHOLD_IN_KIND = '@household-in-kind';

/** An account in the accounting system. */
export class MappedAccount {
  @Code({ max: 20 }) code: string;
  @Text(60) name: string;
  @Choice(CERTAINTIES) certainty: Certainty;
}

/** The accounts in which a household's balance is kept. */
export class HouseholdAccounts {
  @Code({ max: 20 }) member: string;
  @Code({ max: 20 }) other: string;
  @Code({ max: 20, optional: true }) memberInKind?: string;
  @Code({ max: 20, optional: true }) otherInKind?: string;
}

export const HOUSEHOLD_KEYS = ['member', 'other', 'memberInKind', 'otherInKind'] as const;

/**
 * What becomes of one pair of postings. `debit` and `credit` are for a positive quantity on `of`, and the other way round for a negative one;
 * in a rule for one sign they are for that sign. The first rule that fits decides.
 */
export class MappingRule {
  /** `current`, `deposit`, `leased`, `own`, `owed` or a `coop:` account; a star at the end stands for any rest. */
  @Text(80) of: string;
  /** The other side: a `coop:` account, or `own` at a completion. */
  @Text(80) against: string;
  @Choice(TITLES, { optional: true }) title?: Title;
  @Choice(SIGNS, { optional: true }) sign?: Sign;
  /** Words, apart by spaces; the rule is only for payments whose way of paying has one of them in it. */
  @Text(200, { optional: true }) method?: string;
  /** Absent where nothing is booked: the movement is the household's own, or only a number of heads owed. */
  @Text(20, { optional: true }) debit?: string;
  @Text(20, { optional: true }) credit?: string;
  @Text(200, { optional: true }) note?: string;
}

/** What a version of a cooperative's mapping says. */
export class MappingContent {
  @Choice(ACCOUNTING_SYSTEMS) accounting: AccountingSystem;
  /** The rule it is made for, by its number. */
  @Text(60) standard: string;
  /** Whether an accountant has not confirmed it yet. */
  @Flag() proposal: boolean;
  @ObjectOf(() => HouseholdAccounts) household: HouseholdAccounts;
  @ListOfShape(() => MappedAccount, { min: 1, unique: ['code'] }) accounts: MappedAccount[];
  @ListOfShape(() => MappingRule, { min: 1, max: 200 }) rules: MappingRule[];
}

/** A pair of postings as rules see it. */
export interface Pair {
  readonly of: string;
  readonly against: string;
}

/** Pairs that the ledger does not post, since nothing moves between household and cooperative, but that the cooperative has to book. */
export const BUYERS: Pair = { of: 'coop:buyers', against: 'coop:sales' };
export const INSURERS: Pair = { of: 'coop:insurers', against: 'coop:claims' };
export const RENT: Pair = { of: 'current', against: 'coop:rent' };

/** Every pair that the ledger posts (domain/statement/entries.ts), plus those. */
export const PAIRS: readonly Pair[] = [
  BUYERS,
  INSURERS,
  RENT,
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

/** The name of a ledger account in rules: `members:C-1:current` is `current`, `coop:feed` is itself. */
export function roleOf(account: string): string {
  const [kind, second = '', third = ''] = account.split(':');
  if (kind === 'members') return third;
  if (kind === 'stock') return second;
  return kind === 'owed' ? 'owed' : account;
}

/** The first rule that fits a pair; undefined if there is none. */
export function ruleFor(
  rules: readonly MappingRule[],
  pair: Pair,
  title: Title,
  sign: Sign,
  method = '',
): MappingRule | undefined {
  return rules.find(
    (r) =>
      fits(r.of, pair.of) &&
      fits(r.against, pair.against) &&
      (r.title ?? title) === title &&
      (r.sign ?? sign) === sign &&
      (r.method === undefined || hasWord(method, r.method)),
  );
}

/** @example hasWord('网银转账', '转账 汇款') is true: people write it in many ways */
function hasWord(method: string, words: string): boolean {
  const written = plainTyped(method).toLowerCase();
  return words.toLowerCase().split(/\s+/u).some((word) => word !== '' && written.includes(word)); // prettier-ignore
}

/** A star at the end matches anything. */
function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/**
 * A mapping that can be booked with: well formed, for this accounting system, naming only accounts that it lists, and with an answer for
 * every pair that the ledger makes.
 *
 * @throws DomainErrors whatever is wrong with the fields, choice_invalid, account_unknown, field_required, mapping_incomplete
 */
export function readMapping(input: unknown, accounting: AccountingSystem): MappingContent {
  const content = readShape(MappingContent, input);
  const errors: DomainError[] = [];
  if (content.accounting !== accounting)
    errors.push(new DomainError('choice_invalid', { value: content.accounting }, 'accounting'));
  const codes = new Set([...content.accounts.map((a) => a.code), HOUSEHOLD, HOUSEHOLD_IN_KIND]);
  const check = (account: string | undefined, field: string): void => {
    if (account !== undefined && !codes.has(account))
      errors.push(new DomainError('account_unknown', { account }, field));
  };
  const isInKind = content.rules.some((r) => r.debit === HOUSEHOLD_IN_KIND || r.credit === HOUSEHOLD_IN_KIND);
  for (const key of HOUSEHOLD_KEYS) {
    check(content.household[key], `household.${key}`);
    if (isInKind && content.household[key] === undefined)
      errors.push(new DomainError('field_required', {}, `household.${key}`));
  }
  for (const [i, { debit, credit }] of content.rules.entries()) {
    check(debit, `rules[${i}].debit`);
    check(credit, `rules[${i}].credit`);
    if ((debit === undefined) !== (credit === undefined))
      errors.push(new DomainError('field_required', {}, `rules[${i}].${debit === undefined ? 'debit' : 'credit'}`));
  }
  const missing = missingRule(content.rules);
  if (missing)
    errors.push(new DomainError('mapping_incomplete', { of: missing.of, against: missing.against }, 'rules'));
  if (errors.length > 0) throw new DomainErrors(errors);
  return content;
}

function missingRule(rules: readonly MappingRule[]): Pair | undefined {
  return PAIRS.find((pair) => TITLES.some((title) => SIGNS.some((sign) => !ruleFor(rules, pair, title, sign))));
}
