/** Fills the site with one of everything that pages show, and signs in one person of each role. */
import { CLI_ORIGIN } from '../../src/audit/audit';
import { SetupService } from '../../src/identity/setup.service';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR, USER_ROLES } from '../../src/identity/viewer';
import { CardSignInService } from '../../src/parties/card-sign-in.service';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { RegistrationService } from '../../src/contracts/registration.service';
import { StatementWorkflow } from '../../src/statements/workflow.service';
import { PresentAllService } from '../../src/statements/present-all.service';
import { statementAt } from '../support/life';
import { addUser, herder, signIn } from '../support/people';
import { routesOf, type Route } from '../support/routes';
import type { Reader, Site } from '../support/site';
import { PAGES } from './pages';

export const HOSTILE = `</script><img src=x onerror=alert(1)>"'𠮷 Өвөр Үйлс 🐑`;
const DRAFT = {
  number: 'DRAFT-1',
  household: 'H001',
  from: '2026-04-01',
  to: '2029-03-31',
  terms: {
    handout: [{ class: 'ewe', count: 60 }],
    obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 120, schedule: { kind: 'at_end' } }],
  },
} satisfies Parameters<RegistrationService['draftContract']>[1];

export const ACTORS = ['stranger', ...USER_ROLES, 'operator', 'herder'] as const;
export type Actor = (typeof ACTORS)[number];

export interface Furnished {
  readonly readers: Readonly<Record<Actor, Reader>>;
  /** The address of a page of the list. */
  address(page: string): string;
}

/** The first-run page is only there while nobody can sign in: look at it in `first`. */
export async function furnish(site: Site, first: (setup: string) => Promise<void>): Promise<Furnished> {
  const setup = (await site.app.get(SetupService, { strict: false }).begin()) ?? '';
  await first(pathOf('setup', { setup }));
  const readers = await signedIn(site);
  const secrets = { setup, ...(await fill(site, readers.clerk)) };
  return { readers, address: (page) => pathOf(page, secrets) };
}

function pathOf(page: string, secrets: Readonly<Record<string, string>>): string {
  return (PAGES[page] ?? page).replace(/\{(\w+)\}/g, (all, name: string) => secrets[name] ?? all);
}

async function signedIn(site: Site): Promise<Record<Actor, Reader>> {
  const readers: Partial<Record<Actor, Reader>> = { stranger: site.visitor() };
  // Has given a password: without it the page that asks for the second factor is the one that asks for the first.
  readers.stranger?.cookies.set('sureg-step', 'x');
  for (const role of USER_ROLES) readers[role] = await site.reader(`一个${role}`, role);
  const operator = await addUser(site.database, 'operator', true);
  readers.operator = withSession(site, await signIn(site.database, operator, 'operator', site.clock));
  readers.herder = withSession(site, await herder(site, 'WRYT', 'H002'));
  return readers as Record<Actor, Reader>;
}

function withSession(site: Site, { headers }: { readonly headers: Readonly<Record<string, string>> }): Reader {
  const reader = site.visitor();
  const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
  reader.cookies.set(name, value);
  return reader;
}

/** @returns what the addresses of pages need */
async function fill(site: Site, clerk: Reader): Promise<Record<string, string>> {
  const desk = site.app.get(RegistrationService);
  await desk.addHousehold('WRYT', { code: 'H-X', name: HOSTILE, note: HOSTILE }, CLI_ORIGIN);
  await desk.draftContract('WRYT', DRAFT, CLI_ORIGIN);
  await site.app.get(PresentAllService).presentAll('WRYT', '2025-winter', CLI_ORIGIN);
  await dispute(site);
  const penalty = { id: 'p-1', on: '2026-02-20', amount: '50', reason: HOSTILE };
  await clerk.post('/c/WRYT/contracts/WRYT-2022-002/events/new?kind=penalty', penalty);
  await clerk.post('/c/WRYT/exports', { file: 'entries.csv', season: '2022-summer' });
  const cooperative = await requireCooperative(site.database.reads, 'WRYT');
  const household = await requireHousehold(site.database.reads, wholeOf(cooperative), 'H002');
  const cards = site.app.get(Cards);
  const issue = (holder: string): Promise<string> =>
    cards.issue(cooperative, household, holder, CLI_ORIGIN, (c) => c.secret);
  const newCard = await issue('萨仁高娃');
  const card = await issue(HOSTILE);
  await site.app.get(CardSignInService).signIn({ token: card, newPin: '280417', agent: 'test' }, CLI_ORIGIN);
  const guest = { login: 'naren', name: '娜仁', isOperator: false };
  const invitation = await site.app.get(Users, { strict: false }).add(THE_OPERATOR, CLI_ORIGIN, guest);
  const closed = { cooperative: 'WRYT', season: '2022-summer', contract: 'WRYT-2022-002' };
  return { newCard, card, invitation, sha256: (await statementAt(site, closed)).sha256 };
}

async function dispute(site: Site): Promise<void> {
  const to = { cooperative: 'WRYT', season: '2025-winter', contract: 'WRYT-2022-002' };
  const scope = wholeOf(await requireCooperative(site.database.reads, 'WRYT'));
  const { sha256 } = await statementAt(site, to);
  const line = { section: 'owed', subject: 'lambs', line: 'closing' };
  const household = { origin: CLI_ORIGIN, scope, parties: new Set(['household'] as const) };
  const life = site.app.get(StatementWorkflow);
  await life.dispute({ ...to, sha256 }, household, { line, reason: HOSTILE });
  await life.answer(
    { ...to, sha256 },
    { ...household, parties: new Set(['clerk'] as const) },
    '已核对，三月二日补记。',
  );
}

/** The route that answers an address: where several do, the one that says it most exactly. */
export function routeOf(routes: readonly Route[], address: string): Route | undefined {
  const parts = (address.split('?')[0] ?? '').split('/');
  const fits = ({ path }: Route): boolean => {
    const pattern = path.split('/');
    return pattern.length === parts.length && pattern.every((p, i) => p.startsWith(':') || p === parts[i]);
  };
  const variables = ({ path }: Route): number => path.split(':').length;
  return routes.filter((r) => r.method === 'GET' && fits(r)).sort((a, b) => variables(a) - variables(b))[0];
}

/** Who may see a page. */
export function actorsOf(site: Site, page: string): readonly Actor[] {
  const address = PAGES[page] ?? page;
  // All others are led to their own first page.
  if (address.startsWith('/my')) return ['herder'];
  const rule = routeOf(routesOf(site.app), address)?.rule;
  switch (rule?.to) {
    case 'roles':
      return ACTORS.filter((actor) => (rule.roles as readonly string[]).includes(actor));
    case 'signed-in':
      return ACTORS.filter((actor) => actor !== 'stranger');
    case 'users':
      return [...USER_ROLES, 'operator'];
    case 'operator':
      return ['operator'];
    default:
      return ['stranger'];
  }
}
