/** Heads due and settled in a season, by class, for charts that compare seasons. */
import type { Season } from '../calendar/seasons';
import { SECTION_LINES, type SubjectLines } from '../domain/statement/statement';

/** Heads of a class due in a season, earlier arrears included, and heads settled: returned, waived and converted. */
export interface ClassHeads {
  readonly class: string;
  readonly due: number;
  readonly given: number;
}

export interface SeasonHeads {
  readonly season: Season;
  readonly classes: readonly ClassHeads[];
}

/** Adds up debts by class, in the order in which the classes first occur. */
export class HeadsByClass {
  private readonly classes = new Map<string, ClassHeads>();

  add({ class: cls, due, given }: ClassHeads): void {
    const before = this.classes.get(cls) ?? { class: cls, due: 0, given: 0 };
    this.classes.set(cls, { class: cls, due: before.due + due, given: before.given + given });
  }

  /** Adds a statement's debts: what was due by its end less what had been settled before it, and what was settled in it. */
  addStatement(subjects: readonly SubjectLines[]): void {
    for (const { section, commodity, values } of subjects) {
      if (section !== 'owed') continue;
      const line = (name: string): number => values[SECTION_LINES.owed.findIndex((l) => l === name)] ?? 0;
      const given = line('returned') + line('waived') + line('converted');
      this.add({ class: commodity, due: Math.max(0, line('due') - (line('settled') - given)), given });
    }
  }

  all(): readonly ClassHeads[] {
    return [...this.classes.values()];
  }
}

/** Of one statement. */
export function headsOf(season: Season, { subjects }: { readonly subjects: readonly SubjectLines[] }): SeasonHeads {
  const heads = new HeadsByClass();
  heads.addStatement(subjects);
  return { season, classes: heads.all() };
}
