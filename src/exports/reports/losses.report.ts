/** Losses: dead animals by cause, class, whose they were, and who bears them under the terms. */
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import { classOrder } from '../../domain/animals';
import { death } from '../../domain/events/death';
import { isOf } from '../../domain/events/kind';
import { sumFen } from '../../domain/quantity/money';
import { movementsIn, type Movement } from '../../domain/statement/movements';
import { wholeHistories } from '../../contracts/histories';
import { causeWord } from '../../i18n/choices';
import { speakerOf } from '../../i18n/speaker';
import { columns } from '../columns';
import type { Period } from '../known';
import { inPages, type Row, type Table } from '../table';

/** Who bears a loss: the household, the cooperative (less is owed, or a replacement is), or the household in yuan. */
type Liability = 'household' | 'reduce' | 'replace' | 'charge';

interface Loss {
  readonly cause: string;
  readonly class: string;
  readonly book: string;
  readonly liability: Liability;
  heads: number;
  charged: number;
}

/** One row per cooperative, cause, class, book and liability. */
export function lossesReport(
  reader: Reader,
  periods: readonly Period[],
  asKnown: string | undefined,
  locale: Locale,
): Table {
  const speaker = speakerOf(locale);
  return {
    columns: columns(locale, [
      ['cooperative', 'code'],
      ['cause', 'text'],
      ['class', 'words', 'class'],
      ['book', 'words', 'book'],
      ['liability', 'words', 'liability'],
      ['heads', 'count', 'total'],
      ['lossCharged', 'money', 'total'],
    ]).map((c) => (c.key === 'cause' ? { ...c, say: (cause) => causeWord(speaker, cause) } : c)),
    totals: 'sum',
    pages: () => inPages(lossRows(reader, periods, asKnown)),
  };
}

async function* lossRows(reader: Reader, periods: readonly Period[], asKnown: string | undefined): AsyncGenerator<Row> {
  for (const period of periods) {
    const losses = new Map<string, Loss>();
    for await (const { history } of wholeHistories(reader, period.cooperative, asKnown)) {
      for (const movement of movementsIn(history, period)) addLosses(losses, movement);
    }
    for (const l of [...losses.values()].sort(inOrder)) {
      if (l.heads === 0 && l.charged === 0) continue;
      yield [period.cooperative.code, l.cause, l.class, l.book, l.liability, l.heads, l.charged];
    }
  }
}

/** A death's effects come class by class: the heads, then what the matching loss rule makes of them. */
function addLosses(losses: Map<string, Loss>, { fact, sign, effects }: Movement): void {
  if (!isOf(death, fact.event)) return;
  const { cause } = fact.event;
  const starts = effects.flatMap((e, i) => (e.effect === 'stock' ? [i] : []));
  starts.forEach((start, n) => {
    const [stock, ...rules] = effects.slice(start, starts[n + 1]);
    if (stock?.effect !== 'stock') return;
    const liability = liabilityOf(rules);
    const key = JSON.stringify([cause, stock.class, stock.book, liability]);
    const loss = losses.get(key) ?? { cause, class: stock.class, book: stock.book, liability, heads: 0, charged: 0 };
    losses.set(key, loss);
    loss.heads -= sign * stock.heads;
    const fen = rules.flatMap((e) => (e.effect === 'cash' ? [sign * e.fen] : []));
    loss.charged = sumFen([loss.charged, ...fen]);
  });
}

function liabilityOf(rules: Movement['effects']): Liability {
  if (rules.some((e) => e.effect === 'cash')) return 'charge';
  const loss = rules.find((e) => e.effect === 'loss');
  if (!loss) return 'household';
  return loss.reduces ? 'reduce' : 'replace';
}

function inOrder(a: Loss, b: Loss): number {
  const byText = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    byText(a.cause, b.cause) ||
    classOrder(a.class) - classOrder(b.class) ||
    byText(a.book, b.book) ||
    byText(a.liability, b.liability)
  );
}
