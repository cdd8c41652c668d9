/** Gathers the pages of seasons: their runs, and their statements by state. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason, type Season } from '../../../calendar/seasons';
import { addDays, addYears } from '../../../domain/calendar';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import { RunsService } from '../../../jobs/runs.service';
import type { CooperativeRow } from '../../../parties/cooperatives';
import type { Scope } from '../../../parties/scope';
import { FILTER_STATES, listStatements } from '../../../seasons/season-list.queries';
import type { Frame } from '../../kit/frame';
import type { SeasonsView, SeasonView } from './seasons.view';

const PAGE = 50;
const NEWEST = 2_147_483_647;

@Injectable()
export class SeasonsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly runs: RunsService,
  ) {}

  async list(cooperativeId: number): Promise<SeasonsView> {
    const seasons = await listSeasons(this.reads, cooperativeId);
    return { seasons: [...seasons].reverse() };
  }

  /** What the next season begins with: the day after the last one, half a year long. */
  async next(cooperativeId: number): Promise<Readonly<Record<string, string>>> {
    const last = (await listSeasons(this.reads, cooperativeId)).at(-1);
    if (!last) return {};
    const from = addDays(last.to, 1);
    // Seasons follow each other in the rhythm of the year before, where there was one.
    const before = (await listSeasons(this.reads, cooperativeId)).find((s) => s.from === addYears(from, -1));
    return { from, ...(before ? { to: addYears(before.to, 1) } : {}) };
  }

  /**
   * @param query `state`: only statements in it; `after`: where the page begins
   * @throws DomainError season_unknown, page_invalid
   */
  async one(cooperative: CooperativeRow, scope: Scope, code: string, query: Frame['query']): Promise<SeasonView> {
    const cursor = query['after'];
    const begin = cursor === undefined ? 0 : Number(decodeCursor(cursor, ['integer'])[0]);
    const state = FILTER_STATES.find((known) => known === query['state']);
    const [run] = await this.runs.list(cooperative.code, NEWEST, 1);
    return this.reads.snapshot(async (reader) => {
      const seasons = await listSeasons(reader, cooperative.id);
      const season = requireSeason(seasons, code);
      const filter = { after: Math.min(begin, NEWEST), limit: PAGE, ...(state === undefined ? {} : { state }) };
      const { statements, next } = await listStatements(reader, cooperative, scope, season, filter);
      return {
        season,
        isNext: isNextToClose(seasons, season),
        statements,
        ...(state === undefined ? {} : { state }),
        ...(run && run.season === code ? { run } : {}),
        ...(next === undefined ? {} : { next: encodeCursor([next]) }),
      };
    });
  }
}

function isNextToClose(seasons: readonly Season[], season: Season): boolean {
  return !season.closed && !seasons.some((s) => s.id < season.id && !s.closed);
}
