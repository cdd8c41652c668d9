/** What was to be given in each of the last seasons, and what was given: sums over all statements, class by class. Those of a closed season are read once. */
import { Injectable } from '@nestjs/common';
import { listSeasons, type Season } from '../calendar/seasons';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { decodeSubjects } from '../domain/statement/statement-lines';
import { HeadCache } from '../journal/head-cache';
import type { ContractDue } from '../contracts/due-list.service';
import { HeadsByClass, type ClassHeads, type SeasonHeads } from './season-heads';

@Injectable()
export class SeasonSumsService {
  /** Of closed seasons, by their keys: they stay as they are, so that what is kept is only added to. */
  private readonly sums = new HeadCache<Map<number, readonly ClassHeads[]>>();

  constructor(private readonly reads: ReadPool) {}

  /**
   * The last closed seasons and the first open one, oldest first.
   *
   * @param contracts what is due under every contract, as of a day of the open season
   * @param count how many seasons at most
   */
  async of(cooperativeId: number, contracts: readonly ContractDue[], count: number): Promise<SeasonHeads[]> {
    return this.reads.snapshot(async (reader) => {
      const seasons = await listSeasons(reader, cooperativeId);
      const open = seasons.findIndex((s) => !s.closed);
      const end = open < 0 ? seasons.length : open + 1;
      const known = await this.sums.of(reader, cooperativeId, (before = new Map()) => Promise.resolve(before));
      const sums: SeasonHeads[] = [];
      for (const season of seasons.slice(Math.max(0, end - count), end)) {
        if (season.closed && !known.has(season.id))
          known.set(season.id, await closedSum(reader, cooperativeId, season));
        sums.push({ season, classes: known.get(season.id) ?? openSum(contracts, season) });
      }
      return sums;
    });
  }
}

async function closedSum(reader: Reader, cooperativeId: number, season: Season): Promise<readonly ClassHeads[]> {
  const sum = new HeadsByClass();
  const sql = 'select lines from statement where cooperative_id = ? and season_id = ? and closed_seq is not null';
  for await (const { lines } of reader.iterate<{ lines: string }>(sql, [cooperativeId, season.id]))
    sum.addStatement(decodeSubjects(lines));
  return sum.all();
}

/** Fallen due by the season's end and not given before it, and what was given in it. */
function openSum(contracts: readonly ContractDue[], season: Season): readonly ClassHeads[] {
  const sum = new HeadsByClass();
  for (const { debts, settledBefore } of contracts) {
    for (const debt of debts) {
      const before = settledBefore.get(debt.subject) ?? 0;
      const due = debt.steps.findLast((step) => step.on <= season.to)?.due ?? 0;
      sum.add({ class: debt.class, due: Math.max(0, due - before), given: debt.settled - before });
    }
  }
  return sum.all();
}
