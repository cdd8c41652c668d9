/**
 * Every route, for everybody, in every cooperative and household: nobody sees or does what is not theirs.
 *
 * @runs sqlite
 * @slow
 */
import { hashSecret, newSecret } from '../../src/identity/secrets';
import type { Role, TokenScope } from '../../src/identity/viewer';
import { openApi, type Answer, type Api } from '../support/api';
import { addUser, herder, person, signIn, type Person } from '../support/people';
import { routesOf, type Route } from '../support/routes';

/** Where somebody stands. */
interface Actor {
  readonly name: string;
  /** The only cooperative they have a role in. */
  readonly cooperative?: string;
  readonly role?: Role;
  readonly household?: string;
  readonly isOperator?: boolean;
  /** False for herders and machines. */
  readonly isInPerson?: boolean;
  readonly scopes?: readonly string[];
  /** A session that no other request has used or ended. */
  enter(): Promise<Person | undefined>;
}

/** What an address leads to. */
interface Target {
  readonly cooperative: string;
  readonly household: string;
  readonly contract: string;
}

const OWN: Target = { cooperative: 'WRYT', household: 'H003', contract: 'WRYT-2022-002' };
/** Marked so that a leak is found wherever it shows. */
const NEIGHBOUR: Target = { cooperative: 'WRYT', household: 'ZZNEAR-H', contract: 'ZZNEAR-C' };
const FOREIGN: Target = { cooperative: 'ZZFAR-O', household: 'ZZFAR-H', contract: 'ZZFAR-C' };
const MARKS = [
  { mark: 'ZZNEAR', of: NEIGHBOUR },
  { mark: 'ZZFAR', of: FOREIGN },
];
const NOWHERE: Target = { cooperative: 'NOWHERE', household: 'NOBODY', contract: 'NOTHING' };

