import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import { addDays, contractYearEnd } from '../calendar';
import { parseRatio } from '../quantity/ratio';
import { readShape } from '../shape/read';
import { checkTerms } from '../terms/check-terms';
import { Terms } from '../terms/terms';
import { OBLIGATION_RULES, type Obligation } from './registry';
import type { OwingContext } from './rule';

const numRuns = runs(1000);
const CLASSES = ['ewe', 'ram'] as const;

interface Case {
  readonly obligation: { readonly rule: string };
  readonly terms: Terms;
  readonly context: OwingContext;
}

const rounding = fc.constantFrom('down', 'half_up', 'up');
const text = (n: number, d: number): string => `${n}/${d}`;

/** Cuts a total into tranches on different days of the term; the last one may be long before its end. */
function tranchesOf(total: number, from: string, days: readonly number[], key: 'quantity' | 'amount'): object[] {
  const parts = Math.min(days.length, total);
  return days.slice(0, parts).map((day, i) => {
    const part = i === parts - 1 ? total - (parts - 1) : 1;
    return { on: addDays(from, day), [key]: key === 'amount' ? String(part) : part };
  });
}

const situation = fc.record({
  from: fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2020-02-29', n)),
  days: fc.integer({ min: 400, max: 2000 }),
  late: fc.option(fc.integer({ min: 1, max: 2500 }), { nil: 0 }),
  ended: fc.option(fc.integer({ min: 0, max: 2500 }), { nil: undefined }),
  rule: fc.constantFrom(...(OBLIGATION_RULES.keys() as Iterable<Obligation['rule']>)),
  kind: fc.constantFrom('at_end', 'yearly', 'tranches'),
  rounding,
  quantity: fc.integer({ min: 1, max: 400 }),
  rate: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 })),
  heads: fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 30 })),
  reduced: fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })),
  change: fc.nat({ max: 5 }),
  afterDays: fc.nat({ max: 90 }),
  births: fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 30 })), { maxLength: 6 }),
  cuts: fc
    .uniqueArray(fc.nat({ max: 399 }), { minLength: 1, maxLength: 4 })
    .map((days) => [...days].sort((a, b) => a - b)),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function obligationOf(s: Situation): { rule: string } & Record<string, unknown> {
  const total = s.rule === 'per_head' ? s.heads[0] * s.rate[0] : s.quantity;
  const key = s.rule === 'cash' ? ('amount' as const) : ('quantity' as const);
  const schedule =
    s.kind === 'tranches' ? { kind: s.kind, tranches: tranchesOf(total, s.from, s.cuts, key) } : { kind: s.kind };
  const common = { id: 'o', rule: s.rule };
  switch (s.rule) {
    case 'fixed_total':
      return { ...common, class: 'lamb', quantity: s.quantity, schedule, rounding: s.rounding };
    case 'per_head': {
      // Tranches add up to whole heads only when the rate is whole.
      const rate = s.kind === 'tranches' ? String(s.rate[0]) : text(...s.rate);
      return { ...common, class: 'lamb', rate, base: ['ewe'], schedule, rounding: s.rounding };
    }
    case 'per_year':
      return { ...common, class: 'lamb', quantity: s.quantity };
    case 'share_of_births':
      return { ...common, class: 'lamb', share: '1/3', afterDays: s.afterDays, rounding: s.rounding };
    case 'cash':
      return { ...common, amount: String(s.quantity), schedule };
    case 'return_same':
      return common;
    default:
      throw new Error(`${String(s.rule satisfies never)} needs a case in obligations.properties.spec.ts`);
  }
}

function caseOf(s: Situation): Case {
  const obligation = obligationOf(s);
  const handout = CLASSES.map((cls, i) => ({ class: cls, count: s.heads[i] }));
  const terms = readShape(Terms, { handout, obligations: [obligation] });
  const to = addDays(s.from, s.days);
  checkTerms(terms, { from: s.from, to });
  const bookedFrom = addDays(s.from, s.late);
  const of = (pair: readonly number[]) => (cls: string) => pair[CLASSES.indexOf(cls as 'ewe')] ?? 0;
  const births = s.births.map(([day, n]) => ({ bookedOn: addDays(bookedFrom, day), owed: parseRatio(text(n, 3)) }));
  const context: OwingContext = {
    from: s.from,
    to,
    bookedFrom,
    ...(s.ended === undefined ? {} : { endedOn: addDays(bookedFrom, s.ended) }),
    termsOn: () => terms,
    position: {
      reducedByClass: of(s.reduced),
      offByClass: of(s.reduced),
      handedOver: of(s.heads),
      leasedChange: (a, b) => (a === 'ewe' && b === 'ram' ? s.change : 0),
      births: () => births,
    },
  };
  return { obligation, terms, context };
}

/** [T, U] on a day. */
function owing({ obligation, terms, context }: Case, day: string, cls = 'ewe'): readonly [number, number] {
  const rule = OBLIGATION_RULES.get(obligation.rule);
  const [agreed] = terms.obligations;
  if (!rule || !agreed) throw new Error(obligation.rule);
  return [rule.owed(agreed, cls, day, context), rule.due(agreed, cls, day, context)];
}

