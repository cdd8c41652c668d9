/** Writes books of any size from a seed: every line is acceptable, and most kinds of events, late facts and reversals occur. */

export interface BookSize {
  readonly code?: string;
  readonly contracts: number;
  readonly seasons: number;
  /** Seasons closed within the book; the last ones stay open. */
  readonly closed: number;
  /** Events of each contract in each season. */
  readonly events: number;
}

type Line = Record<string, unknown>;

/** Numbers in [0, 1) that only depend on the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Herd {
  readonly number: string;
  leased: number;
  owed: number;
  readonly cash: string[];
}

const HALF_YEARS = ['06-01', '12-01'] as const;

/** Season `i`: half a year, beginning in June 2020. */
export function seasonOfBook(i: number): { code: string; from: string; to: string } {
  const start = (n: number): string => `${2020 + Math.floor(n / 2)}-${HALF_YEARS[n % 2] as string}`;
  const next = new Date(`${start(i + 1)}T00:00:00Z`);
  const to = new Date(next.getTime() - 86_400_000).toISOString().slice(0, 10);
  return { code: `S${i + 1}`, from: start(i), to };
}

/** The order in which it draws random numbers is fixed: one more in between changes the books of every test (CONTRIBUTING.md). */
export function makeBook(seed: number, size: BookSize): string[] {
  const random = seeded(seed);
  const cooperative = size.code ?? `COOP${seed}`;
  const pick = (n: number): number => Math.floor(random() * n);
  const lines: Line[] = [{ type: 'book', format: 1 }];
  lines.push({ type: 'cooperative', code: cooperative, name: `合作社 ${seed}`, accounting: 'CN-COOP-2021' });
  for (let i = 0; i < size.seasons; i++) lines.push({ type: 'season', cooperative, ...seasonOfBook(i) });
  const herds: Herd[] = [];
  for (let c = 1; c <= size.contracts; c++) {
    lines.push({ type: 'household', cooperative, code: `H${c}`, name: `牧户${c}` });
    lines.push(contractLine(cooperative, c, size.seasons));
    herds.push({ number: `C-${c}`, leased: 0, owed: 60, cash: [] });
  }
  let id = 0;
  for (let s = 0; s < size.seasons; s++) {
    const season = seasonOfBook(s);
    const day = (): string => `${season.from.slice(0, 8)}${String(1 + pick(28)).padStart(2, '0')}`;
    for (const herd of herds) {
      const event = (payload: Line, on = day()): void =>
        void lines.push({ type: 'event', cooperative, contract: herd.number, id: `e${(id += 1)}`, on, ...payload });
      if (s === 0) {
        event({ kind: 'handover', heads: [{ class: 'ewe', count: 20 }] }, season.from);
        herd.leased = 20;
      }
      for (let e = 0; e < size.events; e++) addEvent(herd, event, pick, () => `e${id}`);
      if (s > 0 && s <= size.closed && pick(3) === 0)
        event({ kind: 'cash_in', amount: `${1 + pick(90)}.00`, note: '补记' }, seasonOfBook(s - 1).from);
    }
    if (s < size.closed) lines.push({ type: 'close', cooperative, season: season.code });
  }
  return lines.map((line) => JSON.stringify(line));
}

function contractLine(cooperative: string, c: number, seasons: number): Line {
  const obligations: Line[] = [
    { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 60, schedule: { kind: c % 2 ? 'yearly' : 'at_end' } },
    { id: 'dams', rule: 'return_same' },
    { id: 'rent', rule: 'cash', amount: '900.01', schedule: { kind: 'yearly' } },
  ];
  const last = seasonOfBook(Math.max(3, seasons - 2)).to;
  const losses = [
    { causes: ['disease'], effect: 'charge', price: '812.35' },
    { causes: ['*'], effect: 'reduce' },
  ];
  const terms = { title: 'retained', handout: [{ class: 'ewe', count: 20 }], obligations, losses };
  return {
    type: 'contract', cooperative, number: `C-${c}`, household: `H${c}`, from: seasonOfBook(0).from, to: last,
    terms: { ...terms, feed: { householdShare: '66.7' }, services: { householdShare: '50' }, sales: { commission: '3.5' } },
  }; // prettier-ignore
}

/** One of the usual events; what it changes is kept, so that the next ones are acceptable too. */
function addEvent(herd: Herd, event: (payload: Line) => void, pick: (n: number) => number, last: () => string): void {
  const yuan = (max: number): string => `${1 + pick(max)}.${String(pick(100)).padStart(2, '0')}`;
  const heads = (cls: string, count: number): Line[] => [{ class: cls, count }];
  switch (pick(14)) {
    case 0:
      return event({ kind: 'lambing', live: 3, heads: [...heads('ewe_lamb', 2), ...heads('ram_lamb', 1)] });
    case 1:
      if (herd.owed < 2) return;
      herd.owed -= 2;
      return event({
        kind: 'lamb_return',
        obligation: 'lambs',
        accepted: heads('ram_lamb', 2),
        rejected: [{ count: 1, reason: '体重不足' }],
      });
    case 2:
      return event({
        kind: 'feed_issue',
        item: `玉米${pick(3)}`,
        quantity: `${1 + pick(300)}.${1 + pick(9)}`,
        unit: 'jin',
        unitPrice: yuan(2),
      });
    case 3:
      return event({ kind: 'service', item: '防疫', amount: yuan(200) });
    case 4:
      return event({ kind: 'sale', channel: '集市', heads: heads('ewe_lamb', 1), price: yuan(900), per: 'head' });
    case 5:
    case 6:
      event({ kind: 'cash_in', amount: yuan(500) });
      return void herd.cash.push(last());
    case 7:
      return event({ kind: 'cash_out', amount: yuan(50) });
    case 8:
      return event({ kind: 'deposit_in', amount: yuan(100) });
    case 9:
      return event({ kind: 'adjustment', amount: `-${yuan(20)}`, reason: '对账' });
    case 10:
      if (herd.leased < 2 || herd.owed < 12) return;
      herd.leased -= 1;
      herd.owed -= 9;
      return event({ kind: 'death', from: 'leased', cause: pick(2) ? 'disease' : 'wolf', heads: heads('ewe', 1) });
    case 11:
      return event({ kind: 'count', heads: [{ book: 'leased', class: 'ewe', count: herd.leased }] });
    case 12: {
      const of = herd.cash.pop();
      return of === undefined ? undefined : event({ kind: 'reversal', of, reason: '重复', on: undefined });
    }
    default:
      if (herd.owed < 1) return;
      herd.owed -= 1;
      return event({ kind: 'conversion', obligation: 'lambs', quantity: 1, pricePerHead: yuan(700), basis: '协商' });
  }
}
