/** A contract's position: what its facts add up to by the end of a day. A closed season hands its position to the next one. */
import type { CivilDate } from '../calendar';
import { DomainError } from '../errors';
import { BOOKS, STOCK_LINES, type Book, type CashLine, type Effect, type StockLine } from '../events/effect';
import { sumFen } from '../quantity/money';
import { add, floorOf, formatRatio, parseExactRatio, ZERO, type Ratio } from '../quantity/ratio';
import { SharedMap } from './shared-map';

/** What has been settled of one subject. `returned` is exact, since substitutions give fractions; the others are heads. */
export interface Settled {
  readonly returned: Ratio;
  readonly waived: number;
  readonly converted: number;
}

/** Births that count for an obligation, with the exact number of heads they add to it. */
export interface Birth {
  readonly bookedOn: CivilDate;
  readonly owed: Ratio;
}

/** A position as JSON, as it is stored with a closed season. Empty keys are absent. */
export interface PositionData {
  cash?: Partial<Record<CashLine, number>>;
  deposit?: [number, number];
  stock?: Record<string, readonly number[]>;
  settled?: Record<string, [string, number, number]>;
  reduced?: Record<string, number>;
  off?: Record<string, number>;
  leasedChanges?: Record<string, number>;
  births?: Record<string, [string, string][]>;
  firstHandoverOn?: CivilDate;
  terminatedOn?: CivilDate;
  completedOn?: CivilDate;
}

const NOTHING: Settled = { returned: ZERO, waived: 0, converted: 0 };
const LINE_INDEX = new Map<StockLine, number>(STOCK_LINES.map((line, index) => [line, index]));

/** Mutable while it is being built. Units: fen, heads, exact ratios of heads. */
export class Position {
  cash = new SharedMap<CashLine, number>();
  depositIn = 0;
  /** Negative: deposits paid back. */
  depositOut = 0;
  /** `book:class` -> heads by stock line, in the order of STOCK_LINES. */
  stock = new SharedMap<string, readonly number[]>();
  settled = new SharedMap<string, Settled>();
  reduced = new SharedMap<string, number>();
  off = new SharedMap<string, number>();
  /** `from>to` -> heads. */
  leasedChanges = new SharedMap<string, number>();
  births = new SharedMap<string, readonly Birth[]>();
  firstHandoverOn?: CivilDate;
  terminatedOn?: CivilDate;
  completedOn?: CivilDate;
  /** The day of a completion that is not over yet: at its end leased stock becomes own. */
  titlePassesOn?: CivilDate;

  /** Adds the effects of one event booked on `bookedOn`. */
  apply(effects: readonly Effect[], bookedOn: CivilDate): void {
    for (const e of effects) this.applyOne(e, bookedOn);
  }

  private applyOne(e: Effect, bookedOn: CivilDate): void {
    switch (e.effect) {
      case 'cash':
        return bump(this.cash, e.line, e.fen);
      case 'deposit':
        if (e.line === 'in') this.depositIn = sumFen([this.depositIn, e.fen]);
        else this.depositOut = sumFen([this.depositOut, e.fen]);
        return;
      case 'stock':
        return this.move(e.book, e.class, e.line, e.heads);
      case 'settled':
        return this.settle(e.subject, e.line, e.quantity);
      case 'loss':
        if (e.reduces) bump(this.reduced, e.class, e.heads);
        return bump(this.off, e.class, e.heads);
      case 'leased_change':
        return bump(this.leasedChanges, `${e.from}>${e.to}`, e.heads);
      case 'birth':
        this.births.set(e.obligation, [...(this.births.get(e.obligation) ?? []), { bookedOn, owed: e.owed }]);
        return;
      case 'handed_over_on':
        if (this.firstHandoverOn === undefined || e.on < this.firstHandoverOn) this.firstHandoverOn = e.on;
        return;
      case 'status':
        // The earliest one that is not reversed counts, even if the contract has been ended again since.
        if (e.status === 'terminated') this.terminatedOn ??= bookedOn;
        else this.completedOn ??= bookedOn;
        if (e.titlePasses) this.titlePassesOn = bookedOn;
        return;
      default: // counts, feed and subsidies change no balance between household and cooperative
    }
  }

  private move(book: Book, cls: string, line: StockLine, heads: number): void {
    const key = `${book}:${cls}`;
    const moves = this.stock.get(key)?.slice() ?? STOCK_LINES.map(() => 0);
    const index = LINE_INDEX.get(line) as number;
    moves[index] = (moves[index] as number) + heads;
    this.stock.set(key, moves);
  }

  private settle(subject: string, line: 'returned' | 'waived' | 'converted', quantity: Ratio): void {
    const before = this.settled.get(subject) ?? NOTHING;
    const after = line === 'returned' ? add(before.returned, quantity) : before[line] + floorOf(quantity);
    this.settled.set(subject, { ...before, [line]: after });
  }

  /** Makes all leased stock the household's own, at the end of a completion's day. */
  passTitle(): void {
    this.titlePassesOn = undefined;
    for (const [cls, heads] of this.leased()) {
      this.move('leased', cls, 'completed', -heads);
      this.move('own', cls, 'completed', heads);
    }
  }

