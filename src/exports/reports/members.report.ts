/** Member accounts: each household's trade with the cooperative by product, volume and value; the basis on which surplus is returned. */
import type { Locale } from '../../common/locale';
import type { Reader } from '../../database/tx';
import { grossOf, type Sale } from '../../domain/events/sale';
import type { Service } from '../../domain/events/service';
import { sumFen } from '../../domain/quantity/money';
import { parseQuantity } from '../../domain/quantity/quantity';
import type { Movement } from '../../domain/settlement/movements';
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

/** Sales that the cooperative collected, feed and services; undefined for everything else. */
function tradedIn(movement: Movement): Traded | undefined {
  const { fact } = movement;
  switch (fact.kind) {
    case 'sale':
      return saleOf(fact.event as unknown as Sale, movement);
    case 'service': {
      const value = fenOf(movement, (e) => e.effect === 'cash' || e.effect === 'subsidy');
      const { item } = fact.event as unknown as Service;
      return { trade: 'service', product: item, heads: 0, grams: 0, value, charged: fenOf(movement, isCash) };
    }
    default: {
      const feed = feedOf(movement);
      if (!feed) return undefined;
      const value = sumFen([feed.share, feed.subsidy]);
      return { trade: 'feed', product: feed.item, heads: 0, grams: feed.grams, value, charged: feed.share };
    }
  }
}

/** A sale of several classes is one product: it has one price, or one weight. */
function saleOf(sale: Sale, movement: Movement): Traded | undefined {
  if (sale.collectedBy === 'household') return undefined;
  const { sign } = movement;
  return {
    trade: 'sale',
    product: sale.heads.map((h) => h.class).join('+'),
    heads: sign * sale.heads.reduce((sum, h) => sum + h.count, 0),
    grams: sale.weightKg === undefined ? 0 : sign * parseQuantity(sale.weightKg),
    value: sign * grossOf(sale),
    charged: fenOf(movement, (e) => e.effect === 'cash' && e.line === 'commission'),
  };
}

type Effect = Movement['effects'][number];

function isCash(e: Effect): boolean {
  return e.effect === 'cash';
}

function fenOf({ sign, effects }: Movement, isMeant: (e: Effect) => boolean): number {
  return sumFen(effects.flatMap((e) => (isMeant(e) && 'fen' in e ? [sign * e.fen] : [])));
}
