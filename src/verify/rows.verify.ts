/** Checks that the rows behind lists and forms agree with the chain. */
import { listSeasons, seasonLine, type Season } from '../calendar/seasons';
import { CONTRACT_ROWS, contractLine, type ContractRow } from '../contracts/contracts';
import type { Reader } from '../database/tx';
import { WORKFLOW_TYPES } from '../domain/book/workflow-lines';
import { canonicalJson } from '../domain/ledger/canonical';
import { bookedFrom, seasonOf, type SeasonSpan } from '../domain/recording/booking';
import type { StoredRecord } from '../journal/chain.verify';
import type { VerifyFault } from '../parties/check';
import { cooperativeLine, type CooperativeRow } from '../parties/cooperatives';
import { householdLine, type HouseholdRow } from '../parties/households';

/** A row of `terms_version` with its contract's number. */
interface VersionRow {
  readonly number: string;
  readonly seq: number;
  readonly event_id: string;
  readonly in_force_from: string;
  readonly reversed_from: string | null;
  readonly terms: string;
}

type Line = Readonly<Record<string, unknown>>;

export class RowCheck {
  /** The line of each row by `type key`; those left at the end were never recorded. */
  private readonly lines = new Map<string, string>();
  /** Rows of amendments by event id, and what the chain has said about each so far. */
  private readonly versions = new Map<string, VersionRow>();
  private readonly amended = new Map<string, { record: StoredRecord; line: Line; reversedFrom: string | null }>();
  private readonly closings = new Map<number, Season>();
  private readonly contracts = new Map<string, { row: ContractRow; lastSeq: number }>();
  /** Reversals without a day of their own. */
  private readonly undated = new Map<string, { seq: number; on: string | null }>();
  private seasons: Season[] = [];
  /** The seasons as of the current record. */
  private readonly known: SeasonSpan[] = [];

  constructor(
    private readonly reader: Reader,
    private readonly cooperative: CooperativeRow,
  ) {}

  async load(): Promise<void> {
    const { id, code } = this.cooperative;
    this.lines.set(`cooperative ${code}`, canonicalJson(cooperativeLine(this.cooperative)));
    this.seasons = await listSeasons(this.reader, id);
    for (const s of this.seasons) {
      this.lines.set(`season ${s.code}`, canonicalJson(seasonLine(code, s)));
      if (s.closedSeq !== null) this.closings.set(s.closedSeq, s);
    }
    for await (const h of this.reader.iterate<HouseholdRow>('select * from household where cooperative_id = ?', [id]))
      this.lines.set(`household ${h.code}`, canonicalJson(householdLine(code, h)));
    const active = `${CONTRACT_ROWS} where c.cooperative_id = ? and c.state = 'active'`;
    for await (const c of this.reader.iterate<ContractRow>(active, [id])) {
      this.lines.set(`contract ${c.number}`, canonicalJson(contractLine(code, c)));
      this.contracts.set(c.number, { row: c, lastSeq: 0 });
    }
    const versions = `select c.number, v.seq, v.event_id, v.in_force_from, v.reversed_from, v.terms from terms_version v
      join contract c on c.cooperative_id = v.cooperative_id and c.id = v.contract_id where v.cooperative_id = ?`;
    for await (const v of this.reader.iterate<VersionRow>(versions, [id])) this.versions.set(v.event_id, v);
  }

  check(record: StoredRecord): VerifyFault | undefined {
    const line = JSON.parse(record.line) as Line;
    const what = this.wrongWith(record, line);
    const contract = record.contract === null ? undefined : this.contracts.get(record.contract);
    if (contract && !WORKFLOW_TYPES.has(record.type)) contract.lastSeq = record.seq;
    return what === undefined ? undefined : { seq: record.seq, code: 'record_missing', what };
  }

  private wrongWith(record: StoredRecord, line: Line): string | undefined {
    if (record.type === 'event') return this.wrongEvent(record, line);
    if (record.type === 'close') return this.wrongClosing(record, line);
    if (WORKFLOW_TYPES.has(record.type)) return this.wrongSeason(record, line);
    const key = `${record.type} ${String(line['code'] ?? line['number'])}`;
    const stored = this.lines.get(key);
    this.lines.delete(key);
    if (stored !== record.line) return `${key} ${stored === undefined ? 'is missing' : 'was changed'}`;
    const season = record.type === 'season' ? this.seasons.find((s) => s.code === line['code']) : undefined;
    if (season) {
      this.known.push({ ...season, closed: false });
      if (season.id !== this.known.length) return `${key} has another place`;
    }
    const contract = record.type === 'contract' ? this.contracts.get(String(line['number'])) : undefined;
    return contract && contract.row.booked_from !== bookedFrom(contract.row.starts_on, this.known)
      ? `${key} counts from another day`
      : undefined;
  }

