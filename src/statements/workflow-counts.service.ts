/** How many statements of each open season are presented, disputed or changed since. Only changed contracts are computed again. */
import { Injectable } from '@nestjs/common';
import { listSeasons, type Season } from '../calendar/seasons';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { stateNow, type TakenStep } from '../domain/statement/workflow';
import type { CooperativeRef } from '../parties/cooperatives';
import { changedContracts, eachHistory } from '../contracts/histories';
import { HeadCache } from '../journal/head-cache';
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
  readonly counts: readonly WorkflowCounts[];
  /** By season and contract: the SHA-256 of the statement's content, and the contract's last record at the time. */
  readonly contents: Map<string, { readonly lastSeq: number; readonly sha256: string | undefined }>;
}

@Injectable()
export class WorkflowCountsService {
  private readonly kept = new HeadCache<Counted>();

  constructor(private readonly reads: ReadPool) {}

  /** Open seasons in order, without those that have no steps. */
  async of(cooperative: CooperativeRef): Promise<readonly WorkflowCounts[]> {
    const kept = await this.reads.snapshot((reader) =>
      this.kept.of(reader, cooperative.id, (before) => counted(reader, cooperative, before)),
    );
    return kept.counts;
  }
}

async function counted(reader: Reader, cooperative: CooperativeRef, before: Counted | undefined): Promise<Counted> {
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
  return { closedTo, counts, contents };
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
  const changed = await changedContracts(reader, cooperative.id, (id) => contents.get(keyOf(season, id))?.lastSeq);
  const stale = changed.filter((id) => steps.has(id));
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
