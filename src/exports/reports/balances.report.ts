/** Balances at season ends: what households owe and what is owed to them, each side added up by itself and never netted. */
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import { classOrder } from '../../domain/animals';
import { sumFen } from '../../domain/quantity/money';
import { closingIndex, SECTIONS, type SubjectLines } from '../../domain/statement/statement';
import { readStatements } from '../../statements/statements.queries';
import { columns } from '../columns';
import type { KnownSeason } from '../known';
import { inPages, type Row, type Table } from '../table';

interface Sides {
  readonly section: SubjectLines['section'];
  readonly commodity: string;
  debtors: number;
  debit: number;
  creditors: number;
  credit: number;
}

/** One row per section and class or CNY; animals in the herders' hands are no balance and stand in the statements. */
export function balancesReport(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
  locale: Locale,
): Table {
  return {
    columns: columns(locale, [
      ['cooperative', 'code'],
      ['season', 'code'],
      ['date', 'date'],
      ['section', 'words', 'section'],
      ['class', 'words', 'class'],
      ['debtors', 'count'],
      ['debitHeads', 'count'],
      ['debitMoney', 'money'],
      ['creditors', 'count'],
      ['creditHeads', 'count'],
      ['creditMoney', 'money'],
    ]),
    totals: 'sum',
    pages: () => inPages(balanceRows(reader, selected, asKnown)),
  };
}

async function* balanceRows(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
): AsyncGenerator<Row> {
  for (const { cooperative, season } of selected) {
    const sides = new Map<string, Sides>();
    for await (const { subjects } of readStatements(reader, cooperative, season, asKnown))
      for (const subject of subjects) addTo(sides, subject);
    for (const s of [...sides.values()].sort(inOrder)) yield [cooperative.code, season.code, season.to, ...rowOf(s)];
  }
}

function addTo(all: Map<string, Sides>, subject: SubjectLines): void {
  const { section, commodity } = subject;
  if (section === 'stock') return;
  const key = `${section} ${commodity}`;
  const sides = all.get(key) ?? { section, commodity, debtors: 0, debit: 0, creditors: 0, credit: 0 };
  all.set(key, sides);
  const closing = subject.values[closingIndex(section)] ?? 0;
  // A deposit that the cooperative holds is owed to the household.
  const owes = section === 'deposit' ? -closing : closing;
  if (owes > 0) {
    sides.debtors += 1;
    sides.debit = sumFen([sides.debit, owes]);
  } else if (owes < 0) {
    sides.creditors += 1;
    sides.credit = sumFen([sides.credit, -owes]);
  }
}

function inOrder(a: Sides, b: Sides): number {
  return SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || classOrder(a.commodity) - classOrder(b.commodity);
}

function rowOf(s: Sides): Row {
  const isMoney = s.commodity === 'CNY';
  return [
    s.section,
    isMoney ? null : s.commodity,
    s.debtors,
    isMoney ? null : s.debit,
    isMoney ? s.debit : null,
    s.creditors,
    isMoney ? null : s.credit,
    isMoney ? s.credit : null,
  ];
}
