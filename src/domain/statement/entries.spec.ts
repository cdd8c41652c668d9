import type { Effect } from '../events/effect';
import { add, ratio, ZERO, type Ratio } from '../quantity/ratio';
import { eventPostings, settlementEntry } from './entries';
import type { SubjectLines } from './statement';

const returned = (n: bigint, d: bigint, subject = 'lambs'): Effect => ({ effect: 'settled', subject, class: 'lamb', line: 'returned', quantity: ratio(n, d) }); // prettier-ignore
const posted = (effects: readonly Effect[], before: Ratio = ZERO): string[] =>
  eventPostings('C', effects, () => before).map((p) => `${p.account} ${p.quantity} ${p.commodity}`);

describe('what an event posts', () => {
  it('of substitutions only the whole heads they complete', () => {
    const ten = [returned(40n, 3n)];
    expect(posted(ten)).toEqual(['owed:C:lambs -13 lamb', 'coop:owed:returned 13 lamb']);
    expect(posted([returned(20n, 3n)], ratio(40n, 3n))).toEqual(['owed:C:lambs -7 lamb', 'coop:owed:returned 7 lamb']);
    expect(posted([returned(1n, 3n)], ratio(40n, 3n))).toEqual([]);
  });

  it('also when one event brings several parts, each debt by itself', () => {
    const parts = [returned(1n, 2n), returned(1n, 2n), returned(1n, 2n, 'more')];
    expect(posted(parts)).toEqual(['owed:C:lambs -1 lamb', 'coop:owed:returned 1 lamb']);
  });

  it('in all as many heads as are settled, however they come', () => {
    let [before, heads] = [ZERO, 0];
    for (let i = 0; i < 30; i++) {
      const part = ratio(BigInt(i % 4) + 1n, BigInt(i % 7) + 1n);
      for (const p of eventPostings('C', [{ ...returned(part.n, part.d) }], () => before))
        if (p.account.startsWith('owed:')) heads -= p.quantity;
      before = add(before, part);
    }
    expect(heads).toBe(Number(before.n / before.d));
  });

  it('of a cost that is shared, the subsidy between two accounts of the cooperative', () => {
    const effects: Effect[] = [{ effect: 'cash', line: 'feed', fen: 221375 }, { effect: 'subsidy', line: 'feed', fen: 94875 }]; // prettier-ignore
    expect(posted(effects)).toEqual(['members:C:current 221375 CNY', 'coop:feed -221375 CNY', 'coop:subsidy:feed 94875 CNY', 'coop:feed -94875 CNY']); // prettier-ignore
  });
});

describe('the settlement entry', () => {
  const owed: SubjectLines = { section: 'owed', subject: 'lambs', commodity: 'lamb', values: [0, 180, 20, 0, 0, 160, 0, 20, 0, 20] }; // prettier-ignore
  const at = (quantity: number, account = 'owed:C:lambs', commodity = 'lamb') => ({ account, commodity, quantity });

  it('brings an account from what the events posted to the closing', () => {
    const entry = settlementEntry('C', '2022-11-30', [owed], [at(-20)]);
    expect(entry).toEqual({ contract: 'C', bookedOn: '2022-11-30', postings: [at(180), at(-180, 'coop:settlement:owed')] }); // prettier-ignore
  });

  it('and to zero what stands on no statement; nothing where they agree', () => {
    expect(settlementEntry('C', '2022-11-30', [owed], [at(160), at(3, 'owed:C:gone', 'kid')])?.postings).toEqual([
      at(-3, 'owed:C:gone', 'kid'),
      at(3, 'coop:settlement:owed', 'kid'),
    ]);
    expect(settlementEntry('C', '2022-11-30', [owed], [at(160)])).toBeUndefined();
  });
});
