/** The pages that pictures are taken of and that the checks for every page go through. */
export const PAGES: Readonly<Record<string, string>> = {
  home: '/c/WRYT',
  contracts: '/c/WRYT/contracts',
  contract: '/c/WRYT/contracts/WRYT-2022-002',
  'contract-ended': '/c/WRYT/contracts/WRYT-2022-001',
  problem: '/c/WRYT/contracts/NO-SUCH',
};
