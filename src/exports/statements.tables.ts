/** The statements of one or more seasons as a table: a row a statement. */
import type { Locale } from '../i18n/locale';
import type { Reader } from '../database/tx';
import { classOrder } from '../domain/animals';
import { closingIndex, SECTION_LINES, type SubjectLines } from '../domain/statement/statement';
import { sumFen } from '../domain/quantity/money';
import { label, labelOr } from '../i18n/messages';
import { householdsByCode } from '../parties/households';
import { readStatements, type StatementView } from '../statements/statements.queries';
import { columns, type ColumnSpec } from './columns';
import type { KnownSeason } from './known';
import { inPages, type Cell, type Column, type Row, type Table } from './table';

const HEAD_FIGURES = ['closing', 'due', 'settled', 'arrears'] as const;
const CASH_FIGURES = ['opening', 'closing'] as const;

/** One row per statement: heads by class, cash and deposit; what is owed and what is owed back are added up apart. */
export async function statementsTable(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
  locale: Locale,
): Promise<Table> {
  const classes = await classesOwed(reader, selected, asKnown);
  // Balances of several seasons are the same animals and yuan again: no sum of them means anything.
  const total = new Set(selected.map((s) => s.cooperative.id)).size === selected.length;
  const before: ColumnSpec[] = [
    ['cooperative', 'code'],
    ['season', 'code'],
    ['statement', 'code'],
    ['household', 'code'],
    ['householdName', 'text'],
    ['contract', 'code'],
    ['status', 'words', 'status'],
  ];
  const heads = classes.flatMap((cls) =>
    HEAD_FIGURES.map((line): Column => ({
      key: `${line}.${cls}`,
      header: `${labelOr(locale, `class.${cls}`, cls)} ${label(locale, `line.owed.${line}`)}`,
      type: 'count',
      total,
    })),
  );
  const money = (section: 'cash' | 'deposit', line: 'opening' | 'closing'): Column => ({
    key: `${section}.${line}`,
    header: `${label(locale, `section.${section}`)} ${label(locale, `line.${section}.${line}`)}`,
    type: 'money',
    total,
  });
  return {
    columns: [
      ...columns(locale, before),
      ...heads,
      ...CASH_FIGURES.map((line) => money('cash', line)),
      money('deposit', 'closing'),
      ...columns(locale, [['sha256', 'code']]),
    ],
    totals: 'sides',
    pages: () => inPages(summaryRows(reader, selected, asKnown, classes)),
  };
}

/** The classes in which something is owed in any of the statements, in the order of the class list. */
async function classesOwed(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
): Promise<string[]> {
  const classes = new Set<string>();
  for (const { cooperative, season } of selected) {
    for await (const { subjects } of readStatements(reader, cooperative, season, asKnown)) {
      for (const s of subjects) if (s.section === 'owed') classes.add(s.commodity);
    }
  }
  return [...classes].sort((a, b) => classOrder(a) - classOrder(b));
}

async function* summaryRows(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
  classes: readonly string[],
): AsyncGenerator<Row> {
  for (const { cooperative, season } of selected) {
    const households = await householdsByCode(reader, cooperative.id);
    for await (const view of readStatements(reader, cooperative, season, asKnown)) {
      yield [
        cooperative.code,
        season.code,
        view.number,
        view.household,
        households.get(view.household)?.name ?? '',
        view.contract,
        view.status,
        ...classes.flatMap((cls) => headsOf(view, cls)),
        ...moneyOf(view),
        view.sha256,
      ];
    }
  }
}

/** Obligations in the same class stand together; a statement without one in the class leaves its cells empty. */
function headsOf({ subjects }: StatementView, cls: string): Cell[] {
  const owed = subjects.filter((s) => s.section === 'owed' && s.commodity === cls);
  return HEAD_FIGURES.map((line) => (owed.length === 0 ? null : owed.reduce((sum, s) => sum + figure(s, line), 0)));
}

function moneyOf({ subjects }: StatementView): Cell[] {
  const of = (section: 'cash' | 'deposit', line: string): number =>
    sumFen(subjects.filter((s) => s.section === section).map((s) => figure(s, line)));
  return [...CASH_FIGURES.map((line) => of('cash', line)), of('deposit', 'closing')];
}

function figure(subject: SubjectLines, line: string): number {
  const index = line === 'closing' ? closingIndex(subject.section) : SECTION_LINES[subject.section].indexOf(line);
  return subject.values[index] ?? 0;
}
