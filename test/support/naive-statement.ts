/** A second, slow reading of the rules, written from their text alone: every line is a figure at B less the same figure at A - 1. */

type Row = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON on purpose: no type of the domain helps
interface Entry {
  readonly event: Row;
  readonly on: string;
  readonly bookedOn: string;
  /** What an event that names no obligation meant when it was recorded. */
  readonly meant?: string;
  reversedOn?: string;
}
type Figures = Map<string, number>;

const DAY = 86_400_000;
const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
const plusYears = (date: string, years: number): string => {
  const year = String(Number(date.slice(0, 4)) + years);
  const there = `${year}${date.slice(4)}`;
  return new Date(there).toISOString().slice(0, 10) === there ? there : `${year}-02-28`;
};

type Fraction = readonly [bigint, bigint];
const fraction = (text: unknown): Fraction => {
  const [n = '', d = '1'] = String(text).split('/');
  const [whole = '', decimals = ''] = n.split('.');
  return [BigInt(whole + decimals), BigInt(d) * 10n ** BigInt(decimals.length)];
};
const times = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]];
const plus = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
const whole = (n: number): Fraction => [BigInt(n), 1n];
const floor = ([n, d]: Fraction): number => Number((n - (((n % d) + d) % d)) / d);
const roundHeads = (x: Fraction, mode: string | undefined): number => {
  if (x[0] <= 0n) return 0;
  if (mode === 'up') return -floor([-x[0], x[1]]);
  return mode === 'half_up' ? floor([2n * x[0] + x[1], 2n * x[1]]) : floor(x);
};
/** To the fen, half away from zero; all that is rounded here is positive. */
const fen = (yuan: Fraction): number => roundHeads(times(yuan, whole(100)), 'half_up');
const YOUNG: Row = { lamb: ['ewe_lamb', 'ram_lamb'], kid: ['doe_kid', 'buck_kid'] };
const accepts = (wanted: string, cls: string): boolean => wanted === cls || (YOUNG[wanted] ?? []).includes(cls);

/** The kinds that are read below, or that move nothing by themselves. */
const READ: readonly string[] = [
  'handover', 'take_back', 'lambing', 'death', 'class_change', 'count', 'lamb_return', 'feed_issue', 'feed_return', 'service', 'premium', 'claim',
  'sale', 'cash_in', 'cash_out', 'deposit_in', 'deposit_out', 'penalty', 'adjustment', 'waiver', 'conversion', 'amendment', 'termination',
  'completion', 'reversal',
]; // prettier-ignore

