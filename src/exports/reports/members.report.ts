/** Member accounts: each household's trade with the cooperative by product, volume and value; the basis on which surplus is returned. */
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import type { CashLine } from '../../domain/events/effect';
import type { Sale } from '../../domain/events/sale';
import type { Service } from '../../domain/events/service';
import { sumFen } from '../../domain/quantity/money';
import { parseQuantity } from '../../domain/quantity/quantity';
import type { Movement } from '../../domain/statement/movements';
import { columns } from '../columns';
import type { Period } from '../known';
import { inPages, type Table } from '../table';
import { byHousehold, type Summing } from './by-household';
import { feedOf } from './feed.report';

interface Trade {
  heads: number;
  grams: number;
  value: number;
  charged: number;
}

/** What one movement adds; `product` is an item's name, or classes as `ewe_lamb+ram_lamb`. */
interface Traded extends Readonly<Trade> {
  readonly trade: 'sale' | 'feed' | 'service';
  readonly product: string;
}

const SUMMING: Summing<Trade> = {
  start: () => ({ heads: 0, grams: 0, value: 0, charged: 0 }),
  add: (movement, sumsOf) => {
    const traded = tradedIn(movement);
    if (!traded) return;
    const sums = sumsOf(`${traded.trade}/${traded.product}`);
    for (const name of ['heads', 'grams', 'value', 'charged'] as const) sums[name] = sumFen([sums[name], traded[name]]);
  },
  row: ({ cooperative, household, name, member }, key, { heads, grams, value, charged }) => {
    if (heads === 0 && grams === 0 && value === 0 && charged === 0) return undefined;
    const [trade, product] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    const [classes, item] = trade === 'sale' ? [product, null] : [null, product];
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
  const event = movement.fact.event as unknown as Partial<Sale & Service>;
  const value = fenOf(movement, (e) => e.effect === 'cash' || e.effect === 'subsidy');
  if (trade === 'sale') return { trade, ...soldIn(movement, event), charged };
  const grams = feedOf(movement)?.grams ?? 0;
  return { trade, product: event.item ?? '', heads: 0, grams, value, charged };
}

/** A sale of several classes is one product: it has one price, or one weight. */
function soldIn(movement: Movement, sale: Partial<Sale>): Pick<Traded, 'product' | 'heads' | 'grams' | 'value'> {
  const product = (sale.heads ?? []).map((h) => h.class).join('+');
  const value = fenOf(movement, (e) => e.effect === 'cash' && e.line === 'sales');
  if (value === 0 && sale.collectedBy === 'household') return { product, heads: 0, grams: 0, value: 0 };
  const heads = (sale.heads ?? []).reduce((sum, h) => sum + h.count, 0);
  const grams = sale.weightKg === undefined ? 0 : parseQuantity(sale.weightKg);
  return { product, heads: movement.sign * heads, grams: movement.sign * grams, value: value === 0 ? 0 : -value };
}

type Effect = Movement['effects'][number];

function fenOf({ sign, effects }: Movement, isMeant: (e: Effect) => boolean): number {
  return sumFen(effects.flatMap((e) => (isMeant(e) && 'fen' in e ? [sign * e.fen] : [])));
}
