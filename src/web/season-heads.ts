/** Heads due and given in a season, as its statement says: for the charts that compare seasons. */
import type { Season } from '../calendar/seasons';
import type { StatementView } from '../settlement/statements.queries';

/** What was to be given in a season, with what was still open, and what was given. */
export interface SeasonHeads {
  readonly season: Season;
  readonly due: number;
  readonly given: number;
}

const GIVEN = new Set(['returned', 'waived', 'converted']);

/** Of a statement's debts: what was due by its end less what had been settled before it, and what was settled in it. */
export function headsOf(season: Season, { lines }: Pick<StatementView, 'lines'>): SeasonHeads {
  const sum = { season, due: 0, given: 0 };
  const owed = lines.filter((l) => l.section === 'owed');
  for (const subject of new Set(owed.map((l) => l.subject))) {
    const figures = new Map(owed.filter((l) => l.subject === subject).map((l) => [l.line, Number(l.quantity)]));
    const given = [...figures].reduce((all, [line, n]) => all + (GIVEN.has(line) ? n : 0), 0);
    sum.due += Math.max(0, (figures.get('due') ?? 0) - ((figures.get('settled') ?? 0) - given));
    sum.given += given;
  }
  return sum;
}