/** Days around everything that happens in a case, in order. */
function daysOf({ context }: Case): string[] {
  const marks = [context.from, context.bookedFrom, context.to ?? '', context.endedOn ?? context.from];
  const days = marks.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]);
  for (let k = 0; k < 13; k++) days.push(addDays(context.from, k * 223), contractYearEnd(context.from, k + 1));
  return days.sort();
}

describe('for every rule, with facts that stand', () => {
  it('no more is due than owed, and neither is below zero nor a part of a head or fen', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const c = caseOf(s);
        const wrong = daysOf(c).filter((day) => {
          const [total, due] = owing(c, day);
          return !Number.isSafeInteger(total) || !Number.isSafeInteger(due) || due < 0 || due > total;
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('what is owed and what is due never fall as days pass', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const c = caseOf(s);
        let [total, due] = [0, 0];
        const falls = daysOf(c).filter((day) => {
          const [totalBefore, dueBefore] = [total, due];
          [total, due] = owing(c, day);
          return total < totalBefore || due < dueBefore;
        });
        expect(falls).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('nothing is owed before the contract was entered', () => {
    fc.assert(
      fc.property(situation, (s) => {
        // The animals of a return are facts of their own: they are booked no earlier than the contract.
        fc.pre(s.rule !== 'return_same');
        const c = caseOf(s);
        expect(owing(c, addDays(c.context.bookedFrom, -1))).toEqual([0, 0]);
        expect(owing(c, addDays(c.context.from, -1))).toEqual([0, 0]);
      }),
      { numRuns },
    );
  });

  it('all is due once the contract has ended, and on the last day of the term', () => {
    fc.assert(
      fc.property(situation, (s) => {
        const c = caseOf(s);
        const { to = '', bookedFrom, endedOn } = c.context;
        for (const day of [to < bookedFrom ? bookedFrom : to, endedOn ?? '']) {
          if (day === '') continue;
          const [total, due] = owing(c, day);
          expect(due).toBe(total);
        }
      }),
      { numRuns },
    );
  });

  it('a late entry changes no day after it', () => {
    fc.assert(
      fc.property(situation, (s) => {
        fc.pre(s.rule !== 'share_of_births' && s.ended === undefined);
        const [late, early] = [caseOf(s), caseOf({ ...s, late: 0 })];
        const days = daysOf(late).filter((day) => day >= late.context.bookedFrom);
        expect(days.map((day) => owing(late, day))).toEqual(days.map((day) => owing(early, day)));
      }),
      { numRuns },
    );
  });

  it('a class change inside a return moves heads and makes none', () => {
    fc.assert(
      fc.property(situation, (s) => {
        fc.pre(s.change <= s.heads[0]);
        const still = { ...s, rule: 'return_same' as const, reduced: [0, 0] as [number, number] };
        const day = addDays(s.from, s.days);
        const [changed, unchanged] = [still, { ...still, change: 0 }].map((x) =>
          CLASSES.map((cls) => owing(caseOf(x), day, cls)[0]),
        );
        const [ewes = 0, rams = 0] = unchanged ?? [];
        expect(changed).toEqual([ewes - s.change, rams + s.change]);
      }),
      { numRuns },
    );
  });
});

describe('sixty ewes at three lambs, yearly, four lost in a disaster', () => {
  it('falls due by 56 at each year end', () => {
    const handout = [{ class: 'ewe', count: 60 }, { class: 'ram', count: 2 }]; // prettier-ignore
    const obligation = { id: 'lambs', rule: 'per_head', class: 'lamb', rate: '3', base: ['ewe'], schedule: { kind: 'yearly' } }; // prettier-ignore
    const terms = readShape(Terms, { handout, obligations: [{ id: 'dams', rule: 'return_same' }, obligation] });
    const [dams, lambs] = terms.obligations;
    const context = (lost: number, replaced: number): OwingContext => ({
      from: '2022-07-01',
      to: '2025-06-30',
      bookedFrom: '2022-07-01',
      termsOn: () => terms,
      position: {
        reducedByClass: (cls) => (cls === 'ewe' ? lost : 0),
        offByClass: (cls) => (cls === 'ewe' ? lost + replaced : 0),
        handedOver: (cls) => (cls === 'ewe' ? 60 + replaced : 2),
        leasedChange: () => 0,
        births: () => [],
      },
    });
    const [perHead, same] = [OBLIGATION_RULES.get('per_head'), OBLIGATION_RULES.get('return_same')];
    if (!perHead || !same || !dams || !lambs) throw new Error('the rules are registered');
    expect(perHead.owed(lambs, 'lamb', '2022-10-31', context(0, 1))).toBe(180);
    expect(perHead.owed(lambs, 'lamb', '2023-04-30', context(4, 1))).toBe(168);
    const ends = ['2023-06-29', '2023-06-30', '2024-06-29', '2024-06-30', '2025-06-29', '2025-06-30'];
    expect(ends.map((day) => perHead.due(lambs, 'lamb', day, context(4, 1)))).toEqual([0, 56, 56, 112, 112, 168]);
    // One ewe died of disease and was replaced, four more were lost.
    expect(['ewe', 'ram'].map((cls) => same.owed(dams, cls, '2023-04-30', context(4, 1)))).toEqual([56, 2]);
    expect(['2025-06-29', '2025-06-30'].map((day) => same.due(dams, 'ewe', day, context(4, 1)))).toEqual([0, 56]);
  });
});
