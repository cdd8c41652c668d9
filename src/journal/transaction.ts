/** A transaction of one cooperative's book: the open transaction of the database, the journal batch and who approved what is recorded in it. */
import type { Tx } from '../database/tx';
import type { CooperativeRef } from '../parties/cooperatives';
import type { JournalBatch } from './journal-batch';

/** Who approved the records of a transaction, and when; the chain keeps it. */
export interface Approval {
  readonly approvedBy: string;
  readonly approvedAt: string;
}

/** When something is recorded, and by whose approval, where it needs one. */
export interface Stamp {
  /** The instant, UTC. */
  readonly now: string;
  readonly approval?: Approval;
  /** Just this was approved: its record says so, whether or not every record of its kind has to. */
  readonly isApproved?: boolean;
}

/** Everything a feature needs to write in a cooperative; made once per transaction and handed down. */
export interface BookTransaction extends Stamp {
  readonly tx: Tx;
  readonly cooperative: CooperativeRef;
  readonly batch: JournalBatch;
}
