/** Member accounts: each household's trade with the cooperative by product, volume and value; the basis on which surplus is returned. */
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import type { CashLine } from '../../domain/events/effect';
import { EVENT_KINDS } from '../../domain/events/registry';
import { sumFen } from '../../domain/quantity/money';
import type { Movement } from '../../domain/statement/movements';
import { columns } from '../columns';
import type { Period } from '../known';
import { inPages, type Table } from '../table';
import { byHousehold, type Summing } from './by-household';

interface Trade {
  heads: number;
  grams: number;
  value: number;
  charged: number;
}

/** What one movement adds. */
interface Traded extends Readonly<Trade> {
  readonly trade: 'sale' | 'feed' | 'service';
  /** An item's name, or classes as `ewe_lamb+ram_lamb`. */
  readonly product: string;
  readonly isOfClasses: boolean;
}

const CLASSES_MARK = 'classes/';

const SUMMING: Summing<Trade> = {
  start: () => ({ heads: 0, grams: 0, value: 0, charged: 0 }),
  add: (movement, sumsOf) => {
    const traded = tradedIn(movement);
    if (!traded) return;
    const sums = sumsOf(`${traded.trade}/${traded.isOfClasses ? CLASSES_MARK : ''}${traded.product}`);
    for (const name of ['heads', 'grams', 'value', 'charged'] as const) sums[name] = sumFen([sums[name], traded[name]]);
  },
  row: ({ cooperative, household, name, member }, key, { heads, grams, value, charged }) => {
    if (heads === 0 && grams === 0 && value === 0 && charged === 0) return undefined;
    const [trade, of] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    const [classes, item] = of.startsWith(CLASSES_MARK) ? [of.slice(CLASSES_MARK.length), null] : [null, of];
    const standing = member === null ? null : member ? 'member' : 'non_member';
    return [cooperative, household, name, standing, trade, classes, item, heads || null, grams || null, value, charged];
  },
};

/** One row per household, kind of trade and product with any trade in the period. */
export function membersReport(
  reader: Reader,
  periods: readonly Period[],
  asKnown: string | undefined,
  locale: Locale,
): Table {
  return {
    columns: columns(locale, [
      ['cooperative', 'code'],
      ['household', 'code'],
      ['householdName', 'text'],
      ['standing', 'words', 'standing'],
      ['trade', 'words', 'trade'],
      ['class', 'words', 'class'],
      ['item', 'text'],
      ['heads', 'count'],
      ['weight', 'weight'],
      ['value', 'money', 'total'],
      ['charged', 'money', 'total'],
    ]),
    totals: 'sum',
    pages: () => inPages(byHousehold(reader, periods, asKnown, SUMMING)),
  };
}

/** Which trade a line of the statement is charged for; the lines of every kind of event that is about trade. */
const TRADES: Partial<Record<CashLine, Traded['trade']>> = {
  feed: 'feed',
  services: 'service',
  commission: 'sale',
  sales: 'sale',
};

/**
 * Sales, feed and services; undefined for everything else. What is charged are the lines of the statement, whatever kind of event they come
 * from. A sale that the household collected itself is no trade with the cooperative, but its commission is charged.
 */
function tradedIn(movement: Movement): Traded | undefined {
  const trade = movement.effects.flatMap((e) => ('line' in e ? (TRADES[e.line as CashLine] ?? []) : [])).at(0);
  if (trade === undefined) return undefined;
  const charged = fenOf(movement, (e) => e.effect === 'cash' && e.line !== 'sales');
  const { fact, sign, effects } = movement;
  const { classes, item, heads = 0, grams = 0 } = EVENT_KINDS.get(fact.kind)?.goods?.(fact.event) ?? {};
  const product = { product: classes ?? item ?? '', isOfClasses: classes !== undefined };
  if (trade !== 'sale') {
    const value = fenOf(movement, (e) => e.effect === 'cash' || e.effect === 'subsidy');
    return { trade, ...product, heads: sign * heads, grams: sign * grams, value, charged };
  }
  if (!effects.some((e) => e.effect === 'cash' && e.line === 'sales'))
    return { trade, ...product, heads: 0, grams: 0, value: 0, charged };
  const value = fenOf(movement, (e) => e.effect === 'cash' && e.line === 'sales');
  return { trade, ...product, heads: sign * heads, grams: sign * grams, value: value === 0 ? 0 : -value, charged };
}

type Effect = Movement['effects'][number];

function fenOf({ sign, effects }: Movement, isMeant: (e: Effect) => boolean): number {
  return sumFen(effects.flatMap((e) => (isMeant(e) && 'fen' in e ? [sign * e.fen] : [])));
}
