/** From effects to balanced postings: the entry of an event, and the settlement entry of a closed season (docs/rules.md section 11). */
import type { CivilDate } from '../calendar';
import type { Effect } from '../events/effect';
import { add, floorOf, type Ratio } from '../quantity/ratio';
import { coop, currentAccount, depositAccount, owedAccount, stockAccount } from '../ledger/accounts';
import type { Entry, Posting } from '../ledger/posting';
import { closingIndex, type SubjectLines } from './statement';
import type { Position } from '../contract/position';

/**
 * The postings of an event, as known when it is recorded. Where substitutions add up to fractions, only whole heads are posted.
 *
 * @param returnedBefore the exact quantity returned for a subject before this event
 * @example a sale of 22 ram_lamb for 16720.00: stock:own -22 ram_lamb, current -16720.00 CNY, each against a `coop:` account
 */
export function eventPostings(
  contract: string,
  effects: readonly Effect[],
  returnedBefore: (subject: string) => Ratio,
): Posting[] {
  const postings: Posting[] = [];
  const pair = (account: string, counter: string, commodity: string, quantity: number): void => {
    if (quantity === 0) return;
    postings.push({ account, commodity, quantity }, { account: counter, commodity, quantity: -quantity });
  };
  const returned = new Map<string, Ratio>();
  for (const e of effects) {
    switch (e.effect) {
      case 'cash':
        pair(currentAccount(contract), coop(e.line), 'CNY', e.fen);
        break;
      case 'subsidy':
        pair(coop('subsidy', e.line), coop(e.line), 'CNY', e.fen);
        break;
      case 'deposit':
        pair(depositAccount(contract), coop('deposits'), 'CNY', e.fen);
        break;
      case 'stock':
        pair(stockAccount(e.book, contract), coop('stock', e.line), e.class, e.heads);
        break;
      case 'settled': {
        const before = returned.get(e.subject) ?? (e.line === 'returned' ? returnedBefore(e.subject) : undefined);
        const heads = before === undefined ? floorOf(e.quantity) : wholeHeads(before, e.quantity);
        if (before !== undefined) returned.set(e.subject, add(before, e.quantity));
        pair(owedAccount(contract, e.subject), coop('owed', e.line), e.class, -heads);
        break;
      }
      case 'feed':
        pair(coop('feed-used'), coop('feed-store'), `feed:${e.item}`, e.grams);
        break;
      default: // losses, births, counts and status move no account until the season is closed
    }
  }
  return postings;
}

function wholeHeads(before: Ratio, quantity: Ratio): number {
  return floorOf(add(before, quantity)) - floorOf(before);
}

/** A completion under which title passes moves leased stock to own stock. */
export function completionPostings(contract: string, position: Position): Posting[] {
  const postings: Posting[] = [];
  for (const [cls, heads] of position.leased()) {
    postings.push({ account: stockAccount('leased', contract), commodity: cls, quantity: -heads });
    postings.push({ account: stockAccount('own', contract), commodity: cls, quantity: heads });
  }
  return postings;
}

/** The account and commodity that hold a statement's subject. */
export function accountOf(
  contract: string,
  s: Pick<SubjectLines, 'section' | 'subject' | 'commodity'>,
): { account: string; commodity: string } {
  switch (s.section) {
    case 'owed':
      return { account: owedAccount(contract, s.subject), commodity: s.commodity };
    case 'cash':
      return { account: currentAccount(contract), commodity: 'CNY' };
    case 'deposit':
      return { account: depositAccount(contract), commodity: 'CNY' };
    case 'stock':
      return {
        account: stockAccount(s.subject.startsWith('own:') ? 'own' : 'leased', contract),
        commodity: s.commodity,
      };
  }
}

/** A balance in the ledger before the settlement entry. */
export interface LedgerBalance {
  readonly account: string;
  readonly commodity: string;
  readonly quantity: number;
}

/**
 * The settlement entry of one contract, dated the season's last day, which brings every account to its statement's closing. Undefined
 * when they agree already.
 */
export function settlementEntry(
  contract: string,
  on: CivilDate,
  subjects: readonly SubjectLines[],
  ledger: readonly LedgerBalance[],
): Entry | undefined {
  const missing = new Map(ledger.map((b) => [`${b.account} ${b.commodity}`, { ...b, quantity: -b.quantity }]));
  for (const s of subjects) {
    const { account, commodity } = accountOf(contract, s);
    const key = `${account} ${commodity}`;
    const closing = s.values[closingIndex(s.section)] as number;
    missing.set(key, { account, commodity, quantity: closing + (missing.get(key)?.quantity ?? 0) });
  }
  const postings: Posting[] = [];
  for (const { account, commodity, quantity } of missing.values()) {
    if (quantity === 0) continue;
    const counter = coop('settlement', account.slice(0, account.indexOf(':')));
    postings.push({ account, commodity, quantity }, { account: counter, commodity, quantity: -quantity });
  }
  return postings.length === 0 ? undefined : { contract, bookedOn: on, postings };
}
