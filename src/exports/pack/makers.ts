/** Who made each record of the chain, as the trail tells: the row that names the record, or that of the proposal it was approved by. */
import type { Reader } from '../../database/tx';
import type { KnownTrailHead } from '../../audit/trail.known';
import { keyOf, keysOf, contentOf, type Line, type NamingRow } from './named-records';
import type { PackState } from './pack-state';

/** Rows and records read at once. */
const PAGE = 1_000;

/** Who made something, and the row of the trail that says so. */
interface Maker {
  readonly by: string;
  readonly seq: number;
}

/** Records that one row of the trail names, and who made them. */
interface Made extends Maker {
  readonly first: number;
  readonly last: number;
}

interface RecordRow {
  readonly seq: number;
  readonly type: string;
  readonly approved_by: string | null;
  readonly approved_at: string | null;
  readonly line: string;
}

/** A line a record, in order. Who is not known is left out, and so are the keys of what a record does not have. */
export async function* makersJsonl(reader: Reader, { cooperative, head, trail }: PackState): AsyncGenerator<string> {
  const own = trail.heads.find(({ chain }) => chain === cooperative.id);
  const makers = new Makers(reader, own);
  const sql = `select seq, type, approved_by, approved_at, line from book_record
    where cooperative_id = ? and seq > ? and seq <= ? order by seq limit ${PAGE}`;
  for (let last = 0; ;) {
    const rows = await reader.all<RecordRow>(sql, [cooperative.id, last, head.seq]);
    for (const row of rows) {
      const line = JSON.parse(row.line) as Line;
      const maker = await makers.of(row.seq, row.type, line);
      yield `${JSON.stringify({
        seq: row.seq,
        type: row.type,
        event: row.type === 'event' ? line['id'] : undefined,
        contract: line['contract'] ?? line['number'],
        by: maker?.by,
        trail: maker && { chain: cooperative.id, seq: maker.seq },
        approvedBy: row.approved_by ?? undefined,
        approvedAt: row.approved_at ?? undefined,
      })}\n`;
    }
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.seq ?? last;
  }
}

/**
 * Walks the trail beside the records: both were written in the cooperative's turns, so they are in one order. Rows from before the trail named
 * records by their place are known by what they tell of; they are few enough to be kept.
 */
class Makers {
  private readonly waiting: Made[] = [];
  private readonly proposed = new Map<unknown, Maker>();
  private readonly told = new Map<string, Maker>();
  private at = 0;
  private rows: NamingRow[] = [];
  private isEnded: boolean;

  constructor(
    private readonly reader: Reader,
    private readonly head: KnownTrailHead | undefined,
  ) {
    this.isEnded = head === undefined;
  }

  /** To be asked for one record after the other. */
  async of(seq: number, type: string, line: Line): Promise<Maker | undefined> {
    while (this.waiting[0] && this.waiting[0].last < seq) this.waiting.shift();
    while (this.waiting.length === 0) {
      const row = await this.next();
      if (!row) break;
      this.take(row, seq);
    }
    const [made] = this.waiting;
    if (made && made.first <= seq) return made;
    const key = keyOf(type, line);
    const maker = this.told.get(key);
    this.told.delete(key);
    return maker;
  }

  private async next(): Promise<NamingRow | undefined> {
    if (this.rows.length === 0 && !this.isEnded) {
      this.rows = await this.reader.all<NamingRow>(
        `select seq, at, actor, action, subject, "after" from audit_event where chain = ? and seq > ? and seq <= ? order by seq limit ${PAGE}`,
        [this.head?.chain ?? 0, this.at, this.head?.seq ?? 0],
      );
      this.isEnded = this.rows.length < PAGE;
      this.at = this.rows.at(-1)?.seq ?? this.at;
      this.rows.reverse();
    }
    return this.rows.pop();
  }

  private take(row: NamingRow, from: number): void {
    const after = contentOf(row);
    const { proposal } = after;
    if (row.action === 'proposal_made') return void this.proposed.set(proposal, { by: row.actor, seq: row.seq });
    const maker = this.proposed.get(proposal) ?? { by: row.actor, seq: row.seq };
    if (proposal !== undefined) this.proposed.delete(proposal);
    if (proposal !== undefined && row.action !== 'proposal_approved') return;
    const { seq, first = seq, last = seq } = after;
    if (first !== undefined && last !== undefined) {
      if (last >= from) this.waiting.push({ ...maker, first, last });
      return;
    }
    for (const key of keysOf(row, after.action)) this.told.set(key, maker);
  }
}
