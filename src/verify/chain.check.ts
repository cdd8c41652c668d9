/** Walks through a cooperative's chain once, record by record, with the rows of lists and forms and with the heads that are known from outside. */
import type { FileStore } from '../attachments/file-store';
import type { Run } from '../common/progress';
import type { Reader } from '../database/tx';
import type { Manifest } from '../exports/pack/pack.verify';
import { ChainWalk, storedRecords } from '../journal/chain.verify';
import type { MappingAnchor } from '../mapping/mapping.verify';
import { firstFault, type VerifyFault } from '../parties/check';
import type { CooperativeRow } from '../parties/cooperatives';
import { RowCheck } from './rows.verify';

/** A head known from outside the database: printed on a statement or an export. */
export interface Anchor {
  readonly cooperative: string;
  readonly seq: number;
  readonly hash: string;
  /** The last version of the posting mapping then. */
  readonly mapping?: MappingAnchor;
  /** The manifest of a pack, whose files are made once more and compared. */
  readonly pack?: Manifest;
  /** A head of the trail of who did what, in place of the book's; of people's own chain when `cooperative` is `#people`. */
  readonly isTrail?: boolean;
}

/** What checks are given beside the cooperative. */
export interface VerifyContext {
  readonly run: Run;
  readonly files: FileStore;
  /** Of the cooperative's chain. */
  readonly anchors: readonly Anchor[];
  /** Has counted the postings of all records once the chain was checked. */
  readonly walk: ChainWalk;
}

/** Records between two reports of progress. */
const STEP = 1_000;

/** The chain, and the rows that stand for its records. */
export const chainCheck = firstFault(
  'chain',
  ['cooperative', 'book_record', 'household', 'season', 'contract', 'terms_version', 'posting'],
  chainFault,
);

async function chainFault(
  reader: Reader,
  row: CooperativeRow,
  { run, anchors, walk }: VerifyContext,
): Promise<VerifyFault | undefined> {
  const rows = new RowCheck(reader, row);
  const wanted = new Map(anchors.map((a) => [a.seq, a.hash]));
  await rows.load();
  let walked = 0;
  for await (const record of storedRecords(reader, row.id)) {
    const fault = walk.next(record) ?? rows.check(record) ?? anchorFault(wanted, record.seq, record.hash);
    if (fault) return fault;
    wanted.delete(record.seq);
    walked += 1;
    if (walked % STEP === 0) {
      run.signal.throwIfAborted();
      run.progress.advance(STEP, STEP);
    }
  }
  const [cut] = [...wanted.keys()].sort((a, b) => a - b);
  if (cut !== undefined) return { seq: cut, code: 'record_missing', what: 'the chain is shorter than the anchor' };
  return walk.end(row) ?? (await rows.end());
}

function anchorFault(wanted: ReadonlyMap<number, string>, seq: number, hash: string): VerifyFault | undefined {
  const anchor = wanted.get(seq);
  return anchor === undefined || anchor === hash
    ? undefined
    : { seq, code: 'chain_broken', what: `the anchor says ${anchor}` };
}
