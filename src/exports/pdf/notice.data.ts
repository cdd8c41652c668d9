/** The public notice of a season: what every contract still owes, under names that only neighbours can read. */
import { formatMoney, sumFen } from '../../domain/quantity/money';
import { closingIndex, SECTION_LINES, type SubjectLines } from '../../domain/statement/statement';
import type { NoticeNames } from '../../parties/notice-names.service';
import type { SeasonStatements } from './season.data';
import type { Words, Wording } from './words';

interface NoticeRow {
  readonly household: string;
  readonly contract: string;
  /** As the columns: heads owed of each class, arrears, cash to pay, cash to receive. */
  readonly values: readonly string[];
}

/** The notice as the template lays it out. */
export interface NoticeSheet {
  readonly season: string;
  readonly period: Words;
  readonly draft: boolean;
  readonly count: Words;
  readonly columns: readonly Words[];
  readonly rows: readonly NoticeRow[];
  readonly totals: readonly string[];
}

/** A contract's figures: heads by class, then arrears; fen to pay and to receive. */
interface Figures {
  readonly owed: ReadonlyMap<string, number>;
  readonly arrears: number;
  readonly pays: number;
  readonly receives: number;
}

export function noticeSheet({ season, statements }: SeasonStatements, names: NoticeNames, words: Wording): NoticeSheet {
  const figures = statements.map(({ view }) => figuresOf(view.subjects));
  const classes = [...new Set(figures.flatMap(({ owed }) => [...owed.keys()]))];
  const cells = (f: Figures): string[] => [
    ...classes.map((cls) => headsOf(f.owed.get(cls) ?? 0)),
    headsOf(f.arrears),
    moneyOf(f.pays),
    moneyOf(f.receives),
  ];
  return {
    season: season.name ?? season.code,
    period: words.text('pdf_period', { from: season.from, to: season.to }),
    draft: statements.some(({ view }) => view.status === 'draft'),
    count: words.text('pdf_households', { count: String(statements.length) }),
    columns: [
      ...classes.map((cls) => owedOf(cls, words)),
      words.label('pdf.arrears'),
      words.label('pdf.pays'),
      words.label('pdf.receives'),
    ],
    rows: statements.map(({ view, parties }, i) => ({
      household: publicName(parties.household, names),
      contract: view.contract,
      values: cells(figures[i] as Figures),
    })),
    totals: cells(totalOf(figures, classes)),
  };
}

/**
 * The name of a household in public; a star for each further character, at most three.
 *
 * @example publicName({ code: 'H001', name: '王燕' }, 'masked') // '王*'
 */
export function publicName(
  { code, name }: { readonly code: string; readonly name: string },
  names: NoticeNames,
): string {
  if (names === 'full') return name;
  if (names === 'code') return code;
  const [first = '', ...rest] = name;
  return first + '*'.repeat(Math.min(Math.max(rest.length, 1), 3));
}

function figuresOf(subjects: readonly SubjectLines[]): Figures {
  const owed = new Map<string, number>();
  let arrears = 0;
  let cash = 0;
  for (const s of subjects) {
    const closing = s.values[closingIndex(s.section)] as number;
    if (s.section === 'cash') cash = closing;
    if (s.section !== 'owed') continue;
    // What was returned too much of one thing does not make up for another.
    owed.set(s.commodity, (owed.get(s.commodity) ?? 0) + Math.max(closing, 0));
    arrears += s.values[SECTION_LINES.owed.indexOf('arrears')] as number;
  }
  return { owed, arrears, pays: Math.max(cash, 0), receives: Math.max(-cash, 0) };
}

function totalOf(figures: readonly Figures[], classes: readonly string[]): Figures {
  const heads = (of: (f: Figures) => number): number => figures.reduce((sum, f) => sum + of(f), 0);
  return {
    owed: new Map(classes.map((cls) => [cls, heads((f) => f.owed.get(cls) ?? 0)])),
    arrears: heads((f) => f.arrears),
    pays: sumFen(figures.map((f) => f.pays)),
    receives: sumFen(figures.map((f) => f.receives)),
  };
}

/** 尚欠羔羊, under it Still owed lambs. */
function owedOf(cls: string, words: Wording): Words {
  const owed = words.label('pdf.owed');
  const name = words.labelOr(`class.${cls}`, cls);
  const a = words.language === 'en' ? `${owed.a}: ${name.a}` : owed.a + name.a;
  return owed.b === undefined ? { a } : { a, b: `${owed.b}: ${name.b ?? name.a}` };
}

/** Nothing is written as nothing: what is owed then meets the eye. */
function headsOf(heads: number): string {
  return heads === 0 ? '' : String(heads);
}

function moneyOf(fen: number): string {
  return fen === 0 ? '' : formatMoney(fen);
}
