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
  'entry-amendment': `${CONTRACT}/events/new?kind=amendment`,
  'contract-new': '/c/WRYT/contracts/new?household=H001',
  households: '/c/WRYT/households',
  household: '/c/WRYT/households/H002',
  'household-new': '/c/WRYT/households/new',
  seasons: '/c/WRYT/seasons',
  season: '/c/WRYT/seasons/2025-winter',
  'season-closed': '/c/WRYT/seasons/2022-summer',
  'season-new': '/c/WRYT/seasons/new',
  statement: '/c/WRYT/statements/2022-summer/WRYT-2022-002',
  batch: '/c/WRYT/entry',
  'batch-lamb-return': '/c/WRYT/entry/lamb_return',
  problem: '/c/WRYT/contracts/NO-SUCH',
};
