/** What was to be given in each of the last seasons, and what was given: sums over all statements. Those of a closed season are read once. */
import { Injectable } from '@nestjs/common';
import { listSeasons, type Season } from '../calendar/seasons';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { SECTION_LINES, type SubjectLines } from '../domain/settlement/statement';
import { decodeSubjects } from '../domain/settlement/statement-lines';
import type { ContractDue } from './due-list.service';

/** Heads of one season. */
export interface SeasonSum {
  readonly season: Season;
  /** Still open when it began, and fallen due in it; of an open season, by its end. */
  readonly due: number;
  /** Returned, waived and converted in it. */
  readonly settled: number;
}

type Sum = Omit<SeasonSum, 'season'>;

const SEASONS_KEPT = 500;

@Injectable()
export class SeasonSumsService {
  private readonly closed = new Map<string, Sum>();

  constructor(private readonly reads: ReadPool) {}

  /**
   * The last closed seasons and the first open one, oldest first.
   *
   * @param contracts what is due under every contract, as of a day of the open season
   * @param count how many seasons at most
   */
  async of(cooperativeId: number, contracts: readonly ContractDue[], count: number): Promise<SeasonSum[]> {
    return this.reads.snapshot(async (reader) => {
      const seasons = await listSeasons(reader, cooperativeId);
      const open = seasons.findIndex((s) => !s.closed);
      const end = open < 0 ? seasons.length : open + 1;
      const sums: SeasonSum[] = [];
      for (const season of seasons.slice(Math.max(0, end - count), end)) {
        const sum = season.closed ? await this.sumOf(reader, cooperativeId, season) : openSum(contracts, season);
        sums.push({ season, ...sum });
      }
      return sums;
    });
  }

  private async sumOf(reader: Reader, cooperativeId: number, season: Season): Promise<Sum> {
    const key = `${cooperativeId} ${season.id}`;
    const known = this.closed.get(key);
    if (known) return known;
    const sum = { due: 0, settled: 0 };
    const sql = 'select lines from statement where cooperative_id = ? and season_id = ? and closed_seq is not null';
    for await (const { lines } of reader.iterate<{ lines: string }>(sql, [cooperativeId, season.id])) {
      for (const subject of decodeSubjects(lines)) {
        const { due, settled } = ofSubject(subject);
        sum.due += due;
        sum.settled += settled;
      }
    }
    if (this.closed.size >= SEASONS_KEPT) this.closed.clear();
    this.closed.set(key, sum);
    return sum;
  }
}

/** Of one statement's debt: what was due less what had been settled before, and what was settled now. */
function ofSubject({ section, values }: SubjectLines): Sum {
  if (section !== 'owed') return { due: 0, settled: 0 };
  const line = (name: string): number => values[SECTION_LINES.owed.findIndex((l) => l === name)] ?? 0;
  const settled = line('returned') + line('waived') + line('converted');
  return { due: Math.max(0, line('due') - (line('settled') - settled)), settled };
}

function openSum(contracts: readonly ContractDue[], season: Season): Sum {
  const sum = { due: 0, settled: 0 };
  for (const { debts, settledBefore } of contracts) {
    for (const debt of debts) {
      const before = settledBefore.get(debt.subject) ?? 0;
      const due = debt.steps.findLast((step) => step.on <= season.to)?.due ?? 0;
      sum.due += Math.max(0, due - before);
      sum.settled += debt.settled - before;
    }
  }
  return sum;
}
