import { BeancountNames } from './beancount.names';

describe('names for beancount', () => {
  it.each([
    ['members:WRYT-2022-001:current', 'Assets:Members:WRYT-2022-001:Current'],
    ['owed:C.1:dams:ewe', 'Assets:Owed:C-1:Dams:Ewe'],
    ['stock:leased:合同_1', 'Assets:Stock:Leased:X合同-1'],
    ['coop:stock:handed_over', 'Equity:Coop:Stock:Handed-over'],
    ['members:½.x:current', 'Assets:Members:X--x:Current'],
    ['members:ßa:current', 'Assets:Members:Xßa:Current'],
    ['members:𝐛:current', 'Assets:Members:X𝐛:Current'],
  ])('%s is %s', (name, given) => {
    expect(new BeancountNames().account(name)).toBe(given);
  });

  it('are never the same for two accounts, and the earlier keeps its own', () => {
    const names = new BeancountNames();
    const given = ['owed:C.1:a', 'owed:C-1:a', 'owed:C_1:a', 'owed:C-1:a-2', 'owed:c-1:A'].map((n) => names.account(n));
    expect(given).toEqual(['Assets:Owed:C-1:A', 'Assets:Owed:C-1:A-2', 'Assets:Owed:C-1:A-3', 'Assets:Owed:C-1:A-2-2', 'Assets:Owed:C-1:A-4']); // prettier-ignore
    expect(names.account('owed:C.1:a')).toBe(given[0]);
    expect([names.has('owed:C_1:a'), names.has('owed:C-1:b')]).toEqual([true, false]);
  });

  it('number the feeds in the order they come, and shout the classes', () => {
    const names = new BeancountNames();
    expect(['ewe_lamb', 'feed:玉米', 'CNY', 'feed:盐', 'feed:玉米'].map((c) => names.commodity(c))).toEqual([
      'EWE_LAMB', 'FEED-1', 'CNY', 'FEED-2', 'FEED-1',
    ]); // prettier-ignore
  });
});
