/** What the page of a statement shows. */
import type { Season } from '../../../calendar/seasons';
import type { Role } from '../../../identity/viewer';
import type { LateFact } from '../../../statements/late-facts.queries';
import type { WitnessedWorkflow } from '../../../statements/witnesses';
import type { StatementView } from '../../../statements/statements.queries';
import type { SeasonHeads } from '../../../seasons/season-heads';
import type { CourseView } from '../contracts/contract.types';

export interface StatementPageView {
  readonly season: Season;
  readonly statement: StatementView;
  readonly householdName: string;
  readonly roles: ReadonlySet<Role>;
  readonly life: WitnessedWorkflow;
  /** Booked in this season, though they happened before it. */
  readonly late: readonly LateFact[];
  /** This season and those before it, the oldest first. */
  readonly seasons: readonly SeasonHeads[];
  /** To the season's end, or to today. */
  readonly course: CourseView;
}