/** One contract of the given days; nothing is owed before `bookedFrom`. */
export class NaiveContract {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly agreed: Row,
    private readonly term: { readonly from: string; readonly to?: string; readonly bookedFrom?: string },
  ) {}

  /** An event that was accepted. */
  add(event: Row, lastClosed: string | undefined): void {
    if (!READ.includes(event['kind'])) throw new Error(`${event['kind']} needs a reading in naive-statement.ts`);
    const of = this.entries.find((e) => e.event['id'] === event['of']);
    const on = (event['on'] ?? of?.on) as string;
    const bookedOn = lastClosed !== undefined && on <= lastClosed ? plusDays(lastClosed, 1) : on;
    const meant = this.meaning(event, on);
    this.entries.push({ event, on, bookedOn, ...(meant === undefined ? {} : { meant }) });
    if (event['kind'] === 'reversal' && of) of.reversedOn = bookedOn;
  }

  private get from(): string {
    return this.term.from;
  }
  /** Later than any day when the end is open. */
  private get to(): string {
    return this.term.to ?? '9999-12-31';
  }
  private get bookedFrom(): string {
    return this.term.bookedFrom ?? this.from;
  }

  private standing(date: string, kind?: string): Entry[] {
    const stand = this.entries.filter(
      (e) => e.bookedOn <= date && !(e.reversedOn !== undefined && e.reversedOn <= date),
    );
    const chosen = stand.filter((e) => kind === undefined || e.event['kind'] === kind);
    return chosen.sort((a, b) => (a.bookedOn < b.bookedOn ? -1 : a.bookedOn > b.bookedOn ? 1 : 0));
  }

  private terms(date: string): Row {
    return this.standing(date, 'amendment').at(-1)?.event['terms'] ?? this.agreed;
  }

  private subjects(terms: Row): { subject: string; id: string; class: string; same: boolean }[] {
    return terms['obligations'].flatMap((o: Row) => {
      if (o['rule'] === 'cash') return [];
      if (o['rule'] !== 'return_same') return [{ subject: o['id'], id: o['id'], class: o['class'], same: false }];
      const classes: string[] = o['classes'] ?? terms['handout'].map((h: Row) => h['class']);
      return classes.map((cls) => ({ subject: `${o['id']}:${cls}`, id: o['id'], class: cls, same: true }));
    });
  }

  private worth(terms: Row, wanted: string, cls: string): Fraction | undefined {
    if (accepts(wanted, cls)) return whole(1);
    const found = terms['substitutions']?.find((s: Row) => s['class'] === cls);
    return found && fraction(found.countsAs);
  }

  /** The one subject an event without a name fits. */
  private meaning(event: Row, on: string): string | undefined {
    const terms = this.terms(on);
    if (event['obligation'] !== undefined) return event['obligation'] as string;
    if (event['kind'] === 'lamb_return')
      return this.subjects(terms).find((s) => !s.same && event['accepted'].every((h: Row) => this.worth(terms, s.class, h['class'])))?.subject; // prettier-ignore
    return ['waiver', 'conversion'].includes(event['kind']) ? this.subjects(terms)[0]?.subject : undefined;
  }

  private endedOn(date: string): string | undefined {
    return [...this.standing(date, 'termination'), ...this.standing(date, 'completion')]
      .map((e) => e.bookedOn)
      .sort()[0];
  }

  private lossRule(death: Entry, date: string): Row | undefined {
    const first = this.standing(date, 'handover').map((e) => e.on).sort()[0]; // prettier-ignore
    const days = first === undefined ? undefined : (Date.parse(death.on) - Date.parse(first)) / DAY;
    return this.terms(death.on)['losses']?.find(
      (r: Row) =>
        (r['causes'].includes('*') || r['causes'].includes(death.event['cause'])) &&
        (r['withinDays'] === undefined || (days !== undefined && days <= r['withinDays'])),
    );
  }

  /** Dead leased heads that the rules take off, by class, with the price charged for them. */
  private losses(date: string): { class: string; count: number; effect: string; price: string }[] {
    return this.standing(date, 'death').flatMap((e) => {
      const rule = (e.event['from'] ?? 'leased') === 'leased' ? this.lossRule(e, date) : undefined;
      return rule === undefined || rule['effect'] === 'none'
        ? []
        : e.event['heads'].map((h: Row) => ({ class: h['class'], count: h['count'], effect: rule['effect'], price: rule['price'] ?? '0' })); // prettier-ignore
    });
  }

  private yearEnd = (k: number): string => plusDays(plusYears(this.from, k), -1);

  /** The exact part of a schedule that is due. */
  private part(schedule: Row, q: Fraction, date: string): Fraction {
    if (date < this.bookedFrom) return whole(0);
    if (this.endedOn(date) !== undefined) return whole(1);
    if (schedule['kind'] === 'tranches') return this.tranches(schedule, q, date);
    if (date >= this.to) return whole(1);
    if (schedule['kind'] === 'at_end') return whole(0);
    let n = 1;
    while (this.yearEnd(n) < this.to) n += 1;
    let k = 0;
    while (k < n - 1 && this.yearEnd(k + 1) <= date) k += 1;
    return [BigInt(k), BigInt(n)];
  }

  private tranches(schedule: Row, q: Fraction, date: string): Fraction {
    let sum = whole(0);
    for (const t of schedule['tranches']) if (t.on <= date) sum = plus(sum, fraction(t.amount ?? t.quantity));
    return times(sum, [q[1], q[0]]);
  }

  /** [T, U] of a subject in kind. */
  private owing(o: Row, cls: string, date: string): [number, number] {
    const terms = this.terms(date);
    const losses = this.losses(date);
    const off = (wanted: (l: { class: string; effect: string }) => boolean): number =>
      losses.filter(wanted).reduce((sum, l) => sum + l.count, 0);
    const scheduled = (q: Fraction, each: Fraction, reduced: number): [number, number] => {
      if (date < this.bookedFrom) return [0, 0];
      const left = plus(q, times(whole(-reduced), each));
      const exact = left[0] < 0n ? whole(0) : left;
      return [
        roundHeads(exact, o['rounding']),
        roundHeads(times(exact, q[0] === 0n ? whole(0) : this.part(o['schedule'], q, date)), o['rounding']),
      ];
    };
    const handout: Row[] = terms['handout'];
    switch (o['rule']) {
      case 'fixed_total': {
        const heads = handout.reduce((sum, h) => sum + h['count'], 0);
        return scheduled(whole(o['quantity']), [BigInt(o['quantity']), BigInt(heads)], off((l) => l.effect === 'reduce')); // prettier-ignore
      }
      case 'per_head': {
        const heads = handout.reduce((sum, h) => sum + (o['base'].includes(h['class']) ? h['count'] : 0), 0);
        const rate = fraction(o['rate']);
        return scheduled(times(rate, whole(heads)), rate, off((l) => l.effect === 'reduce' && o['base'].includes(l.class))); // prettier-ignore
      }
      case 'per_year': {
        if (date < this.bookedFrom) return [0, 0];
        let heads = 0;
        for (let k = 1; this.yearEnd(k) <= date; k++) {
          const end = this.yearEnd(k);
          const ended = this.endedOn(date);
          if (end > this.to || (ended !== undefined && end > ended)) break;
          heads += this.terms(end)['obligations'].find((x: Row) => x['id'] === o['id'])?.quantity ?? 0;
        }
        return [heads, heads];
      }
      case 'return_same': {
        const classes: string[] = o['classes'] ?? handout.map((h) => h['class']);
        let heads = -off((l) => l.class === cls);
        for (const e of this.standing(date, 'handover')) for (const h of e.event['heads']) if (h.class === cls) heads += h.count; // prettier-ignore
        for (const { event: e } of this.standing(date, 'class_change')) {
          if (e['book'] !== 'leased' || !classes.includes(e['from']) || !classes.includes(e['to'])) continue;
          if (e['to'] === cls) heads += e['count'];
          if (e['from'] === cls) heads -= e['count'];
        }
        heads = heads < 0 ? 0 : heads;
        return [heads, date >= this.to || this.endedOn(date) !== undefined ? heads : 0];
      }
      case 'share_of_births': {
        let exact = whole(0);
        for (const e of this.standing(date, 'lambing')) {
          const then = this.terms(e.on)['obligations'].find((x: Row) => x['id'] === o['id']);
          if (then === undefined || plusDays(e.bookedOn, o['afterDays'] ?? 0) > date) continue;
          for (const h of e.event['heads']) if (accepts(then.class, h.class)) exact = plus(exact, times(fraction(then.share), whole(h.count))); // prettier-ignore
        }
        return [roundHeads(exact, o['rounding']), roundHeads(exact, o['rounding'])];
      }
      default:
        throw new Error(`${o['rule']} needs a reading in naive-statement.ts`);
    }
  }

  /** What has been returned, waived and converted of a subject. */
  private settled(subject: string, cls: string, id: string, date: string): [number, number, number] {
    let returned = whole(0);
    const others = { waiver: 0, conversion: 0 };
    const isMeant = (name: string | undefined): boolean => name === subject || name === id;
    for (const e of this.standing(date)) {
      const terms = this.terms(e.on);
      const classes = this.subjects(terms).filter((s) => s.id === id).map((s) => s.class); // prettier-ignore
      const goesHere = (head: string): boolean =>
        e.meant === subject || classes.length < 2 ? true : (classes.find((c) => accepts(c, head)) ?? '') === cls;
      const give = (h: Row): void => {
        const worth = this.worth(terms, cls, h['class']);
        if (worth && goesHere(h['class'])) returned = plus(returned, times(worth, whole(h['count'])));
      };
      if (e.event['kind'] === 'lamb_return' && isMeant(e.meant)) e.event['accepted'].forEach(give);
      if (e.event['kind'] === 'take_back' && subject !== id)
        for (const h of e.event['heads']) if (e.meant === undefined ? h.class === cls : isMeant(e.meant)) give(h);
      const kind = e.event['kind'] as 'waiver' | 'conversion';
      if (kind in others && isMeant(e.meant)) others[kind] += e.event['quantity'];
    }
    return [floor(returned), others.waiver, others.conversion];
  }

  private cash(date: string): Row {
    const lines: Row = {};
    const add = (line: string, amount: number): void => {
      lines[line] = (lines[line] ?? 0) + amount;
    };
    const share = (amount: number, percent: string): number => fen(times([BigInt(amount), 100n], times(fraction(percent), [1n, 100n]))); // prettier-ignore
    for (const { event: e, on } of this.standing(date)) {
      const terms = this.terms(on);
      const amount = e['amount'] === undefined ? 0 : fen(fraction(String(e['amount']).replace('-', '')));
      const feedOf = (): number => share(fen(times(fraction(e['quantity']), fraction(e['unitPrice']))), e['householdShare'] ?? terms['feed']?.householdShare ?? '100'); // prettier-ignore
      if (e['kind'] === 'feed_issue') add('feed', feedOf());
      if (e['kind'] === 'feed_return') add('feed', -feedOf());
      if (e['kind'] === 'service') add('services', share(amount, e['householdShare'] ?? terms['services']?.householdShare ?? '0')); // prettier-ignore
      if (e['kind'] === 'premium') add('insurance', share(amount, e['householdShare'] ?? terms['insurance']?.householdShare ?? '100')); // prettier-ignore
      if (e['kind'] === 'conversion') add('conversions', fen(times(fraction(e['pricePerHead']), whole(e['quantity']))));
      if (e['kind'] === 'penalty') add('penalties', amount);
      if (e['kind'] === 'claim' && e['payTo'] === 'household') add('claims', -amount);
      if (e['kind'] === 'cash_in') add('received', -amount);
      if (e['kind'] === 'cash_out') add('paid', amount);
      if (e['kind'] === 'adjustment') add('adjustments', String(e['amount']).startsWith('-') ? -amount : amount);
      if (e['kind'] === 'sale') {
        const heads = e['heads'].reduce((sum: number, h: Row) => sum + h['count'], 0);
        const units = e['per'] === 'head' ? whole(heads) : times(fraction(e['weightKg']), whole(e['per'] === 'jin' ? 2 : 1)); // prettier-ignore
        const gross = fen(times(fraction(e['price']), units));
        if (e['collectedBy'] !== 'household') add('sales', -gross);
        add('commission', share(gross, terms['sales']?.commission ?? '0'));
      }
    }
    for (const l of this.losses(date)) if (l.effect === 'charge') add('losses', fen(times(fraction(l.price), whole(l.count)))); // prettier-ignore
    for (const o of this.terms(date)['obligations'])
      if (o.rule === 'cash')
        add('rent', fen(times(fraction(o.amount), this.part(o.schedule, fraction(o.amount), date))));
    return lines;
  }

  /** `book:class line` -> heads. */
  private stock(date: string): Figures {
    const moved: Figures = new Map();
    const add = (book: string, cls: string, line: string, heads: number): void => {
      moved.set(`${book}:${cls} ${line}`, (moved.get(`${book}:${cls} ${line}`) ?? 0) + heads);
    };
    for (const { event: e, on, bookedOn } of this.standing(date)) {
      const terms = this.terms(on);
      const all = (heads: Row[], book: string, line: string, sign: number): void =>
        heads.forEach((h) => add(book, h['class'], line, sign * h['count']));
      if (e['kind'] === 'handover') all(e['heads'], terms['title'] === 'passes_on_handover' ? 'own' : 'leased', 'handed_over', 1); // prettier-ignore
      if (e['kind'] === 'lambing') all(e['heads'], terms['offspring'] === 'cooperative' ? 'leased' : 'own', 'born', 1);
      if (e['kind'] === 'death') all(e['heads'], e['from'] ?? 'leased', 'died', -1);
      if (e['kind'] === 'sale') all(e['heads'], 'own', 'sold', -1);
      if (e['kind'] === 'lamb_return') all(e['accepted'], 'own', 'returned', -1);
      if (e['kind'] === 'take_back') all(e['heads'], 'leased', 'taken_back', -1);
      if (e['kind'] === 'class_change') {
        add(e['book'] ?? 'own', e['from'], 'changed', -e['count']);
        add(e['book'] ?? 'own', e['to'], 'changed', e['count']);
      }
      if (e['kind'] === 'completion' && (terms['title'] ?? 'passes_on_completion') === 'passes_on_completion') {
        // What is leased at the end of that day, as it stands on `date`.
        for (const [cls, heads] of this.leasedBy(date, bookedOn)) {
          add('leased', cls, 'completed', -heads);
          add('own', cls, 'completed', heads);
        }
      }
    }
    return moved;
  }

  private leasedBy(date: string, completedOn: string): Figures {
    const sums: Figures = new Map();
    for (const { event: e, on, bookedOn } of this.standing(date)) {
      if (bookedOn > completedOn) continue;
      const terms = this.terms(on);
      const all = (heads: Row[], sign: number): void =>
        heads.forEach((h) => sums.set(h['class'], (sums.get(h['class']) ?? 0) + sign * h['count']));
      if (e['kind'] === 'handover' && terms['title'] !== 'passes_on_handover') all(e['heads'], 1);
      if (e['kind'] === 'lambing' && terms['offspring'] === 'cooperative') all(e['heads'], 1);
      if (e['kind'] === 'death' && (e['from'] ?? 'leased') === 'leased') all(e['heads'], -1);
      if (e['kind'] === 'take_back') all(e['heads'], -1);
      if (e['kind'] === 'class_change' && e['book'] === 'leased')
        all([{ class: e['from'], count: -e['count'] }, { class: e['to'], count: e['count'] }], 1); // prettier-ignore
    }
    return sums;
  }

  /** All lines of the season's statement that are not zero, as `section subject line` -> figure; undefined when there is none. */
  statement(a: string, b: string): Record<string, number> | undefined {
    const before = plusDays(a, -1);
    const lines: Record<string, number> = {};
    const put = (name: string, value: number): void => {
      if (value !== 0) lines[name] = value;
    };
    const known = new Map<string, { o: Row; class: string }>();
    for (const terms of [this.agreed, ...this.entries.flatMap((e) => (e.event['terms'] ? [e.event['terms'] as Row] : []))])
      for (const s of this.subjects(terms)) known.set(s.subject, { o: terms['obligations'].find((o: Row) => o['id'] === s.id), class: s.class }); // prettier-ignore
    let hasBalance = false;
    for (const [subject, { o, class: cls }] of known) {
      const at = (date: string): { t: number; u: number; s: [number, number, number] } => {
        const now = this.terms(date)['obligations'].find((x: Row) => x['id'] === o['id']);
        const [t, u] = now === undefined ? [0, 0] : this.owing(now, cls, date);
        return { t, u, s: this.settled(subject, cls, o['id'], date) };
      };
      const [was, is] = [at(before), at(b)];
      const sum = (s: number[]): number => s.reduce((x, y) => x + y, 0);
      const [opening, closing] = [was.t - sum(was.s), is.t - sum(is.s)];
      hasBalance ||= opening !== 0 || closing !== 0;
      const all = { opening, added: is.t - was.t, returned: is.s[0] - was.s[0], waived: is.s[1] - was.s[1], converted: is.s[2] - was.s[2], closing, due: is.u, settled: sum(is.s), arrears: Math.max(0, is.u - sum(is.s)), ahead: Math.max(0, sum(is.s) - is.u) }; // prettier-ignore
      for (const [line, value] of Object.entries(all)) put(`owed ${subject} ${line}`, value);
    }
    const [was, is] = [this.cash(before), this.cash(b)];
    const total = (row: Row): number => Object.values(row).reduce((x: number, y: number) => x + y, 0);
    hasBalance ||= total(was) !== 0 || total(is) !== 0;
    put('cash CNY opening', total(was));
    for (const line of new Set([...Object.keys(was), ...Object.keys(is)])) put(`cash CNY ${line}`, (is[line] ?? 0) - (was[line] ?? 0)); // prettier-ignore
    put('cash CNY closing', total(is));
    const deposit = (date: string, kind: string): number =>
      this.standing(date, kind).reduce((sum, e) => sum + fen(fraction(e.event['amount'])), 0);
    const held = (date: string): number => deposit(date, 'deposit_in') - deposit(date, 'deposit_out');
    hasBalance ||= held(before) !== 0 || held(b) !== 0;
    put('deposit CNY opening', held(before));
    put('deposit CNY in', deposit(b, 'deposit_in') - deposit(before, 'deposit_in'));
    put('deposit CNY out', deposit(before, 'deposit_out') - deposit(b, 'deposit_out'));
    put('deposit CNY closing', held(b));
    this.putStock(before, b, put);
    const ended = [this.to, this.endedOn(before), this.endedOn(b)].filter((d) => d !== undefined).sort()[0] as string;
    const touches = this.bookedFrom <= b && ended >= a;
    const isBooked = this.entries.some((e) => e.bookedOn >= a && e.bookedOn <= b);
    return touches || isBooked || hasBalance ? lines : undefined;
  }

  private putStock(before: string, b: string, put: (name: string, value: number) => void): void {
    const [was, is] = [this.stock(before), this.stock(b)];
    const heads = (moved: Figures, subject: string): number =>
      [...moved].reduce((sum, [key, n]) => (key.startsWith(`${subject} `) ? sum + n : sum), 0);
    const counts = new Map<string, number>();
    for (const e of this.standing(b, 'count'))
      if (e.bookedOn > before) for (const h of e.event['heads']) counts.set(`${h.book}:${h.class}`, h.count);
    for (const key of new Set([...was.keys(), ...is.keys()])) put(`stock ${key}`, (is.get(key) ?? 0) - (was.get(key) ?? 0)); // prettier-ignore
    const subjects = new Set([...was.keys(), ...is.keys()].map((key) => key.split(' ')[0] as string));
    for (const subject of new Set([...subjects, ...counts.keys()])) {
      const [opening, closing, counted] = [heads(was, subject), heads(is, subject), counts.get(subject)];
      put(`stock ${subject} opening`, opening);
      put(`stock ${subject} closing`, closing);
      if (counted === undefined) continue;
      put(`stock ${subject} counted`, counted);
      put(`stock ${subject} difference`, counted - closing);
    }
  }
}
