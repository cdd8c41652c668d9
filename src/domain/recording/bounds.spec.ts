import fc from 'fast-check';
import { DomainBook, type EventInput } from '../../../test/support/domain-book';
import { SEASONS } from '../../../test/support/generators';
import { runs } from '../../../test/support/scale';
import { contractYearEnd, wholeYearsEnded, yearEnds } from '../calendar';
import { DomainErrors } from '../errors';
import { contextAsAgreed, duePlan } from '../obligations/plan';
import { readShape } from '../shape/read';
import { checkTerms } from '../terms/check-terms';
import { Terms } from '../terms/terms';

const EWES = [{ class: 'ewe', count: 100 }];
const agree = (more: object = {}): Terms => readShape(Terms, { handout: EWES, obligations: [], ...more });
const whole = (event: object): EventInput => ({ id: 'e', on: '2023-02-01', ...event }) as unknown as EventInput;
const sold = (more: object): object => ({ kind: 'sale', channel: '市场', heads: [{ class: 'ewe', count: 1_000 }], per: 'head', ...more }); // prettier-ignore
const feed = (more: object): object => ({ kind: 'feed_issue', item: '玉米', unit: 'kg', unitPrice: '0.01', ...more });

/** What an event is refused with: code, field and the bound that the message names. */
function refusal(event: object, terms = agree()): unknown {
  try {
    const book = new DomainBook(terms, SEASONS);
    book.record({ id: 'h', kind: 'handover', on: '2023-01-05', heads: [{ class: 'ewe', count: 1_000_000 }] });
    return book.refusal(whole(event));
  } catch (error) {
    if (error instanceof DomainErrors) return error.errors.map((e) => [e.field, e.code, e.details['max']]);
    throw error;
  }
}

describe('what one event may move', () => {
  it.each<[string, object, unknown]>([
    ['money', { kind: 'cash_in', amount: '1000000000.01' }, [['amount', 'money_invalid', '1000000000.00']]],
    ['money either way', { kind: 'adjustment', amount: '-1000000000.01', reason: 'r' }, [['amount', 'money_invalid', '1000000000.00']]],
    ['a price', sold({ price: '1000000000.01' }), [['price', 'money_invalid', '1000000000.00']]],
    ['what a price comes to', sold({ price: '1000000.01' }), [['price', 'amount_too_large', '1000000000.00']]],
    ['what heads are worth', { kind: 'conversion', quantity: 2, pricePerHead: '500000000.01', basis: 'b' }, [['pricePerHead', 'amount_too_large', '1000000000.00']]],
    ['weight', sold({ price: '1', per: 'kg', weightKg: '10000000.001' }), [['weightKg', 'quantity_invalid', '10000000']]],
    ['feed in kilograms', feed({ quantity: '10000000.001' }), [['quantity', 'quantity_invalid', '10000000']]],
    ['in jin', feed({ quantity: '20000000.001', unit: 'jin' }), [['quantity', 'quantity_invalid', '20000000']]],
    ['in tonnes', feed({ quantity: '10000.001', unit: 't' }), [['quantity', 'quantity_invalid', '10000']]],
    ['in bags', feed({ quantity: '250000.001', unit: 'bag', kgPerUnit: '40' }), [['quantity', 'quantity_invalid', '250000']]],
    ['or what it costs', feed({ quantity: '1001', unitPrice: '1000000' }), [['unitPrice', 'amount_too_large', '1000000000.00']]],
  ])('%s', (_what, event, told) => expect(refusal(event)).toEqual(told)); // prettier-ignore

  it.each<[string, object]>([
    ['money', { kind: 'cash_in', amount: '1000000000.00' }],
    ['what a price comes to', sold({ price: '1000000.00' })],
    ['feed in jin', feed({ quantity: '20000000', unit: 'jin' })],
    ['in tonnes', feed({ quantity: '10000', unit: 't' })],
    ['in bags', feed({ quantity: '250000', unit: 'bag', kgPerUnit: '40' })],
  ])('up to the bound: %s', (_what, event) => expect(refusal(event)).toEqual([]));

  it('losses that are charged', () => {
    const charged = (price: string): Terms => agree({ losses: [{ causes: ['*'], effect: 'charge', price }] });
    const death = { kind: 'death', heads: [{ class: 'ewe', count: 1_000 }], cause: 'disease' };
    expect(refusal(death, charged('1000000.00'))).toEqual([]);
    expect(refusal(death, charged('1000000.01'))).toEqual([['heads', 'amount_too_large', '1000000000.00']]);
  });
});

describe('what terms may agree', () => {
  const faults = (work: () => unknown): unknown => {
    try {
      work();
      return [];
    } catch (error) {
      if (error instanceof DomainErrors) return error.errors.map((e) => [e.field, e.code, e.details]);
      throw error;
    }
  };
  it('is no more money than an event may move', () => {
    const max = { max: '1000000000.00' };
    expect(faults(() => agree({ deposit: '1000000000.01' }))).toEqual([['deposit', 'money_invalid', max]]);
    expect(faults(() => agree({ feed: { creditLimit: '1000000000.01' } }))).toEqual([['feed.creditLimit', 'money_invalid', max]]); // prettier-ignore
    const rent = { id: 'r', rule: 'cash', amount: '1000000000.01', schedule: { kind: 'at_end' } };
    expect(faults(() => agree({ obligations: [rent] }))).toEqual([['obligations[0].amount', 'money_invalid', max]]);
  });
  it('for no longer than fifty years, and not before 1950', () => {
    const of = (from: string, to?: string): unknown => faults(() => checkTerms(agree(), to === undefined ? { from } : { from, to })); // prettier-ignore
    expect([of('1950-01-01'), of('1950-01-01', '1999-12-31'), of('2024-02-29', '2074-02-27')]).toEqual([[], [], []]);
    expect(of('1949-12-31')).toEqual([['from', 'contract_too_early', { earliest: '1950-01-01' }]]);
    expect(of('1950-01-01', '2000-01-01')).toEqual([['to', 'contract_too_long', { years: 50, latest: '1999-12-31' }]]);
    expect(of('2024-02-29', '2074-02-28')).toEqual([['to', 'contract_too_long', { years: 50, latest: '2074-02-27' }]]);
  });
});

describe('years in which nothing happens cost nothing', () => {
  const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2150-12-31'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)); // prettier-ignore
  it('whole years are counted as if one by one', () => {
    fc.assert(
      fc.property(date, date, (from, on) => {
        let k = 0;
        while (contractYearEnd(from, k + 1) <= on) k += 1;
        expect(wholeYearsEnded(from, on)).toBe(k);
        if (from <= on) expect(yearEnds(from, on).filter((end) => end < on)).toHaveLength(contractYearEnd(from, k) === on && k > 0 ? k - 1 : k); // prettier-ignore
      }),
      { numRuns: runs(500) },
    );
  });

  it('and the terms of a year are asked for only where they changed', () => {
    const perYear = { id: 'y', rule: 'per_year', class: 'lamb', quantity: 3 };
    const terms = agree({ obligations: [perYear] });
    let asked = 0;
    const context = {
      ...contextAsAgreed(terms, { from: '1950-01-01', to: '1999-12-31' }),
      termsOn: () => {
        asked += 1;
        return terms;
      },
    };
    const plan = duePlan(terms.obligations[0]!, 'lamb', context);
    expect([plan.length, plan.at(-1)?.due]).toEqual([50, 150]);
    expect(asked).toBeLessThanOrEqual(2 * 52);
  });
});