  /** Leased heads by class, without classes of which there are none. */
  leased(): ReadonlyMap<string, number> {
    const classes = [...this.stock.keys()].filter((key) => key.startsWith('leased:')).map((key) => key.slice(7));
    return new Map(classes.map((cls) => [cls, this.heads('leased', cls)] as const).filter(([, heads]) => heads !== 0));
  }

  /** Heads of one class in one book. */
  heads(book: Book, cls: string): number {
    return (this.stock.get(`${book}:${cls}`) ?? []).reduce((sum, heads) => sum + heads, 0);
  }

  /** S(D): floor(returned) + waived + converted, heads. */
  settledHeads(subject: string): number {
    const s = this.settled.get(subject);
    return s ? floorOf(s.returned) + s.waived + s.converted : 0;
  }

  /** The deposit that the cooperative holds, in fen; negative if it paid back more than was paid in. */
  deposit(): number {
    return sumFen([this.depositIn, this.depositOut]);
  }

  /** The cash balance of events alone, in fen, without cash obligations; + = the household owes. */
  cashByEvents(): number {
    return sumFen(this.cash.values());
  }

  /** Heads handed over of one class, into either book. */
  handedOver(cls: string): number {
    return BOOKS.reduce((sum, book) => sum + (this.stock.get(`${book}:${cls}`)?.[0] ?? 0), 0);
  }

  /** The day from which everything owed is due: that of the termination or the completion, whichever is earlier. */
  get endedOn(): CivilDate | undefined {
    if (this.terminatedOn === undefined) return this.completedOn;
    if (this.completedOn === undefined) return this.terminatedOn;
    return this.terminatedOn < this.completedOn ? this.terminatedOn : this.completedOn;
  }

  clone(): Position {
    const copy = new Position();
    copy.cash = this.cash.clone();
    copy.depositIn = this.depositIn;
    copy.depositOut = this.depositOut;
    copy.stock = this.stock.clone();
    copy.settled = this.settled.clone();
    copy.reduced = this.reduced.clone();
    copy.off = this.off.clone();
    copy.leasedChanges = this.leasedChanges.clone();
    copy.births = this.births.clone();
    copy.firstHandoverOn = this.firstHandoverOn;
    copy.terminatedOn = this.terminatedOn;
    copy.completedOn = this.completedOn;
    copy.titlePassesOn = this.titlePassesOn;
    return copy;
  }

  /** For storage. Positions are stored as of the end of a day, when no title is about to pass. */
  toData(): PositionData {
    const data: PositionData = {};
    if (this.cash.size > 0) data.cash = Object.fromEntries(this.cash);
    if (this.depositIn !== 0 || this.depositOut !== 0) data.deposit = [this.depositIn, this.depositOut];
    if (this.stock.size > 0) data.stock = Object.fromEntries(this.stock);
    if (this.settled.size > 0) {
      data.settled = Object.fromEntries(
        [...this.settled].map(([k, s]) => [k, [formatRatio(s.returned), s.waived, s.converted]]),
      );
    }
    if (this.reduced.size > 0) data.reduced = Object.fromEntries(this.reduced);
    if (this.off.size > 0) data.off = Object.fromEntries(this.off);
    if (this.leasedChanges.size > 0) data.leasedChanges = Object.fromEntries(this.leasedChanges);
    if (this.births.size > 0) {
      data.births = Object.fromEntries(
        [...this.births].map(([k, list]) => [k, list.map((b) => [b.bookedOn, formatRatio(b.owed)])]),
      );
    }
    if (this.firstHandoverOn !== undefined) data.firstHandoverOn = this.firstHandoverOn;
    if (this.terminatedOn !== undefined) data.terminatedOn = this.terminatedOn;
    if (this.completedOn !== undefined) data.completedOn = this.completedOn;
    return data;
  }

  static fromData(data: PositionData): Position {
    const p = new Position();
    const { cash, stock, settled, reduced, off, leasedChanges, births } = data;
    if (cash) p.cash = new SharedMap(Object.entries(cash) as [CashLine, number][]);
    [p.depositIn, p.depositOut] = data.deposit ?? [0, 0];
    if (stock) p.stock = new SharedMap(Object.entries(stock));
    if (settled) p.settled = new SharedMap(Object.entries(settled).map(([k, s]) => [k, settledOf(s)]));
    if (reduced) p.reduced = new SharedMap(Object.entries(reduced));
    if (off) p.off = new SharedMap(Object.entries(off));
    if (leasedChanges) p.leasedChanges = new SharedMap(Object.entries(leasedChanges));
    if (births) p.births = new SharedMap(Object.entries(births).map(([k, list]) => [k, list.map(birthOf)]));
    p.firstHandoverOn = data.firstHandoverOn;
    p.terminatedOn = data.terminatedOn;
    p.completedOn = data.completedOn;
    return p;
  }
}

function settledOf([returned, waived, converted]: [string, number, number]): Settled {
  return { returned: parseExactRatio(returned), waived, converted };
}

function birthOf([bookedOn, owed]: [string, string]): Birth {
  return { bookedOn, owed: parseExactRatio(owed) };
}

function bump<K>(map: SharedMap<K, number>, key: K, by: number): void {
  const sum = (map.get(key) ?? 0) + by;
  if (!Number.isSafeInteger(sum)) throw new DomainError('amount_too_large');
  map.set(key, sum);
}
