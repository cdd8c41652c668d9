/** The pages that pictures are taken of and that the checks for every page go through. */
const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';

export const PAGES: Readonly<Record<string, string>> = {
  home: '/c/WRYT',
  contracts: '/c/WRYT/contracts',
  contract: CONTRACT,
  'contract-ended': '/c/WRYT/contracts/WRYT-2022-001',
  'entry-lamb-return': `${CONTRACT}/events/new?kind=lamb_return`,
  'entry-feed-issue': `${CONTRACT}/events/new?kind=feed_issue`,
  'entry-death': `${CONTRACT}/events/new?kind=death`,
  'entry-reversal': `${CONTRACT}/events/new?kind=reversal&of=e-d-0705`,
  problem: '/c/WRYT/contracts/NO-SUCH',
};