describe('every route, everybody, everywhere', () => {
  let api: Api;
  let routes: Route[];
  let actors: Actor[];

  beforeAll(async () => {
    api = await openApi();
    await addHouseholds(api);
    routes = routesOf(api.app);
    actors = await actorsOf(api);
  });
  afterAll(() => api.close());

  it('says of each route who may use it, and keeps the cooperative in the address', () => {
    expect(routes.filter((r) => r.rule === undefined).map((r) => `${r.method} ${r.path}`)).toEqual([]);
    expect(routes.filter((r) => r.path.includes(':cooperative') && r.rule?.to !== 'roles')).toEqual([]);
    expect(routes.filter((r) => r.rule?.to === 'roles' && !r.path.includes(':cooperative'))).toEqual([]);
    // Reading never changes anything, so no other site can change anything by a link.
    expect(routes.filter((r) => r.method !== 'GET' && r.rule?.to !== 'everyone' && scopeOf(r) === 'read')).toEqual([]);
  });

  it('lets in those it is for and nobody else, and tells strangers nothing', async () => {
    const wrong: string[] = [];
    const leaks: string[] = [];
    let cells = 0;
    for (const route of routes) {
      for (const actor of actors) {
        for (const target of targetsOf(route)) {
          cells += 1;
          const answer = await ask(api, route, actor, target);
          const cell = `${route.method} ${route.path} | ${actor.name} | ${target.cooperative}/${target.household}`;
          const fault = faultOf(route, actor, target, answer);
          if (fault) wrong.push(`${cell}: ${fault} (${answer.status} ${JSON.stringify(answer.body).slice(0, 200)})`);
          // Operators know the users of the whole installation and where each has a role; they see no book.
          if (actor.isOperator && ['/api/v1/users', '/users'].includes(route.path)) continue;
          for (const mark of leaksOf(actor, answer, target)) leaks.push(`${cell}: ${mark}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(leaks).toEqual([]);
    expect(cells).toBeGreaterThanOrEqual(2_000);
  }, 600_000);

  it('answers for a foreign cooperative exactly as for one that is not there', async () => {
    const clerk = actors.find((a) => a.role === 'clerk' && a.cooperative === 'WRYT');
    const inCooperative = routes.filter((r) => r.rule?.to === 'roles');
    expect(inCooperative.length).toBeGreaterThan(15);
    for (const route of inCooperative) {
      const foreign = await ask(api, route, clerk as Actor, FOREIGN);
      const missing = await ask(api, route, clerk as Actor, NOWHERE);
      const plain = ({ status, body }: Answer, { cooperative }: Target): string =>
        JSON.stringify([status, body]).replaceAll(cooperative, '*').replaceAll(/"requestId":"[^"]*"/g, '').replaceAll(/[0-9a-f-]{36}/g, ''); // prettier-ignore
      expect([route.path, plain(foreign, FOREIGN)]).toEqual([route.path, plain(missing, NOWHERE)]);
    }
  });
});

function scopeOf({ rule }: Route): string | undefined {
  return rule && 'scope' in rule ? rule.scope : undefined;
}

/** What is wrong with an answer; undefined when nothing is. */
function faultOf(route: Route, actor: Actor, target: Target, answer: Answer): string | undefined {
  const expected = expectedOf(route, actor, target);
  const { status } = answer;
  if (status >= 500 && status !== 503) return 'a fault of ours';
  const isSentToSignIn = status === 303 && String(answer.headers['location']).startsWith('/sign-in');
  switch (expected) {
    case 'in':
      return status === 401 || status === 403 || isSentToSignIn ? 'kept out' : undefined;
    case 'sign-in':
      return status === 401 || isSentToSignIn ? undefined : 'let in without a sign-in';
    case 'forbidden':
      return status === 403 ? undefined : 'not forbidden';
    case 'unknown':
      return status === 404 ? undefined : 'not unknown';
  }
}

function expectedOf({ rule, path }: Route, actor: Actor, target: Target): 'in' | 'sign-in' | 'forbidden' | 'unknown' {
  if (!rule) return 'forbidden';
  if (rule.to === 'everyone') return 'in';
  if (actor.name === 'anonymous') return 'sign-in';
  if (actor.scopes && !actor.scopes.includes(rule.scope)) return 'forbidden';
  if (rule.to === 'signed-in') return 'in';
  if (rule.to === 'users') return actor.isInPerson === false ? 'forbidden' : 'in';
  if (rule.to === 'operator') return actor.isOperator ? 'in' : 'forbidden';
  if (actor.cooperative !== target.cooperative) return 'unknown';
  if (actor.role === undefined || !rule.roles.includes(actor.role)) return 'forbidden';
  const isOfHousehold = path.includes(':household') || path.includes(':contract');
  if (actor.household !== undefined && isOfHousehold && actor.household !== target.household) return 'unknown';
  return 'in';
}

function maySee(actor: Actor, target: Target): boolean {
  if (actor.cooperative !== target.cooperative) return false;
  return actor.household === undefined || actor.household === target.household;
}

/** The marks in an answer of what the actor may not see, but for what the question itself named. */
function leaksOf(actor: Actor, answer: Answer, target: Target): string[] {
  let text = JSON.stringify([answer.body, answer.headers]);
  for (const asked of Object.values(target) as string[])
    text = text.replaceAll(asked, '').replaceAll(encodeURIComponent(asked), '');
  return MARKS.filter(({ mark, of }) => !maySee(actor, of) && text.includes(mark)).map(({ mark }) => mark);
}

function targetsOf({ path }: Route): Target[] {
  if (!path.includes(':cooperative')) return [OWN];
  return path.includes(':household') || path.includes(':contract')
    ? [OWN, NEIGHBOUR, FOREIGN, NOWHERE]
    : [OWN, FOREIGN, NOWHERE];
}

async function ask(api: Api, route: Route, actor: Actor, target: Target): Promise<Answer> {
  const url = route.path
    .replace(':cooperative', target.cooperative)
    .replace(':household', target.household)
    .replace(':contract', target.contract)
    .replace(':season', '2025-winter')
    .replaceAll(/:(\w+)/g, '1');
  const headers = { 'x-csrf-token': '', cookie: '', ...(await actor.enter())?.headers };
  if (route.method === 'GET') return api.get(url, headers);
  return route.path.startsWith('/api/')
    ? api.send(route.method, url, {}, headers)
    : api.send(route.method, url, '', { ...headers, 'content-type': 'application/x-www-form-urlencoded' });
}

async function actorsOf(api: Api): Promise<Actor[]> {
  const users: Actor[] = [];
  for (const cooperative of ['WRYT', FOREIGN.cooperative])
    for (const role of ['administrator', 'clerk', 'branch', 'auditor'] as const) {
      const name = `${role} of ${cooperative}`;
      const { id, login } = await person(
        api,
        `${role}-${cooperative === 'WRYT' ? 'own' : 'foreign'}`,
        cooperative,
        role,
      );
      users.push({ name, cooperative, role, enter: () => signIn(api.database, id, login, api.clock) });
    }
  const operator = await addUser(api.database, 'operator-only', true);
  const nobody = await addUser(api.database, 'no-role');
  return [
    { name: 'anonymous', enter: () => Promise.resolve(undefined) },
    ...users,
    ...[OWN, NEIGHBOUR, FOREIGN].map(
      ({ cooperative, household }): Actor => ({
        name: `herder ${household}`, cooperative, household, role: 'herder', isInPerson: false, enter: () => herder(api, cooperative, household),
      }), // prettier-ignore
    ),
    ...(await Promise.all((['read', 'record'] as const).map((scope) => machine(api, scope)))),
    { name: 'operator', isOperator: true, enter: () => signIn(api.database, operator, 'operator-only', api.clock) },
    { name: 'user without a role', enter: () => signIn(api.database, nobody, 'no-role', api.clock) },
  ];
}

/** A clerk's machine, whose token may be used for one thing. */
async function machine(api: Api, scope: TokenScope): Promise<Actor> {
  const { id } = await person(api, `machine-${scope}`, 'WRYT', 'clerk');
  const secret = `sureg_${newSecret()}`;
  const columns = ['id', 'hash', 'user_id', 'name', 'scopes', 'created_at', 'expires_at'];
  const row = [id, hashSecret(secret), id, scope, scope, api.clock.now(), '2027-01-01T00:00:00.000Z'];
  await api.database.writer.write('installation', (tx) => tx.insertMany('api_token', columns, [row]));
  const headers = { authorization: `Bearer ${secret}` };
  return { name: `machine to ${scope}`, cooperative: 'WRYT', role: 'clerk', isInPerson: false, scopes: [scope], enter: () => Promise.resolve({ id, login: '', headers }) }; // prettier-ignore
}

/** A neighbour's household and contract in the same cooperative, and another cooperative with its own. */
async function addHouseholds(api: Api): Promise<void> {
  const made = (answer: Answer): void => expect([200, 201]).toContain(answer.status);
  made(await api.send('POST', '/api/v1/cooperatives', { code: FOREIGN.cooperative, name: 'ZZFAR', accounting: 'CN-COOP-2021' })); // prettier-ignore
  for (const { cooperative, household, contract } of [NEIGHBOUR, FOREIGN]) {
    const base = `/api/v1/cooperatives/${cooperative}`;
    if (cooperative !== 'WRYT')
      made(await api.send('POST', `${base}/seasons`, { code: '2025-winter', from: '2025-12-01', to: '2026-05-31' }));
    made(
      await api.send('POST', `${base}/households`, {
        code: household,
        name: `${household} name`,
        phone: '13800138000',
      }),
    );
    const terms = { handout: [{ class: 'ewe', count: 1 }], obligations: [] };
    made(
      await api.send('POST', `${base}/contracts`, {
        number: contract,
        household,
        from: '2026-01-01',
        to: '2026-12-31',
        terms,
      }),
    );
  }
}
