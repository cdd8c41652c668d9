/** One import: applies the lines of a book in order within one unit of work, and collects refusals. */
import type { Origin } from '../audit/audit';
import { requireClock } from '../audit/clock-check';
import { addSeason, listSeasons, requireClosable } from '../calendar/seasons';
import { LineErrors, MAX_LISTED_ERRORS, type LineError } from '../common/line-errors';
import { parseStrictJson } from '../common/strict-json';
import { addContract } from '../contracts/contracts';
import type { Tx } from '../database/tx';
import {
  readLine,
  type BookLine,
  type CloseLine,
  type CooperativeLine,
  type EventLine,
  type SeasonLine,
} from '../domain/book/lines';
import { DomainError, DomainErrors } from '../domain/errors';
import { isPlainObject } from '../domain/shape/check';
import { openBook } from '../journal/book-writer';
import type { Approval, BookTransaction, Stamp } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { cooperativeLine, insertCooperative, isSameLine, requireCooperative } from '../parties/cooperatives';
import { recordHousehold } from '../contracts/record-household';
import { Recorder } from '../contracts/recorder';
import { closeSeason } from '../seasons/close';
import { recordSignature, recordStep } from '../statements/workflow';
import { CHAIN_KEYS, checkBooked, checkChained, checkRepeated, readChained, UNCHAINED, type Chained } from './chained';
import { Consequences } from './consequences';
import { cooperativeOf, type Added, type Open, type Parsed, type Unread } from './import-state';
import type { ImportSummary } from './import-summary';
import { TakenOver } from './taken-over';

/** A line as read from the file. */
export interface ReadLine {
  readonly number: number;
  readonly text?: string;
  readonly error?: DomainError;
}

export class ImportSession {
  readonly summary: ImportSummary = {
    cooperatives: 0,
    households: 0,
    contracts: 0,
    seasons: 0,
    events: 0,
    closed: 0,
    replayed: 0,
    steps: 0,
    signatures: 0,
    approvals: 0,
    approvers: [],
    approversPassedOver: 0,
  };
  private readonly open = new Map<string, Open>();
  private readonly errors: LineError[] = [];
  private more = 0;
  private readonly consequences = new Consequences();
  private hasHeader = false;

  constructor(
    private readonly tx: Tx,
    private readonly now: string,
    private readonly approval: Approval,
    /** Lines of other cooperatives are read and ignored. */
    private readonly only?: string,
  ) {}

  /** Applies some lines; refusals are kept for `finish`. */
  async apply(lines: readonly ReadLine[]): Promise<void> {
    const parsed = lines.map((line) => this.parse(line)).filter((p) => p !== undefined);
    await this.lookAhead(parsed.filter((p) => 'line' in p));
    for (const p of parsed) {
      if ('error' in p) {
        this.refuse(p.number, p.value, p.text, p.error);
        continue;
      }
      if (this.only !== undefined && cooperativeOf(p.line) !== this.only) continue;
      try {
        await this.applyOne(p);
      } catch (error) {
        this.refuse(p.number, p.line, undefined, error);
      }
    }
  }

  /**
   * Writes what is buffered, or refuses the whole file. The audit trail of each cooperative records what came from which file.
   *
   * @param sha256 of the file
   * @throws LineErrors the refused lines, at most 100; nothing is changed then
   */
  async finish(origin: Origin, sha256: string): Promise<ImportSummary> {
    if (!this.hasHeader && this.errors.length === 0)
      this.list({ line: 1, error: new DomainError('book_header_missing') });
    if (this.errors.length > 0) throw new LineErrors(this.errors, this.more);
    for (const { recorder, unit, taken } of this.open.values()) {
      await recorder.flush();
      await unit.batch.flush();
      taken.addTo(this.summary);
      await taken.leaveTrail(origin, sha256);
    }
    return this.summary;
  }

  private parse(read: ReadLine): Parsed | Unread | undefined {
    let value: unknown;
    try {
      if (read.error) throw read.error;
      value = parseStrictJson(read.text ?? '');
      if (!this.hasHeader) {
        this.readHeader(value);
        return undefined;
      }
      const chained = readChained(value, this.now);
      return { number: read.number, line: readLine(value, CHAIN_KEYS), chained };
    } catch (error) {
      this.hasHeader = true;
      return { number: read.number, value, text: read.text, error };
    }
  }

  private readHeader(value: unknown): void {
    if (!isPlainObject(value) || value['type'] !== 'book') throw new DomainError('book_header_missing', {}, 'type');
    for (const key of Object.keys(value))
      if (key !== 'type' && key !== 'format') throw new DomainError('key_unknown', {}, key);
    if (value['format'] !== 1)
      throw new DomainError('format_unsupported', { format: String(value['format']) }, 'format');
    this.hasHeader = true;
  }

  /** Looks up in one query which events of these lines exist already. */
  private async lookAhead(parsed: readonly Parsed[]): Promise<void> {
    const ids = new Map<string, string[]>();
    for (const { line } of parsed) {
      if (line.type !== 'event') continue;
      const list = ids.get(line.cooperative);
      if (list) list.push(line.id);
      else ids.set(line.cooperative, [line.id]);
    }
    for (const [code, list] of ids) await this.open.get(code)?.recorder.prefetch(list);
  }

