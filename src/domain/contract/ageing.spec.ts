import fc from 'fast-check';
import { ageCash, ageHeads } from './ageing';

describe('heads behind, by the season in which they fell due', () => {
  it.each([
    [[20, 40, 60], 25, [0, 15, 20]],
    [[20, 40, 60], 60, [0, 0, 0]],
    [[20, 40, 60], 70, [0, 0, 0]],
    [[20, 40, 60], 0, [20, 20, 20]],
    // Ten heads less are owed since the second season: the debt of the first is what was lowered.
    [[20, 10, 30], 0, [10, 0, 20]],
    [[], 0, []],
  ])('of %j due and %i settled are open %j', (due, settled, open) => {
    expect(ageHeads(due, settled)).toEqual(open);
  });

  it('adds up to what is behind', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1 }), fc.nat(500), (due, settled) => {
        const open = ageHeads(due, settled);
        expect(open.every((heads) => heads >= 0)).toBe(true);
        expect(open.reduce((a, b) => a + b, 0)).toBe(Math.max(0, (due.at(-1) as number) - settled));
      }),
    );
  });
});

describe('money owed, by the season in which it was charged', () => {
  it.each([
    [[10000, 5000, 3000], 7000, [0, 4000, 3000]],
    [[10000, 5000, 3000], 18000, [10000, 5000, 3000]],
    [[10000, 5000, 3000], 0, [0, 0, 0]],
    [[10000, 5000, 3000], -500, [0, 0, 0]],
  ])('of %j charged and a balance of %i are open %j', (charged, balance, open) => {
    expect(ageCash(charged, balance)).toEqual(open);
  });

  it('adds up to the balance', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9999), { minLength: 1 }), fc.nat(99), (charged, percent) => {
        const balance = Math.floor((charged.reduce((a, b) => a + b, 0) * percent) / 100);
        expect(ageCash(charged, balance).reduce((a, b) => a + b, 0)).toBe(balance);
      }),
    );
  });
});
