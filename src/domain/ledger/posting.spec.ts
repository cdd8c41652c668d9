import fc from 'fast-check';
import { assertBalanced, type Entry } from './posting';

const LARGEST = Number.MAX_SAFE_INTEGER;

function entry(...postings: [commodity: string, quantity: number][]): Entry {
  return {
    contract: 'C-1',
    bookedOn: '2024-06-01',
    postings: postings.map(([commodity, quantity], i) => ({ account: `a${i}`, commodity, quantity })),
  };
}

const cny = (...quantities: number[]): Entry => entry(...quantities.map((q): [string, number] => ['CNY', q]));

describe('an entry balances', () => {
  it('when every commodity adds up to zero by itself', () => {
    expect(() => assertBalanced(entry(['CNY', 500], ['lamb', -3], ['CNY', -500], ['lamb', 3]))).not.toThrow();
    expect(() => assertBalanced(entry())).not.toThrow();
    expect(() => assertBalanced(cny(LARGEST, LARGEST, -LARGEST, -LARGEST))).not.toThrow();
  });

  it('never across commodities: lambs do not pay for feed', () => {
    expect(() => assertBalanced(entry(['CNY', 3], ['lamb', -3]))).toThrow(
      expect.objectContaining({
        code: 'postings_unbalanced',
        details: { contract: 'C-1', commodity: 'CNY', sum: 3 },
      }),
    );
  });

  it('never because a sum was rounded on the way', () => {
    expect(() => assertBalanced(cny(LARGEST, 2, -LARGEST, -1))).toThrow(
      expect.objectContaining({ code: 'postings_unbalanced', details: expect.objectContaining({ sum: '1' }) }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5])('never with %s in it', (quantity) => {
    expect(() => assertBalanced(cny(quantity, -quantity, 1, -1))).toThrow(
      expect.objectContaining({ code: 'postings_unbalanced' }),
    );
  });

  it('exactly when whole numbers of any size say so', () => {
    const edge = fc.constantFrom(LARGEST, -LARGEST, LARGEST - 1, 1 - LARGEST, 1, -1, 2, -2);
    const quantities = fc.array(fc.oneof(edge, fc.maxSafeInteger()), { maxLength: 8 });
    fc.assert(
      fc.property(quantities, fc.boolean(), (some, isClosed) => {
        const all = isClosed ? [...some, ...some.map((q) => -q)] : some;
        const sum = all.reduce((s, q) => s + BigInt(q), 0n);
        const check = (): void => assertBalanced(cny(...all));
        if (sum === 0n) expect(check).not.toThrow();
        else expect(check).toThrow('postings_unbalanced');
      }),
      { numRuns: 2_000 },
    );
  });
});
