/** Verifies a book by recomputing chain, rows, totals, closed statements and balances. */
import { Injectable } from '@nestjs/common';
import { PEOPLE_CHAIN, PEOPLE_NAME } from '../audit/trail.chain';
import { checkTrail } from '../audit/trail.verify';
import { FileStore } from '../attachments/file-store';
import type { Run } from '../common/progress';
import { checkPages } from '../database/checks';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { comparePack, type ComparedPack } from '../exports/pack/pack.verify';
import { ChainWalk } from '../journal/chain.verify';
import type { VerifyFault } from '../parties/check';
import {
  listCooperatives,
  requireCooperative,
  type CooperativeRef,
  type CooperativeRow,
} from '../parties/cooperatives';
import { notesOf } from './approvals.verify';
import type { Anchor } from './chain.check';
import { CHECKS } from './checks';
import { orphansFault } from './orphans.verify';

/** An anchor that the book agrees with. */
export type Compared = { readonly cooperative: string } & (
  | { readonly what: 'chain' | 'trail'; readonly seq: number }
  | { readonly what: 'mapping'; readonly version: number }
  | ({ readonly what: 'pack' } & Omit<ComparedPack, 'fault'>)
);

/** The verified heads, with those of the audit trail apart, the anchors compared, and the first fault. */
export interface Verification {
  readonly heads: readonly Anchor[];
  readonly trails: readonly Anchor[];
  readonly compared: readonly Compared[];
  /** What cannot be recomputed: imports, and when the operator confirmed the clock. */
  readonly notes: readonly string[];
  readonly fault?: VerifyFault & { readonly cooperative: string };
}

interface Found {
  readonly heads: Anchor[];
  readonly trails: Anchor[];
  readonly compared: Compared[];
  readonly notes: string[];
}

export type { Anchor };

@Injectable()
export class VerifyService {
  constructor(
    private readonly reads: ReadPool,
    private readonly files: FileStore,
  ) {}

  /**
   * @param cooperative only this one's book
   * @param anchors older heads that the chains must contain, so that a rewritten chain is found too
   * @throws DomainError cooperative_unknown, database_damaged
   */
  async verify(run: Run, cooperative?: string, anchors: readonly Anchor[] = []): Promise<Verification> {
    return this.reads.snapshot(async (reader) => {
      await checkPages(reader);
      const rows =
        cooperative === undefined ? await listCooperatives(reader) : [await requireCooperative(reader, cooperative)];
      run.progress.begin('verify', rows.reduce((sum, c) => sum + c.head_seq, 0)); // prettier-ignore
      const found: Found = { heads: [], trails: [], compared: [], notes: [] };
      const fault =
        (await trailFault(reader, { id: PEOPLE_CHAIN, code: PEOPLE_NAME }, anchors, found)) ??
        (await this.firstFault(reader, rows, anchors, found, run)) ??
        (cooperative === undefined ? await orphansFault(reader) : undefined) ??
        lostFault(rows, anchors.filter((a) => cooperative === undefined || a.cooperative === cooperative)); // prettier-ignore
      run.progress.end();
      return { ...found, ...(fault ? { fault } : {}) };
    });
  }

  private async firstFault(
    reader: Reader,
    rows: readonly CooperativeRow[],
    anchors: readonly Anchor[],
    found: Found,
    run: Run,
  ): Promise<Verification['fault']> {
    for (const row of rows) {
      const trail = await trailFault(reader, row, anchors, found);
      if (trail) return trail;
      found.notes.push(...(await notesOf(reader, row)));
      const own = anchors.filter((a) => a.cooperative === row.code && a.isTrail !== true);
      const fault = (await this.faultIn(reader, row, own, run)) ?? (await this.packFault(reader, row, own, found, run));
      if (fault) return { ...fault, cooperative: row.code };
      found.heads.push({ cooperative: row.code, seq: row.head_seq, hash: row.head_hash });
    }
    return undefined;
  }

  /** When all else is whole; says what was compared. */
  private async packFault(
    reader: Reader,
    { code: cooperative, head_seq: seq }: CooperativeRow,
    anchors: readonly Anchor[],
    { compared }: Found,
    run: Run,
  ): Promise<VerifyFault | undefined> {
    for (const { seq: at, mapping, pack } of anchors) {
      compared.push({ cooperative, what: 'chain', seq: at });
      if (mapping) compared.push({ cooperative, what: 'mapping', version: mapping.version });
      if (!pack) continue;
      const { fault, ...found } = await comparePack(reader, this.files, { cooperative, seq }, pack, run);
      if (fault) return fault;
      compared.push({ cooperative, what: 'pack', ...found });
    }
    return undefined;
  }

  private async faultIn(
    reader: Reader,
    row: CooperativeRow,
    anchors: readonly Anchor[],
    run: Run,
  ): Promise<VerifyFault | undefined> {
    const context = { run, files: this.files, anchors, walk: new ChainWalk() };
    for (const check of CHECKS) for await (const fault of check.run(reader, row, context)) return fault;
    return undefined;
  }
}

/** What is wrong with a chain of the trail; a whole one adds its head. */
async function trailFault(
  reader: Reader,
  { id, code }: CooperativeRef,
  anchors: readonly Anchor[],
  { trails, compared }: Found,
): Promise<Verification['fault']> {
  const own = anchors.filter((a) => a.isTrail === true && a.cooperative === code);
  const checked = await checkTrail(reader, id, own);
  if ('fault' in checked) return { ...checked.fault, cooperative: code };
  trails.push({ cooperative: code, ...checked.head, isTrail: true });
  for (const { seq } of own) compared.push({ cooperative: code, what: 'trail', seq });
  return undefined;
}

/** An anchor of a cooperative that is not there at all. */
function lostFault(rows: readonly CooperativeRow[], anchors: readonly Anchor[]): Verification['fault'] {
  const known = new Set([PEOPLE_NAME, ...rows.map((r) => r.code)]);
  const lost = anchors.find((a) => !known.has(a.cooperative));
  return lost && { cooperative: lost.cooperative, seq: lost.seq, code: 'record_missing', what: 'no such cooperative' };
}
