/** Books of any size for the benchmarks: half-year seasons, contracts that last, the usual slips, in the order of their days. */
import { addDays } from '../../src/domain/calendar';

export interface BenchBook {
  readonly contracts: number;
  readonly seasons: number;
  /** Seasons closed by the book itself; the others stay open. */
  readonly closed: number;
  /** Events of each contract in each season; at least 1. */
  readonly events: number;
}

const FIRST_YEAR = 2000;

/** The span of season `i`: January to June, July to December. */
export function seasonSpan(i: number): { code: string; from: string; to: string } {
  const year = FIRST_YEAR + (i - (i % 2)) / 2;
  return i % 2 === 0
    ? { code: `S${i + 1}`, from: `${year}-01-01`, to: `${year}-06-30` }
    : { code: `S${i + 1}`, from: `${year}-07-01`, to: `${year}-12-31` };
}

/** The lines of a book, one JSON text each. */
export function* benchBook(book: BenchBook): Generator<string> {
  const line = (o: object): string => `${JSON.stringify(o)}\n`;
  const cooperative = 'BENCH';
  yield line({ type: 'book', format: 1 });
  yield line({ type: 'cooperative', code: cooperative, name: '测试合作社', accounting: 'CN-COOP-2021' });
  for (let s = 0; s < book.seasons; s++) yield line({ type: 'season', cooperative, ...seasonSpan(s) });
  for (let c = 1; c <= book.contracts; c++) {
    yield line({ type: 'household', cooperative, code: `H${c}`, name: `牧户${c}`, member: c % 3 !== 0 });
    yield line(contract(cooperative, c, book.seasons));
  }
  for (let s = 0; s < book.seasons; s++) {
    const { from, code } = seasonSpan(s);
    for (let e = 0; e < book.events; e++) {
      const on = addDays(from, Number((BigInt(e) * 170n) / BigInt(book.events)));
      for (let c = 1; c <= book.contracts; c++) {
        yield line({ type: 'event', cooperative, contract: `C${c}`, id: `e-${s}-${e}-${c}`, on, ...slip(s, e, c) });
      }
    }
    if (s < book.closed) yield line({ type: 'close', cooperative, season: code });
  }
}

function contract(cooperative: string, c: number, seasons: number): object {
  const terms = {
    title: 'passes_on_completion',
    handout: [{ class: 'ewe', count: 50 }, { class: 'ram', count: 2 }],
    obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 100_000, schedule: { kind: 'yearly' } }],
    feed: { householdShare: '70' },
    sales: { commission: '3' },
  }; // prettier-ignore
  return {
    type: 'contract',
    cooperative,
    number: `C${c}`,
    household: `H${c}`,
    from: seasonSpan(0).from,
    to: seasonSpan(seasons + 1).to,
    terms,
  };
}

function slip(season: number, e: number, c: number): object {
  if (season === 0 && e === 0) return { kind: 'handover', heads: [{ class: 'ewe', count: 50 }, { class: 'ram', count: 2 }] }; // prettier-ignore
  switch ((e + c) % 5) {
    case 0:
      return {
        kind: 'feed_issue',
        item: '精补料',
        quantity: '12.5',
        unit: 'bag',
        kgPerUnit: '40',
        unitPrice: '128.00',
        note: `提料单第${e}号`,
      };
    case 1:
      return { kind: 'lambing', live: 5, total: 6, heads: [{ class: 'ewe_lamb', count: 3 }, { class: 'ram_lamb', count: 2 }] }; // prettier-ignore
    case 2:
      return { kind: 'lamb_return', accepted: [{ class: 'ewe_lamb', count: 2, weightKg: '51.5' }] };
    case 3:
      return {
        kind: 'sale',
        channel: '旗畜产品交易市场',
        heads: [{ class: 'ram_lamb', count: 1 }],
        price: '13.20',
        per: 'jin',
        weightKg: '31.25',
      };
    default:
      return { kind: 'cash_in', amount: '300.00', method: '转账', receipt: `SJ-${e}-${c}` };
  }
}
