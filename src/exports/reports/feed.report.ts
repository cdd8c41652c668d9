/** Feed by household and item: issued and returned, what it was worth, what the household bears and what is subsidy. */
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import type { Movement } from '../../domain/statement/movements';
import { sumFen } from '../../domain/quantity/money';
import { columns } from '../columns';
import type { Period } from '../known';
import { inPages, type Table } from '../table';
import { byHousehold, type Summing } from './by-household';

interface FeedSums {
  issued: number;
  returned: number;
  share: number;
  subsidy: number;
}

const SUMMING: Summing<FeedSums> = {
  start: () => ({ issued: 0, returned: 0, share: 0, subsidy: 0 }),
  add: (movement, sumsOf) => {
    const feed = feedOf(movement);
    if (!feed) return;
    const sums = sumsOf(feed.item);
    if (movement.fact.kind === 'feed_return') sums.returned = sumFen([sums.returned, -feed.grams]);
    else sums.issued = sumFen([sums.issued, feed.grams]);
    sums.share = sumFen([sums.share, feed.share]);
    sums.subsidy = sumFen([sums.subsidy, feed.subsidy]);
  },
  row: ({ cooperative, household, name }, item, { issued, returned, share, subsidy }) =>
    issued === 0 && returned === 0 && share === 0 && subsidy === 0
      ? undefined
      : [cooperative, household, name, item, issued, returned, sumFen([share, subsidy]), share, subsidy],
};

/** One row per household and item with any feed in the period; `share` adds up to the statements' `feed`. */
export function feedReport(
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
      ['item', 'text'],
      ['issued', 'weight'],
      ['returned', 'weight'],
      ['value', 'money', 'total'],
      ['share', 'money', 'total'],
      ['subsidy', 'money', 'total'],
    ]),
    totals: 'sum',
    pages: () => inPages(byHousehold(reader, periods, asKnown, SUMMING)),
  };
}

/** The feed of a movement, signed: + for what the household took; undefined when it is not about feed. */
export function feedOf({
  sign,
  effects,
}: Movement):
  { readonly item: string; readonly grams: number; readonly share: number; readonly subsidy: number } | undefined {
  const feed = effects.find((e) => e.effect === 'feed');
  if (!feed) return undefined;
  const fen = (effect: 'cash' | 'subsidy'): number =>
    sumFen(effects.flatMap((e) => (e.effect === effect ? [sign * e.fen] : [])));
  return { item: feed.item, grams: sign * feed.grams, share: fen('cash'), subsidy: fen('subsidy') };
}
