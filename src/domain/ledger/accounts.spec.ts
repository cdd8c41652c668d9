import { coop, currentAccount, depositAccount, owedAccount, stockAccount } from './accounts';

describe('account names', () => {
  it('are those of the specification', () => {
    expect(currentAccount('WRYT-2022-001')).toBe('members:WRYT-2022-001:current');
    expect(depositAccount('WRYT-2022-001')).toBe('members:WRYT-2022-001:deposit');
    expect(owedAccount('C-1', 'lambs')).toBe('owed:C-1:lambs');
    expect(owedAccount('C-1', 'dams:ewe')).toBe('owed:C-1:dams:ewe');
    expect(stockAccount('leased', 'C-1')).toBe('stock:leased:C-1');
    expect(stockAccount('own', 'C-1')).toBe('stock:own:C-1');
    expect(coop('feed')).toBe('coop:feed');
    expect(coop('losses', 'lamb')).toBe('coop:losses:lamb');
  });
});
