/** A statement as its sheet of paper shows it: every figure as text, every label in the languages of the sheet. */
import type { Locale } from '../../i18n/locale';
import type { SubjectLines } from '../../domain/statement/statement';
import { closingIndex, SECTION_LINES } from '../../domain/statement/statement';
import { formatMoney, type Fen } from '../../domain/quantity/money';
import { countedWord, label, labelOr, text } from '../../i18n/messages';
import type { StatementView } from '../../statements/statements.queries';
import type { Wording, Words } from './words';

/** What a sheet says beside the statement's own lines. */
export interface StatementParties {
  readonly cooperative: string;
  readonly branch: string | null;
  readonly household: { readonly code: string; readonly name: string };
  readonly contract: { readonly number: string; readonly from: string; readonly to: string | null };
  readonly season: { readonly code: string; readonly name: string | null; readonly from: string; readonly to: string };
}

interface Table {
  readonly columns: readonly Words[];
  readonly rows: readonly { readonly name: Words; readonly note?: string; readonly values: readonly string[] }[];
}

interface CashRow extends Words {
  readonly amount: string;
  /** Opening and closing, which stand out. */
  readonly total: boolean;
}

/** One statement of a document. */
export interface StatementSheet extends StatementParties {
  readonly number: string;
  readonly seasonName: string;
  readonly period: Words;
  readonly status: Words;
  readonly draft: boolean;
  readonly sha256: string;
  readonly outstanding: Words;
  readonly owed: Table;
  readonly cash: readonly CashRow[];
  readonly deposit: readonly CashRow[];
  readonly stock: Table;
}

export function statementSheet(view: StatementView, parties: StatementParties, words: Wording): StatementSheet {
  const { season, household } = parties;
  const of = (section: SubjectLines['section']): SubjectLines[] => view.subjects.filter((s) => s.section === section);
  return {
    ...parties,
    number: view.number,
    seasonName: season.name ?? season.code,
    period: words.text('pdf_period', { from: season.from, to: season.to }),
    status: words.labelOr(`status.${view.status}`, view.status),
    draft: view.status === 'draft',
    sha256: view.sha256,
    outstanding: words.both((locale) => outstandingIn(locale, view.subjects, season.to, household.name)),
    owed: owedTable(of('owed'), words),
    cash: of('cash').flatMap((s) => cashRows(s, words)),
    deposit: of('deposit').flatMap((s) => cashRows(s, words)),
    stock: stockTable(of('stock'), words),
  };
}

/**
 * What is open between the household and the cooperative, in one sentence.
 *
 * @example 截至 2022-11-30，王燕：尚欠羔羊 160 只；应付合作社 21320.00 元。
 */
export function outstandingIn(
  locale: Locale,
  subjects: readonly SubjectLines[],
  on: string,
  household: string,
): string {
  const open = [...headParts(locale, subjects), ...cashParts(locale, subjects)];
  const parts = [...(open.length === 0 ? [text(locale, 'pdf_nothing_owed')] : open), ...depositParts(locale, subjects)];
  return text(locale, 'pdf_outstanding', { on, household, what: parts.join(locale === 'en' ? '; ' : '；') });
}

/** Heads owed of each class. One obligation's surplus does not make up for another's shortfall. */
function headParts(locale: Locale, subjects: readonly SubjectLines[]): string[] {
  const classes = new Map<string, { owed: number; arrears: number; surplus: number }>();
  for (const s of subjects) {
    if (s.section !== 'owed') continue;
    const sums = classes.get(s.commodity) ?? { owed: 0, arrears: 0, surplus: 0 };
    const closing = valueOf(s, 'closing');
    sums.owed += Math.max(closing, 0);
    sums.surplus += Math.max(-closing, 0);
    sums.arrears += valueOf(s, 'arrears');
    classes.set(s.commodity, sums);
  }
  return [...classes].flatMap(([cls, { owed, arrears, surplus }]) => {
    const counted = (heads: number) => ({ class: countedWord(locale, `class.${cls}`, heads), heads: String(heads) });
    const params = { ...counted(owed), arrears: arrears === 0 ? undefined : String(arrears) };
    return [
      ...(owed === 0 ? [] : [text(locale, 'pdf_owes_heads', params)]),
      ...(surplus === 0 ? [] : [text(locale, 'pdf_ahead_heads', counted(surplus))]),
    ];
  });
}

function cashParts(locale: Locale, subjects: readonly SubjectLines[]): string[] {
  return balanceParts(subjects, 'cash', (fen, amount) =>
    text(locale, fen > 0 ? 'pdf_owes_cash' : 'pdf_is_owed_cash', { amount }),
  );
}

/** A deposit settles nothing, and is no debt. */
function depositParts(locale: Locale, subjects: readonly SubjectLines[]): string[] {
  return balanceParts(subjects, 'deposit', (fen, amount) =>
    text(locale, fen > 0 ? 'pdf_deposit_held' : 'pdf_deposit_short', { amount }),
  );
}

/** A sentence for a balance that is not zero: the sign is in its words. */
function balanceParts(
  subjects: readonly SubjectLines[],
  section: 'cash' | 'deposit',
  say: (fen: Fen, amount: string) => string,
): string[] {
  const closings = subjects.flatMap((s) => (s.section === section ? [valueOf(s, 'closing')] : []));
  return closings.filter((fen) => fen !== 0).map((fen) => say(fen, formatMoney(Math.abs(fen))));
}

function valueOf(s: SubjectLines, line: string): number {
  return s.values[SECTION_LINES[s.section].indexOf(line)] as number;
}

function owedTable(subjects: readonly SubjectLines[], words: Wording): Table {
  return {
    columns: SECTION_LINES.owed.map((line) => words.labelOr(`line.owed.${line}`, line)),
    rows: subjects.map((s) => ({
      name: words.labelOr(`class.${s.commodity}`, s.commodity),
      note: s.subject,
      values: s.values.map(String),
    })),
  };
}

/** Opening, closing and every line in between that has a figure. */
function cashRows(s: SubjectLines, words: Wording): CashRow[] {
  return SECTION_LINES[s.section].flatMap((line, i) => {
    const total = i === 0 || i === closingIndex(s.section);
    const fen = s.values[i] as number;
    if (fen === 0 && !total) return [];
    return [{ ...words.labelOr(`line.${s.section}.${line}`, line), amount: formatMoney(fen), total }];
  });
}

/** Opening, closing and every movement that occurred. */
function stockTable(subjects: readonly SubjectLines[], words: Wording): Table {
  const lines = SECTION_LINES.stock.map((line, i) => ({ line, i }));
  const shown = lines.filter(
    ({ line, i }) =>
      line === 'opening' ||
      line === 'closing' ||
      subjects.some((s) => s.values[i] !== undefined && (s.values[i] !== 0 || i > closingIndex('stock'))),
  );
  return {
    columns: shown.map(({ line }) => words.labelOr(`line.stock.${line}`, line)),
    rows: subjects.map((s) => ({
      name: words.both((locale) => stockName(locale, s)),
      values: shown.map(({ i }) => (s.values[i] === undefined ? '' : String(s.values[i]))),
    })),
  };
}

/** `leased:ewe` is 代养母羊. */
function stockName(locale: Locale, { subject, commodity }: SubjectLines): string {
  const book = label(locale, subject.startsWith('own:') ? 'book.own' : 'book.leased');
  return `${book}${locale === 'en' ? ' ' : ''}${labelOr(locale, `class.${commodity}`, commodity)}`;
}
