/** Arrears by age: what every contract is behind with at a season's end, by the season in which it fell due or was charged. */
import type { Season } from '../../calendar/seasons';
import type { Locale } from '../../i18n/locale';
import type { Reader } from '../../database/tx';
import { sumFen } from '../../domain/quantity/money';
import { ageCash, ageHeads } from '../../domain/contract/ageing';
import type { History } from '../../domain/contract/history';
import { OWED_STATEMENT_LINES, settle, type SubjectLines } from '../../domain/statement/statement';
import { householdsByCode } from '../../parties/households';
import { wholeHistories } from '../../contracts/histories';
import { columns } from '../columns';
import { subjectInWords } from '../subject-words';
import { knownSeasons, type KnownSeason } from '../known';
import { inPages, type Cell, type Row, type Table } from '../table';

/** Ages in seasons: due in this one, the one before, two before, and earlier. */
const AGES = 4;
const [DUE, SETTLED, ARREARS] = (['due', 'settled', 'arrears'] as const).map((line) => OWED_STATEMENT_LINES.indexOf(line)) as [number, number, number]; // prettier-ignore

/** One row per contract and obligation behind, and one per contract whose cash balance is owed; by household. */
export function arrearsReport(
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
      ['household', 'code'],
      ['householdName', 'text'],
      ['contract', 'code'],
      ['subject', 'code'],
      ['class', 'words', 'class'],
      ['headsBehind', 'count'],
      ['headsAge0', 'count'],
      ['headsAge1', 'count'],
      ['headsAge2', 'count'],
      ['headsAge3', 'count'],
      ['moneyBehind', 'money', 'total'],
      ['moneyAge0', 'money', 'total'],
      ['moneyAge1', 'money', 'total'],
      ['moneyAge2', 'money', 'total'],
      ['moneyAge3', 'money', 'total'],
    ]).map((c) => (c.key === 'subject' ? { ...c, say: (subject) => subjectInWords(locale, subject) } : c)),
    totals: 'sum',
    pages: () => inPages(arrearRows(reader, selected, asKnown)),
  };
}

async function* arrearRows(
  reader: Reader,
  selected: readonly KnownSeason[],
  asKnown: string | undefined,
): AsyncGenerator<Row> {
  for (const { cooperative, season } of selected) {
    const households = await householdsByCode(reader, cooperative.id);
    const seasons = await knownSeasons(reader, cooperative, asKnown);
    const upTo = seasons.filter((s) => s.id <= season.id);
    for await (const { contract, history } of wholeHistories(reader, cooperative, asKnown)) {
      const { household, number } = contract;
      const whose = [
        cooperative.code,
        season.code,
        season.to,
        household,
        households.get(household)?.name ?? '',
        number,
      ];
      for (const row of arrearsOf(history, upTo)) yield [...whose, ...row];
    }
  }
}

function arrearsOf(history: History, seasons: readonly Season[]): Row[] {
  const last = seasons.at(-1) as Season;
  const now = settle(history, last)?.subjects ?? [];
  const behind = now.filter((s) => (s.section === 'owed' ? valueAt(s, ARREARS) > 0 : isOwedCash(s)));
  if (behind.length === 0) return [];
  const all = seasons.map((s) => (s === last ? now : (settle(history, s)?.subjects ?? [])));
  return behind.map((subject) => {
    const same = all.map((then) => then.find((s) => s.section === subject.section && s.subject === subject.subject));
    const nothing = [null, ...Array<null>(AGES).fill(null)];
    if (subject.section === 'cash') {
      const balance = subject.values.at(-1) as number;
      const ages = youngestFirst(
        ageCash(
          same.map((s) => (s ? chargedIn(s) : 0)),
          balance,
        ),
      );
      return [subject.subject, null, ...nothing, balance, ...ages];
    }
    const ages = youngestFirst(ageHeads(duesOf(same), valueAt(subject, SETTLED)));
    return [subject.subject, subject.commodity, valueAt(subject, ARREARS), ...ages, ...nothing];
  });
}

function valueAt(s: SubjectLines, index: number): number {
  return s.values[index] as number;
}

function isOwedCash(s: SubjectLines): boolean {
  return s.section === 'cash' && (s.values.at(-1) as number) > 0;
}

/** Due at each season's end; a season without a statement adds nothing to the one before. */
function duesOf(subjects: readonly (SubjectLines | undefined)[]): number[] {
  let due = 0;
  return subjects.map((s) => (due = s ? valueAt(s, DUE) : due));
}

/** The movements of a season that made the household owe more. */
function chargedIn(cash: SubjectLines): number {
  return sumFen(cash.values.slice(1, -1).filter((fen) => fen > 0));
}

function youngestFirst(bySeason: readonly number[]): Cell[] {
  const young = bySeason.slice(-(AGES - 1)).reverse();
  const older = sumFen(bySeason.slice(0, -(AGES - 1)));
  return [...young, ...Array<number>(AGES - 1 - young.length).fill(0), older];
}
