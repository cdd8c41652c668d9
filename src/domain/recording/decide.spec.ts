import { readEvent } from '../book/lines';
import { DomainError, DomainErrors } from '../errors';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import { History } from '../contract/history';
import { owedOn } from '../contract/owing';
import { settle } from '../statement/statement';
import type { SeasonSpan } from './booking';
import { bookedFrom } from './booking';
import { decide } from './decide';

const SEASONS: SeasonSpan[] = [
  { id: 1, code: 's1', from: '2023-01-01', to: '2023-06-30', closed: false },
  { id: 2, code: 's2', from: '2023-07-01', to: '2023-12-31', closed: false },
];
const LAMBS = { id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } };
const HANDOUT = [{ class: 'ewe', count: 20 }];

/** A contract in memory; events are recorded until one is refused. */
class Contract {
  history: History;
  seasons = SEASONS;
  private seq = 0;

  constructor(terms: object = {}, to: string | undefined = '2023-12-31') {
    const agreed = readShape(Terms, { handout: HANDOUT, obligations: [LAMBS], ...terms });
    this.history = new History(
      {
        number: 'C',
        household: 'H',
        from: '2023-01-01',
        ...(to ? { to } : {}),
        bookedFrom: '2023-01-01',
        terms: agreed,
      },
      [],
      [],
    );
  }

  /** 'ok', or the code and field it is refused with. */
  record(kind: string, on: string, payload: object = {}, id = `e${this.seq + 1}`): string {
    try {
      this.seq += 1;
      this.history = decide(this.history, readEvent({ id, kind, on: on || undefined, ...payload }), {
        seasons: this.seasons,
        seq: this.seq,
        today: '2023-12-30',
      }).history;
      return 'ok';
    } catch (error) {
      const first = error instanceof DomainErrors ? error.errors[0] : error;
      if (!(first instanceof DomainError)) throw error;
      return `${first.code} ${first.field ?? ''}`.trim();
    }
  }

  handOver(on = '2023-01-01', count = 20): string {
    return this.record('handover', on, { heads: [{ class: 'ewe', count }] });
  }

  closeFirst(): void {
    this.seasons = [{ ...(SEASONS[0] as SeasonSpan), closed: true }, SEASONS[1] as SeasonSpan];
  }

  bookedOn(id: string): string | undefined {
    return this.history.facts.find((f) => f.id === id)?.bookedOn;
  }

  line(section: string, subject: string, index: number, season = 0): number | undefined {
    return settle(this.history, this.seasons[season] as SeasonSpan)?.subjects.find(
      (s) => s.section === section && s.subject === subject,
    )?.values[index];
  }
}

const lambs = (count: number, cls = 'lamb', more: object = {}): object => ({
  accepted: [{ class: cls, count }],
  ...more,
});