  private async applyOne({ line, chained }: Parsed): Promise<void> {
    if (line.type === 'cooperative') return this.applyCooperative(line, chained);
    const open = await this.openFor(line.cooperative);
    const { at: before } = open.unit.batch.head;
    const unit = chained === UNCHAINED ? open.unit : { ...open.unit, ...this.stamp(chained) };
    const written = await this.applyIn(open, unit, line, chained);
    if (written === 'new') await this.takeOver(open, line, chained, before);
    else if (chained.hash !== undefined) await checkRepeated(open.unit, chained);
  }

  /** Lines without a hash get their time from this machine's clock, which must therefore be right. */
  private async takeOver(open: Open, line: BookLine, chained: Chained, before: string): Promise<void> {
    const { unit, taken } = open;
    if (chained.hash === undefined && open.clockedAt !== before)
      await requireClock(this.tx, unit.cooperative.id, this.now, before || null);
    open.clockedAt = unit.batch.head.at;
    checkChained(chained, unit.batch.head);
    taken.add(line, chained);
    if (chained.hash === undefined && chained.approvedBy !== undefined) this.summary.approversPassedOver += 1;
  }

  private applyIn(
    open: Open,
    unit: BookTransaction,
    line: Exclude<BookLine, CooperativeLine>,
    chained: Chained,
  ): Promise<Written> {
    switch (line.type) {
      case 'season':
        return this.applySeason(open, unit, line);
      case 'household':
        return recordHousehold(unit, line).then((written) => this.count('households', written));
      case 'contract':
        return addContract(unit, line, open.seasons, 'active').then((written) => this.count('contracts', written));
      case 'event':
        return this.applyEvent(open, unit, line, chained);
      case 'statement':
        return open.recorder.flush().then(() => recordStep(unit, line));
      case 'signature':
        return open.recorder.flush().then(() => recordSignature(unit, line));
      case 'close':
        return this.applyClose(open, unit, line);
    }
  }

  private async applySeason(open: Open, unit: BookTransaction, line: SeasonLine): Promise<Written> {
    const written = await addSeason(unit, line);
    open.seasons = await listSeasons(this.tx, unit.cooperative.id);
    return this.count('seasons', written);
  }

  private async applyEvent(open: Open, unit: BookTransaction, line: EventLine, chained: Chained): Promise<Written> {
    const { outcome, bookedOn } = await open.recorder.record(line, open.seasons, unit);
    if (outcome === 'replay') {
      this.summary.replayed += 1;
      return 'same';
    }
    checkBooked(chained, bookedOn);
    return this.count('events', 'new');
  }

  private async applyClose(open: Open, unit: BookTransaction, line: CloseLine): Promise<Written> {
    const season = requireClosable(open.seasons, line.season);
    if (season.closed) return 'same';
    await open.recorder.forget();
    await closeSeason(unit, season);
    open.seasons = await listSeasons(this.tx, unit.cooperative.id);
    return this.count('closed', 'new');
  }

  private async applyCooperative(line: CooperativeLine, chained: Chained): Promise<void> {
    const known = await this.tx.get<{ code: string }>('select code from cooperative where code = ?', [line.code]);
    if (known) {
      const row = await requireCooperative(this.tx, line.code);
      if (!isSameLine(cooperativeLine(row), line)) throw new DomainError('line_conflict', { code: line.code }, 'code');
      if (chained.hash !== undefined) await checkRepeated((await this.openFor(row.code)).unit, chained);
      return;
    }
    const row = await insertCooperative(this.tx, line);
    const open = await this.openFor(row.code, true);
    open.unit.batch.add({ type: 'cooperative', line, recordedAt: this.stamp(chained).now, entries: [] });
    await this.takeOver(open, line, chained, '');
    this.count('cooperatives', 'new');
  }

  private async openFor(code: string, isNew = false): Promise<Open> {
    const known = this.open.get(code);
    if (known) return known;
    const cooperative = await requireCooperative(this.tx, code);
    const unit = await openBook(this.tx, cooperative, { now: this.now, approval: this.approval });
    const open: Open = {
      unit,
      taken: new TakenOver(unit),
      recorder: new Recorder(unit, undefined, isNew),
      seasons: await listSeasons(this.tx, cooperative.id),
    };
    this.open.set(code, open);
    return open;
  }

  /** A line with a hash keeps its time and approval; any other is recorded now, approved by whoever imports. */
  private stamp(chained: Chained): Stamp {
    if (chained.hash === undefined) return { now: this.now, approval: this.approval };
    const { recordedAt: now = this.now, approvedBy, approvedAt } = chained;
    const isApproved = approvedBy !== undefined && approvedAt !== undefined;
    return { now, approval: isApproved ? { approvedBy, approvedAt } : undefined, isApproved };
  }

  private count(what: Added, written: Written): Written {
    if (written === 'new') this.summary[what] += 1;
    return written;
  }

  private refuse(number: number, line: unknown, text: string | undefined, error: unknown): void {
    const errors = error instanceof DomainErrors ? error.errors : error instanceof DomainError ? [error] : undefined;
    if (!errors) throw error;
    const listed = errors.filter((e) => !(isPlainObject(line) && this.consequences.follows(line, e)));
    for (const e of listed) this.list({ line: number, error: e });
    this.consequences.refuse(line, text);
  }

  private list(error: LineError): void {
    if (this.errors.length < MAX_LISTED_ERRORS) this.errors.push(error);
    else this.more += 1;
  }
}