  private wrongClosing(record: StoredRecord, line: Line): string | undefined {
    const season = this.closings.get(record.seq);
    this.closings.delete(record.seq);
    const place = this.known.findIndex((s) => s.id === season?.id);
    if (!season || season.id !== record.seasonId || season.code !== line['season'] || place < 0)
      return `season ${String(line['season'])} is not closed by this record`;
    this.known[place] = { ...season, closed: true };
    return season.closedAt === record.recordedAt ? undefined : `season ${season.code} was closed at another time`;
  }

  /** A step or signature is filed in its season; its row is compared in statements/workflow.verify.ts. */
  private wrongSeason(record: StoredRecord, line: Line): string | undefined {
    const season = this.known.find((s) => s.code === line['season']);
    return season?.id === record.seasonId ? undefined : `${record.type} is filed in another season than its line's`;
  }

  private wrongEvent(record: StoredRecord, line: Line): string | undefined {
    const season = seasonOf(record.bookedOn ?? '', this.seasons);
    if (season?.id !== record.seasonId) return 'the event is filed in another season than its day';
    if (record.kind === 'amendment') this.amended.set(String(record.eventId), { record, line, reversedFrom: null });
    if (record.kind !== 'reversal') return undefined;
    const amendment = this.amended.get(String(line['of']));
    if (amendment) amendment.reversedFrom = record.bookedOn;
    if (line['on'] === undefined) this.undated.set(String(line['of']), { seq: record.seq, on: record.happenedOn });
    return undefined;
  }

  /** Faults found only at the end, such as rows without a record. */
  async end(): Promise<VerifyFault | undefined> {
    const what = this.neverRecorded() ?? this.halfClosed() ?? this.wrongVersion() ?? (await this.wrongContract());
    const fault: VerifyFault | undefined =
      what === undefined ? undefined : { seq: this.cooperative.head_seq, code: 'record_missing', what };
    return fault ?? this.wrongDay();
  }

  private neverRecorded(): string | undefined {
    const [left] = [...this.lines.keys(), ...[...this.closings.values()].map((s) => `closing of ${s.code}`)];
    return left === undefined ? undefined : `${left} was never recorded`;
  }

  private halfClosed(): string | undefined {
    const season = this.seasons.find((s) => s.closedSeq === null && s.closedAt !== null);
    return season && `season ${season.code} is open, and says when it was closed`;
  }

  private wrongVersion(): string | undefined {
    for (const [id, { record, line, reversedFrom }] of this.amended) {
      const v = this.versions.get(id);
      this.versions.delete(id);
      const isRight =
        v?.number === record.contract &&
        v?.seq === record.seq &&
        v.in_force_from === record.bookedOn &&
        v.reversed_from === reversedFrom &&
        v.terms === canonicalJson(line['terms']);
      if (!isRight) return `the terms of ${id} were changed`;
    }
    const [left] = this.versions.keys();
    return left === undefined ? undefined : `the terms of ${left} were never recorded`;
  }

  private async wrongContract(): Promise<string | undefined> {
    const carried = await this.reader.all<{ contract_id: number; season_id: number }>(
      'select contract_id, max(season_id) as season_id from statement where cooperative_id = ? and closed_seq is not null group by contract_id',
      [this.cooperative.id],
    );
    const lastClosed = new Map(carried.map((c) => [c.contract_id, c.season_id]));
    for (const { row, lastSeq } of this.contracts.values()) {
      if (row.last_seq !== lastSeq) return `contract ${row.number} says ${row.last_seq}, its last record is ${lastSeq}`;
      if (row.carry_season_id !== (lastClosed.get(row.id) ?? null))
        return `contract ${row.number} carries another season than its last`;
    }
    return undefined;
  }

  /** A reversal without a day has that of the event it reverses. */
  private async wrongDay(): Promise<VerifyFault | undefined> {
    for (const [of, { seq, on }] of this.undated) {
      const original = await this.reader.get<{ happened_on: string }>(
        'select happened_on from book_record where cooperative_id = ? and event_id = ?',
        [this.cooperative.id, of],
      );
      if (original?.happened_on !== on)
        return { seq, code: 'chain_broken', what: 'the reversal is filed under another day than its event' };
    }
    return undefined;
  }
}