describe('what is refused', () => {
  it('days outside the calendar, and after today', () => {
    const c = new Contract();
    expect(c.handOver('2022-12-31')).toBe('before_first_season on');
    expect(c.record('cash_in', '2024-01-01', { amount: '1' })).toBe('future_date on');
    c.seasons = SEASONS.slice(0, 1);
    expect(c.record('cash_in', '2023-07-01', { amount: '1' })).toBe('no_season on');
  });

  it('more than is owed, on its day and on the latest', () => {
    const c = new Contract();
    expect(c.record('lamb_return', '2023-02-01', lambs(10))).toBe('ok');
    expect(c.record('lamb_return', '2023-02-02', lambs(1))).toBe('over_settled obligation');
    expect(c.record('lamb_return', '2023-01-02', lambs(1))).toBe('over_settled obligation');
    expect(c.record('waiver', '2023-03-01', { quantity: 1, reason: 'r' })).toBe('over_settled obligation');
  });

  it('not for rules that accrue: the household is ahead', () => {
    const c = new Contract({ obligations: [{ id: 'y', rule: 'per_year', class: 'lamb', quantity: 3 }] });
    expect(c.record('lamb_return', '2023-02-01', lambs(5))).toBe('ok');
    expect([c.line('owed', 'y', 5), c.line('owed', 'y', 9)]).toEqual([-5, 5]);
  });

  it('leased stock below zero at the end of any day, also a later one', () => {
    const c = new Contract();
    const death = { heads: [{ class: 'ewe', count: 1 }], cause: 'age' };
    expect(c.record('death', '2023-01-05', death)).toBe('stock_negative heads');
    expect(c.handOver()).toBe('ok');
    expect(c.record('take_back', '2023-05-01', { heads: [{ class: 'ewe', count: 20 }] })).toBe('ok');
    expect(c.record('death', '2023-01-05', death)).toBe('stock_negative heads');
    expect(c.record('reversal', '', { of: 'e2', reason: 'r' })).toBe('stock_negative of');
    expect(c.record('death', '2023-01-05', { ...death, from: 'own' })).toBe('ok');
  });

  it('and says in which field', () => {
    const c = new Contract();
    const toRam = { from: 'ewe', to: 'ram', count: 30, book: 'leased' };
    c.handOver();
    expect(c.record('class_change', '2023-02-01', toRam)).toBe('stock_negative count');
    c.record('take_back', '2023-05-01', { heads: [{ class: 'ewe', count: 20 }] });
    expect(c.record('class_change', '2023-02-01', { ...toRam, count: 1 })).toBe('stock_negative count');
    const terms = { handout: HANDOUT, obligations: [LAMBS], title: 'passes_on_handover' };
    expect(c.record('amendment', '2023-01-01', { terms })).toBe('stock_negative terms');
    c.record('waiver', '2023-02-01', { quantity: 10, reason: 'r' });
    expect(c.record('completion', '2023-03-01')).toBe('stock_negative kind');
  });

  it('feed beyond the credit limit, the issue included', () => {
    const c = new Contract({ feed: { householdShare: '50', creditLimit: '100' } });
    const feed = { item: 'hay', unit: 'kg', unitPrice: '1' };
    expect(c.record('feed_issue', '2023-02-01', { ...feed, quantity: '200' })).toBe('ok');
    expect(c.record('feed_issue', '2023-02-02', { ...feed, quantity: '0.03' })).toBe('credit_limit quantity');
    expect(c.record('cash_in', '2023-02-03', { amount: '5' })).toBe('ok');
    expect(c.record('feed_issue', '2023-02-02', { ...feed, quantity: '10' })).toBe('credit_limit quantity');
    expect(c.record('feed_issue', '2023-02-03', { ...feed, quantity: '10' })).toBe('ok');
  });

  it('an obligation that is not there, not in kind, or not the only one that fits', () => {
    const c = new Contract({
      obligations: [
        LAMBS,
        { ...LAMBS, id: 'more' },
        { id: 'rent', rule: 'cash', amount: '5', schedule: { kind: 'at_end' } },
      ],
    });
    expect(c.record('lamb_return', '2023-02-01', lambs(1))).toBe('obligation_ambiguous obligation');
    expect(c.record('lamb_return', '2023-02-01', lambs(1, 'lamb', { obligation: 'rent' }))).toBe(
      'obligation_mismatch obligation',
    );
    expect(c.record('lamb_return', '2023-02-01', lambs(1, 'lamb', { obligation: 'nope' }))).toBe(
      'obligation_unknown obligation',
    );
    expect(c.record('lamb_return', '2023-02-01', lambs(1, 'wether', { obligation: 'more' }))).toBe(
      'obligation_mismatch obligation',
    );
    expect(c.record('lamb_return', '2023-02-01', lambs(1, 'ram_lamb', { obligation: 'more' }))).toBe('ok');
  });

  it('a replacement of what is no death of the contract', () => {
    const c = new Contract();
    c.handOver();
    const heads = [{ class: 'ewe', count: 1 }];
    expect(c.record('handover', '2023-02-01', { heads, replaces: 'e1' })).toBe('replaces_not_death replaces');
    expect(c.record('handover', '2023-02-01', { heads, replaces: 'nope' })).toBe('event_unknown replaces');
    expect(c.record('death', '2023-02-01', { heads, cause: 'age' }, 'dead')).toBe('ok');
    expect(c.record('handover', '2023-02-02', { heads, replaces: 'dead' })).toBe('ok');
  });
});

describe('substitutions are exact', () => {
  it('ten hoggets at 4/3 settle 13, and five more complete the twentieth', () => {
    const c = new Contract({
      obligations: [{ ...LAMBS, quantity: 100 }],
      substitutions: [{ class: 'ewe_hogget', countsAs: '4/3' }],
    });
    c.record('lamb_return', '2023-02-01', lambs(10, 'ewe_hogget'));
    expect(c.line('owed', 'lambs', 2)).toBe(13);
    c.record('lamb_return', '2023-07-01', lambs(5, 'ewe_hogget'));
    expect([c.line('owed', 'lambs', 2, 0), c.line('owed', 'lambs', 2, 1)]).toEqual([13, 7]);
  });
});

