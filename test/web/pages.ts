/** The pages that pictures are taken of and that the checks for every page go through. */
const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';

/** Addresses; what stands in braces is known once the site is furnished (furnish.ts). Who may see a page its route says. */
export const PAGES: Readonly<Record<string, string>> = {
  home: '/c/WRYT',
  choose: '/',
  contracts: '/c/WRYT/contracts',
  contract: CONTRACT,
  'contract-ended': '/c/WRYT/contracts/WRYT-2022-001',
  'contract-draft': '/c/WRYT/contracts/DRAFT-1',
  'entry-lamb-return': `${CONTRACT}/events/new?kind=lamb_return`,
  'entry-feed-issue': `${CONTRACT}/events/new?kind=feed_issue`,
  'entry-death': `${CONTRACT}/events/new?kind=death`,
  'entry-reversal': `${CONTRACT}/events/new?kind=reversal&of=e-d-0705`,
  'entry-amendment': `${CONTRACT}/events/new?kind=amendment`,
  files: `${CONTRACT}/files`,
  'event-files': `${CONTRACT}/events/e-d-0705/files`,
  'contract-new': '/c/WRYT/contracts/new?household=H001',
  'contract-edit': '/c/WRYT/contracts/DRAFT-1/edit',
  households: '/c/WRYT/households',
  household: '/c/WRYT/households/H002',
  'household-hostile': '/c/WRYT/households/H-X',
  'household-new': '/c/WRYT/households/new',
  cards: '/c/WRYT/households/H002/cards',
  seasons: '/c/WRYT/seasons',
  season: '/c/WRYT/seasons/2025-winter',
  'season-closed': '/c/WRYT/seasons/2022-summer',
  'season-new': '/c/WRYT/seasons/new',
  statements: '/c/WRYT/statements?season=2025-winter',
  statement: '/c/WRYT/statements/2022-summer/WRYT-2022-002',
  'statement-presented': '/c/WRYT/statements/2025-winter/WRYT-2023-003',
  'statement-disputed': '/c/WRYT/statements/2025-winter/WRYT-2022-002',
  slips: '/c/WRYT/slips',
  slip: `${CONTRACT}/events/e-0029/slip`,
  'statement-paper': '/c/WRYT/statements/2025-winter/WRYT-2022-002/paper',
  'statement-paper-dispute': '/c/WRYT/statements/2025-winter/WRYT-2022-002/paper-dispute',
  batch: '/c/WRYT/entry',
  'batch-lamb-return': '/c/WRYT/entry/lamb_return',
  proposals: '/c/WRYT/proposals',
  proposal: '/c/WRYT/proposals/1',
  users: '/c/WRYT/users',
  'all-users': '/users',
  locks: '/locks',
  'cooperative-new': '/cooperatives/new',
  settings: '/c/WRYT/settings',
  audit: '/c/WRYT/audit',
  chain: '/c/WRYT/chain',
  exports: '/c/WRYT/exports?season=2022-summer',
  mapping: '/c/WRYT/mapping',
  'mapping-edit': '/c/WRYT/mapping/edit',
  'mapping-version': '/c/WRYT/mapping/versions/0',
  jobs: '/c/WRYT/jobs',
  account: '/account',
  'sign-in-code': '/sign-in/code',
  tokens: '/account/tokens',
  'second-factor': '/account/second-factor',
  my: '/my',
  'my-vertical': '/my?lang=mn-Mong',
  'my-slip': '/my/slips/WRYT-2022-002/e-0029',
  'my-statement': '/my/statements/2025-winter/WRYT-2022-002',
  'my-statement-closed': '/my/statements/2022-summer/WRYT-2022-002',
  'card-choose': '/h/{newCard}',
  'card-enter': '/h/{card}',
  'sign-in': '/sign-in?next=%2Fc%2FWRYT',
  setup: '/setup?token={setup}',
  invitation: '/invitation/{invitation}',
  verify: '/verify/2022-summer/WRYT-2022-002/{sha256}',
  'verify-no': `/verify/2022-summer/WRYT-2022-002/${'0'.repeat(64)}`,
  problem: '/c/WRYT/contracts/NO-SUCH',
  'problem-mine': '/my/statements/NONE/NO-SUCH',
  'problem-address': '/no/such/page',
};

/** What is seen after a form of a page was sent: what is typed into it, by name, and the button that is pressed. */
export interface Answer {
  readonly page: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly press: string;
  readonly status: number;
}

export const ANSWERS: Readonly<Record<string, Answer>> = {
  'contract-checked': { page: 'contract-edit', typed: {}, press: '[value=check]', status: 200 },
  'contract-refused': { page: 'contract-new', typed: { number: '?' }, press: '[value=save]', status: 422 },
  'entry-refused': {
    page: 'entry-lamb-return',
    typed: { on: '1999-01-01' },
    press: '[name=_then][value=""]',
    status: 422,
  },
  'batch-refused': { page: 'batch-lamb-return', typed: { 'rows[0].contract': 'NO-SUCH' }, press: '.actions [type=submit]:not([name])', status: 422 }, // prettier-ignore
  'batch-asked': {
    page: 'batch-lamb-return',
    typed: {
      'rows[0].contract': 'WRYT-2022-002',
      'rows[0].on': '2025-11-20',
      'rows[0].accepted[0].class': 'ewe_lamb',
      'rows[0].accepted[0].count': '1',
    },
    press: '.actions [type=submit]:not([name])',
    status: 200,
  },
  'household-refused': {
    page: 'household-new',
    typed: { code: '?' },
    press: '.actions [type=submit]:not([name])',
    status: 422,
  },
  'season-refused': {
    page: 'season-new',
    typed: { code: '?' },
    press: '.actions [type=submit]:not([name])',
    status: 422,
  },
  'card-refused': { page: 'cards', typed: { holder: ' ' }, press: 'form:has([name=holder]) [value=link]', status: 422 },
  'answer-refused': { page: 'statement-disputed', typed: { text: ' ' }, press: '[action$=answer] [type=submit]', status: 422 }, // prettier-ignore
  'user-refused': {
    page: 'users',
    typed: { login: '?' },
    press: 'form:has([name=login]):has([name=name]) [type=submit]',
    status: 422,
  },
  'password-refused': { page: 'account', typed: { newPassword: '1' }, press: 'form:has([name=newPassword]) [type=submit]', status: 422 }, // prettier-ignore
  'dispute-refused': { page: 'my-statement', typed: { reason: ' ' }, press: '[action$=dispute] [type=submit]', status: 422 }, // prettier-ignore
  'confirm-stale': { page: 'my-statement', typed: { seen: '0'.repeat(64) }, press: '[action$=confirm] [type=submit]', status: 412 }, // prettier-ignore
  'pin-weak': { page: 'card-choose', typed: { newPin: '1', again: '1' }, press: 'main [type=submit]', status: 422 },
  'sign-in-refused': { page: 'sign-in', typed: { login: 'x', password: 'x' }, press: 'main [type=submit]', status: 422 }, // prettier-ignore
};

/** Addresses that give a file and no page. */
export const FILES: ReadonlySet<string> = new Set([
  '/c/:cooperative/audit.csv',
  '/c/:cooperative/chain/anchor.json',
  '/c/:cooperative/contracts/:contract/files/:sha256',
  '/c/:cooperative/jobs/:job/file',
  '/c/:cooperative/jobs/:job/file/head',
  '/c/:cooperative/lists/:file',
  '/c/:cooperative/statements/:season/:contract/pdf',
]);
