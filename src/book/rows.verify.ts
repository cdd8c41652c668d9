/** The rows that lists and forms are made of must say what the chain says. */
import { listSeasons, seasonLine } from '../calendar/seasons';
import { CONTRACT_ROWS, contractLine, type ContractRow } from '../contracts/contracts';
import type { Reader } from '../database/tx';
import { canonicalJson } from '../domain/ledger/canonical';
import { seasonOf, type SeasonSpan } from '../domain/recording/booking';
import type { Fault, StoredRecord } from '../journal/chain.verify';
import { cooperativeLine, type CooperativeRow } from '../parties/cooperatives';
import { householdLine, type HouseholdRow } from '../parties/households';

export class RowCheck {
  /** `type key` -> the line a row stands for; what is left in the end was never recorded. */
  private readonly lines = new Map<string, string>();
  /** Amendments' terms by event id. */
  private readonly versions = new Map<string, string>();
  private readonly closings = new Map<number, number>();
  private seasons: SeasonSpan[] = [];

  constructor(
    private readonly reader: Reader,
    private readonly cooperative: CooperativeRow,
  ) {}

  async load(): Promise<void> {
    const { id, code } = this.cooperative;
    this.lines.set(`cooperative ${code}`, canonicalJson(cooperativeLine(this.cooperative)));
    const seasons = await listSeasons(this.reader, id);
    this.seasons = seasons;
    for (const s of seasons) {
      this.lines.set(`season ${s.code}`, canonicalJson(seasonLine(code, s)));
      if (s.closedSeq !== null) this.closings.set(s.closedSeq, s.id);
    }
    for await (const h of this.reader.iterate<HouseholdRow>('select * from household where cooperative_id = ?', [id])) {
      this.lines.set(`household ${h.code}`, canonicalJson(householdLine(code, h)));
    }
    for await (const c of this.reader.iterate<ContractRow>(
      `${CONTRACT_ROWS} where c.cooperative_id = ? and c.state = 'active'`,
      [id],
    )) {
      this.lines.set(`contract ${c.number}`, canonicalJson(contractLine(code, c)));
    }
    for await (const v of this.reader.iterate<{ event_id: string; terms: string }>(
      'select event_id, terms from terms_version where cooperative_id = ?',
      [id],
    )) {
      this.versions.set(v.event_id, v.terms);
    }
  }

  check(record: StoredRecord): Fault | undefined {
    const line = JSON.parse(record.line) as Record<string, unknown>;
    const wrong = (what: string): Fault => ({ seq: record.seq, code: 'record_missing', what });
    if (record.type === 'event') return this.checkEvent(record, line, wrong);
    if (record.type === 'close') {
      const id = this.closings.get(record.seq);
      this.closings.delete(record.seq);
      const isSame =
        id !== undefined && id === record.seasonId && this.seasons.find((s) => s.id === id)?.code === line['season'];
      return isSame ? undefined : wrong(`season ${String(line['season'])} is not closed by this record`);
    }
    const key = `${record.type} ${String(line['code'] ?? line['number'])}`;
    const stored = this.lines.get(key);
    this.lines.delete(key);
    return stored === record.line ? undefined : wrong(`${key} ${stored === undefined ? 'is missing' : 'was changed'}`);
  }

  private checkEvent(
    record: StoredRecord,
    line: Record<string, unknown>,
    wrong: (what: string) => Fault,
  ): Fault | undefined {
    const season = seasonOf(record.bookedOn ?? '', this.seasons);
    if (season?.id !== record.seasonId) return wrong('the event is filed in another season than its day');
    if (record.kind !== 'amendment') return undefined;
    const stored = this.versions.get(String(record.eventId));
    this.versions.delete(String(record.eventId));
    return stored === canonicalJson(line['terms']) ? undefined : wrong('the amended terms were changed');
  }

  /** Rows that no record accounts for. */
  end(): Fault | undefined {
    const [left] = [
      ...this.lines.keys(),
      ...this.versions.keys(),
      ...[...this.closings.values()].map((id) => `closing of season ${id}`),
    ];
    return left === undefined
      ? undefined
      : { seq: this.cooperative.head_seq, code: 'record_missing', what: `${left} was never recorded` };
  }
}
