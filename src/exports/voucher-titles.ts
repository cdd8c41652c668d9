/** Which title rule a contract had when an entry was recorded: the postings of one event may be booked differently by it. */
import type { Reader } from '../database/tx';
import { titleOf, type Terms, type Title } from '../domain/terms/terms';

interface Version {
  readonly seq: number;
  readonly from: string;
  readonly title: Title;
  /** The record of its reversal. */
  reversedSeq?: number;
}

interface Row {
  readonly seq: number;
  readonly type: string;
  readonly kind: string | null;
  readonly booked_on: string | null;
  readonly line: string;
}

/** All versions of the terms of a cooperative's contracts, as far as title goes. */
export class Titles {
  private readonly versions = new Map<string, Version[]>();

  static async load(reader: Reader, cooperativeId: number): Promise<Titles> {
    const titles = new Titles();
    const amendments = new Map<string, Version>();
    const sql = `select seq, type, kind, booked_on, line from book_record
      where cooperative_id = ? and (type = 'contract' or kind in ('amendment', 'reversal')) order by seq`;
    for await (const row of reader.iterate<Row>(sql, [cooperativeId])) {
      const line = JSON.parse(row.line) as Record<string, string> & { readonly terms: Terms };
      if (row.kind === 'reversal') {
        const amendment = amendments.get(line['of'] as string);
        if (amendment) amendment.reversedSeq = row.seq;
        continue;
      }
      const contract = (line['contract'] ?? line['number']) as string;
      const from = row.booked_on ?? (line['from'] as string);
      const version: Version = { seq: row.seq, from, title: titleOf(line.terms) };
      titles.versions.set(contract, [...(titles.versions.get(contract) ?? []), version]);
      if (row.kind === 'amendment') amendments.set(line['id'] as string, version);
    }
    return titles;
  }

  /** The title rule in force on a day, by what had been recorded before `seq`. */
  of(contract: string, on: string, seq: number): Title {
    const known = (this.versions.get(contract) ?? []).filter(
      (v, i) => v.seq < seq && (i === 0 || v.from <= on) && (v.reversedSeq ?? seq) >= seq,
    );
    return (known.at(-1) as Version).title;
  }
}
