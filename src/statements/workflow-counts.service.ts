/** How many statements of each open season are presented, disputed or changed since. Only changed contracts are computed again. */
import { Injectable } from '@nestjs/common';
import { listSeasons, type Season } from '../calendar/seasons';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { stateNow, type TakenStep } from '../domain/statement/workflow';
import type { CooperativeRef } from '../parties/cooperatives';
import { eachHistory } from '../contracts/histories';
import { lastSteps } from './workflow.queries';
import { makeStatement } from './statement-maker';

/** The statements of one open season that were presented at least once. */
export interface WorkflowCounts {
  readonly season: Season;
  readonly presented: number;
  readonly disputed: number;
  /** Drafts again, because their content has changed since the last step. */
  readonly changed: number;
}

/** Valid until another season is closed. */
interface Counted {
  readonly closedTo: string | undefined;
  /** As long as this is the head of the chain, nothing has changed. */
  readonly headSeq: number;
  readonly counts: readonly WorkflowCounts[];
  /** By season and contract: the SHA-256 of the statement's content, and the contract's last record at the time. */
  readonly contents: Map<string, { readonly lastSeq: number; readonly sha256: string | undefined }>;
}

/** How many cooperatives' counts are cached; the least recently used is dropped first. */
const CACHE_SIZE = 20;

@Injectable()
export class WorkflowCountsService {
  private readonly kept = new Map<number, Counted>();

  constructor(private readonly reads: ReadPool) {}

  /** Open seasons in order, without those that have no steps. */
  async of(cooperative: CooperativeRef): Promise<readonly WorkflowCounts[]> {
    const before = this.kept.get(cooperative.id);
    const counted = await this.reads.snapshot(async (reader): Promise<Counted> => {
      const head = await reader.get<{ head_seq: number }>('select head_seq from cooperative where id = ?', [cooperative.id]); // prettier-ignore
      const headSeq = Number(head?.head_seq ?? 0);
      if (before?.headSeq === headSeq) return before;
      const seasons = await listSeasons(reader, cooperative.id);
      const closedTo = seasons.findLast((s) => s.closed)?.to;
      const contents = new Map(before?.closedTo === closedTo ? before?.contents : []);
      const counts: WorkflowCounts[] = [];
      for (const season of seasons.filter((s) => !s.closed)) {
        const steps = await lastSteps(reader, { cooperativeId: cooperative.id, seasonId: season.id });
        if (steps.size === 0) continue;
        await refresh(reader, cooperative, season, steps, contents);
        counts.push(countsOf(season, steps, contents));
      }
      return { closedTo, headSeq, counts, contents };
    });
    this.keep(cooperative.id, counted);
    return counted.counts;
  }

  private keep(cooperativeId: number, counted: Counted): void {
    this.kept.delete(cooperativeId);
    this.kept.set(cooperativeId, counted);
    const [oldest] = this.kept.keys();
    if (this.kept.size > CACHE_SIZE && oldest !== undefined) this.kept.delete(oldest);
  }
}

const keyOf = (season: Season, contractId: number): string => `${season.id} ${contractId}`;

/** Computes the contracts with new records again. */
async function refresh(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  steps: ReadonlyMap<number, TakenStep>,
  contents: Counted['contents'],
): Promise<void> {
  const rows = await reader.all<{ id: number; last_seq: number }>(
    "select id, last_seq from contract where cooperative_id = ? and state = 'active' order by id",
    [cooperative.id],
  );
  const stale = rows
    .filter((r) => steps.has(r.id) && contents.get(keyOf(season, r.id))?.lastSeq !== Number(r.last_seq))
    .map((r) => r.id);
  for await (const loaded of eachHistory(reader, cooperative.id, stale)) {
    const { id, last_seq: lastSeq } = loaded.contract;
    const sha256 = makeStatement(cooperative, season, loaded)?.sha256;
    contents.set(keyOf(season, id), { lastSeq: Number(lastSeq), sha256 });
  }
}

function countsOf(
  season: Season,
  steps: ReadonlyMap<number, TakenStep>,
  contents: Readonly<Counted['contents']>,
): WorkflowCounts {
  const sum = { presented: 0, disputed: 0, changed: 0 };
  for (const [contractId, step] of steps) {
    const sha256 = contents.get(keyOf(season, contractId))?.sha256;
    if (sha256 === undefined) continue;
    const { state, isChanged } = stateNow(step, sha256);
    if (isChanged) sum.changed += 1;
    else if (state === 'presented' || state === 'disputed') sum[state] += 1;
  }
  return { season, ...sum };
}