describe('late facts and reversals', () => {
  it('a fact of a closed season is booked on the first open day', () => {
    const c = new Contract();
    c.closeFirst();
    expect(c.record('cash_in', '2023-03-01', { amount: '1' }, 'late')).toBe('ok');
    expect(c.bookedOn('late')).toBe('2023-07-01');
  });

  it("a reversal is booked on its original's day, or the first open one; once; never before its original", () => {
    const c = new Contract();
    c.record('cash_in', '2023-03-01', { amount: '1' }, 'a');
    c.record('cash_in', '2023-08-01', { amount: '1' }, 'b');
    expect(c.record('reversal', '2023-07-31', { of: 'b', reason: 'r' })).toBe('reversal_too_early on');
    expect(c.record('reversal', '', { of: 'b', reason: 'r' }, 'rb')).toBe('ok');
    expect(c.bookedOn('rb')).toBe('2023-08-01');
    expect(c.record('reversal', '', { of: 'b', reason: 'r' })).toBe('already_reversed of');
    expect(c.record('reversal', '', { of: 'rb', reason: 'r' })).toBe('reversal_of_reversal of');
    expect(c.record('reversal', '', { of: 'nope', reason: 'r' })).toBe('event_unknown of');
    c.closeFirst();
    expect(c.record('reversal', '', { of: 'a', reason: 'r' }, 'ra')).toBe('ok');
    expect(c.bookedOn('ra')).toBe('2023-07-01');
    expect(c.line('cash', 'CNY', 11, 1)).toBe(100);
  });

  it('a contract entered after its first season was closed owes from the first open day', () => {
    expect(bookedFrom('2023-02-01', SEASONS)).toBe('2023-02-01');
    const closed = [{ ...(SEASONS[0] as SeasonSpan), closed: true }, SEASONS[1] as SeasonSpan];
    expect(bookedFrom('2023-02-01', closed)).toBe('2023-07-01');
    expect(bookedFrom('2023-08-01', closed)).toBe('2023-08-01');
    // Also one that began before the book: nothing of it stood on the statements of the closed season.
    expect(bookedFrom('2022-02-01', SEASONS)).toBe('2022-02-01');
    expect(bookedFrom('2022-02-01', closed)).toBe('2023-07-01');
  });
});

describe('amendments', () => {
  const amended = (obligations: object[], more: object = {}): object => ({
    terms: { handout: HANDOUT, obligations, ...more },
  });

  it('keep every obligation with its rule and class', () => {
    const c = new Contract();
    expect(c.record('amendment', '2023-02-01', amended([]))).toBe('amendment_changes_obligation terms.obligations');
    expect(c.record('amendment', '2023-02-01', amended([{ ...LAMBS, class: 'kid' }]))).toBe(
      'amendment_changes_obligation terms.obligations',
    );
    expect(c.record('amendment', '2023-02-01', amended([{ ...LAMBS, quantity: 8 }]))).toBe('ok');
    expect(c.line('owed', 'lambs', 5)).toBe(8);
  });

  it('value events by the terms in force on their day, whichever is recorded first', () => {
    const sale = { channel: 'm', heads: [{ class: 'lamb', count: 1 }], price: '100', per: 'head' };
    const change = amended([LAMBS], { sales: { commission: '3' } });
    const [first, last] = [new Contract(), new Contract()];
    first.record('amendment', '2023-02-01', change);
    for (const c of [first, last]) {
      c.record('sale', '2023-01-31', sale, 'before');
      c.record('sale', '2023-02-01', sale, 'after');
    }
    last.record('amendment', '2023-02-01', change);
    expect([first, last].map((c) => c.line('cash', 'CNY', 8))).toEqual([300, 300]);
  });

  it('are reversed only while no later one stands, and not under what has been settled', () => {
    const c = new Contract();
    c.record('amendment', '2023-02-01', amended([LAMBS, { ...LAMBS, id: 'kids', class: 'kid' }]), 'a1');
    c.record(
      'amendment',
      '2023-03-01',
      amended([
        { ...LAMBS, quantity: 9 },
        { ...LAMBS, id: 'kids', class: 'kid' },
      ]),
      'a2',
    );
    expect(c.record('reversal', '', { of: 'a1', reason: 'r' })).toBe('amendment_not_latest of');
    expect(c.record('reversal', '', { of: 'a2', reason: 'r' })).toBe('ok');
    expect(c.record('lamb_return', '2023-04-01', lambs(1, 'kid'))).toBe('ok');
    expect(c.record('reversal', '', { of: 'a1', reason: 'r' })).toBe('amendment_breaks_event of');
  });
});

