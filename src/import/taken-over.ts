/** What an import takes over from others (approvals, steps, signatures), and the row of the audit trail about it. */
import { auditIn, type Origin } from '../audit/audit';
import type { BookLine } from '../domain/book/lines';
import type { BookTransaction } from '../journal/transaction';
import type { Chained } from './chained';
import type { ImportSummary } from './import-summary';

/** Name in the audit trail; never renamed. */
export const BOOK_IMPORTED = 'book_imported';

/** What the trail records of an import, for each cooperative that it changed. */
export interface ImportedRange {
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  /** The first and the last record added. */
  readonly first: number;
  readonly last: number;
  readonly steps: number;
  readonly signatures: number;
  /** Records that came with an approval, and whose those are. */
  readonly approvals: number;
  readonly approvers: readonly string[];
}

/** Counts for one cooperative. */
export class TakenOver {
  private steps = 0;
  private signatures = 0;
  private approvals = 0;
  private readonly approvers = new Set<string>();
  private readonly before: number;

  constructor(private readonly unit: BookTransaction) {
    this.before = unit.batch.head.seq;
  }

  /** Counts a new line. */
  add(line: BookLine, { hash, approvedBy }: Chained): void {
    if (line.type === 'statement') this.steps += 1;
    if (line.type === 'signature') this.signatures += 1;
    if (hash === undefined || approvedBy === undefined) return;
    this.approvals += 1;
    this.approvers.add(approvedBy);
  }

  /** Adds to the summary for whoever started the import. */
  addTo(summary: ImportSummary): void {
    summary.steps += this.steps;
    summary.signatures += this.signatures;
    summary.approvals += this.approvals;
    summary.approvers = [...new Set([...summary.approvers, ...this.approvers])].sort();
  }

  /** Writes the row, unless nothing was new. */
  async leaveTrail(origin: Origin, sha256: string): Promise<void> {
    const { cooperative, batch } = this.unit;
    if (batch.head.seq === this.before) return;
    const { steps, signatures, approvals } = this;
    const range = { first: this.before + 1, last: batch.head.seq, steps, signatures, approvals };
    const after: ImportedRange = { sha256, ...range, approvers: [...this.approvers].sort() };
    await auditIn(this.unit, origin, { action: BOOK_IMPORTED, subject: cooperative.code, after });
  }
}
