import { extentOf } from './extent';

describe('how much an event moves', () => {
  it('adds up what the household and the cooperative bear', () => {
    expect(
      extentOf([
        { effect: 'cash', line: 'feed', fen: 221_375 },
        { effect: 'subsidy', line: 'feed', fen: 94_875 },
        { effect: 'feed', item: '玉米', grams: 1_000 },
      ]),
    ).toEqual({ fen: 316_250, heads: 0 });
  });

  it('does not take a commission off a sale', () => {
    expect(
      extentOf([
        { effect: 'stock', book: 'own', class: 'lamb', line: 'sold', heads: -4 },
        { effect: 'stock', book: 'own', class: 'ewe', line: 'sold', heads: -6 },
        { effect: 'cash', line: 'sales', fen: -980_100 },
        { effect: 'cash', line: 'commission', fen: 9_801 },
      ]),
    ).toEqual({ fen: 980_100, heads: 10 });
  });

  it('counts an animal that changes its class once, and deposits as money', () => {
    expect(
      extentOf([
        { effect: 'stock', book: 'own', class: 'lamb', line: 'changed', heads: -7 },
        { effect: 'stock', book: 'own', class: 'ewe', line: 'changed', heads: 7 },
        { effect: 'deposit', line: 'out', fen: -5 },
      ]),
    ).toEqual({ fen: 5, heads: 7 });
  });

  it('is nothing where nothing moves', () => {
    expect(extentOf([{ effect: 'count', book: 'own', class: 'ewe', heads: 9 }])).toEqual({ fen: 0, heads: 0 });
  });
});