describe('losses', () => {
  const same = { id: 'dams', rule: 'return_same' };
  const owedEwes = (c: Contract): number =>
    owedOn(c.history, c.history.positionOn('2023-06-30'), '2023-06-30').find((o) => o.subject === 'dams:ewe')?.total ??
    -1;
  const losses = [
    { causes: ['disease'], withinDays: 7, effect: 'replace' },
    { causes: ['disaster'], effect: 'reduce' },
    { causes: ['theft'], effect: 'charge', price: '1100' },
  ];
  const die = (c: Contract, on: string, cause: string): string =>
    c.record('death', on, { heads: [{ class: 'ewe', count: 2 }], cause });

  it.each([
    ['disease', '2023-01-08', 18, 0, 10],
    ['disease', '2023-01-09', 20, 0, 10],
    ['disaster', '2023-03-01', 18, 0, 9],
    ['theft', '2023-03-01', 18, 220000, 10],
    ['age', '2023-03-01', 20, 0, 10],
  ])('%s on %s: %d ewes go back, %d fen are charged, %d lambs are owed', (cause, on, ewes, fen, lambsOwed) => {
    const c = new Contract({ obligations: [LAMBS, same], losses });
    c.handOver('2023-01-01');
    expect(die(c, on, cause)).toBe('ok');
    expect([owedEwes(c), c.line('cash', 'CNY', 7), c.line('owed', 'lambs', 5)]).toEqual([ewes, fen, lambsOwed]);
  });

  it('days count from the first handover that is not reversed', () => {
    const c = new Contract({ obligations: [same], losses });
    c.handOver('2023-01-01');
    c.handOver('2023-03-01');
    die(c, '2023-03-05', 'disease');
    expect(owedEwes(c)).toBe(40);
    c.record('reversal', '', { of: 'e1', reason: 'r' });
    expect(owedEwes(c)).toBe(18);
  });
});

describe('completion', () => {
  it('needs everything settled, ends the contract and passes title; its reversal reopens', () => {
    const c = new Contract();
    c.handOver();
    expect(c.record('completion', '2023-06-01')).toBe('completion_not_settled kind');
    c.record('lamb_return', '2023-05-01', lambs(10));
    expect(c.record('completion', '2023-06-01', {}, 'done')).toBe('ok');
    expect([c.line('stock', 'leased:ewe', 9), c.line('stock', 'own:ewe', 9)]).toEqual([0, 20]);
    expect(c.record('service', '2023-06-02', { item: 'v', amount: '1' })).toBe('contract_ended kind');
    expect(c.record('cash_in', '2023-06-02', { amount: '1' })).toBe('ok');
    expect(c.record('reversal', '', { of: 'done', reason: 'r' })).toBe('ok');
    expect(c.record('service', '2023-06-02', { item: 'v', amount: '1' })).toBe('ok');
    expect(c.line('stock', 'leased:ewe', 9)).toBe(20);
  });

  it('passes what is leased at the end of its day, not what was handed over later', () => {
    const c = new Contract();
    c.handOver();
    c.handOver('2023-06-20', 5);
    c.record('lamb_return', '2023-05-01', lambs(10));
    expect(c.record('completion', '2023-06-01')).toBe('ok');
    expect([c.line('stock', 'leased:ewe', 9), c.line('stock', 'own:ewe', 9)]).toEqual([5, 20]);
  });

  it('of accruing and cash debts only at the end, with the cash paid', () => {
    const c = new Contract({ obligations: [{ id: 'y', rule: 'per_year', class: 'lamb', quantity: 3 }] });
    expect(c.record('completion', '2023-06-01')).toBe('completion_not_settled kind');
    c.record('termination', '2023-06-01', { reason: 'r' });
    expect(c.record('termination', '2023-06-02', { reason: 'r' })).toBe('already_terminated kind');
    expect(c.record('completion', '2023-06-02')).toBe('ok');
    const rent = new Contract({
      obligations: [
        {
          id: 'r',
          rule: 'cash',
          amount: '5',
          schedule: { kind: 'tranches', tranches: [{ on: '2023-05-01', amount: '5' }] },
        },
      ],
    });
    expect(rent.record('completion', '2023-04-30')).toBe('completion_not_settled kind');
    expect(rent.record('completion', '2023-05-01')).toBe('completion_not_settled kind');
    rent.record('cash_in', '2023-05-01', { amount: '5' });
    expect(rent.record('completion', '2023-05-01')).toBe('ok');
  });
});
