/** Everybody does everything to everybody: who may do what to whose account and roles is said once more here, and held against the server. */
import { hashSecret, newSecret } from '../../src/identity/secrets';
import { openApi, type Answer, type Api } from '../support/api';
import { addUser, grant, signIn, type Person } from '../support/people';

type Book = 'WRYT' | 'ELSE';
const BOOKS: readonly Book[] = ['WRYT', 'ELSE'];

/** Whoever acts, or is acted on. */
interface Sort {
  readonly name: string;
  readonly isOperator?: boolean;
  readonly roles?: readonly (readonly [Book, 'administrator' | 'clerk' | 'branch' | 'auditor'])[];
  readonly isDisabled?: boolean;
  /** Nobody has the login. */
  readonly isMissing?: boolean;
}

const GIVERS: readonly Sort[] = [
  { name: 'operator', isOperator: true },
  { name: 'administrator here', roles: [['WRYT', 'administrator']] },
  { name: 'administrator elsewhere', roles: [['ELSE', 'administrator']] },
  { name: 'administrator of both', roles: [['WRYT', 'administrator'], ['ELSE', 'administrator']] },
  { name: 'clerk here', roles: [['WRYT', 'clerk'], ['WRYT', 'branch']] },
  { name: 'auditor here', roles: [['WRYT', 'auditor']] },
  { name: 'nobody', roles: [] },
]; // prettier-ignore

const PERSONS: readonly Sort[] = [
  { name: 'missing', isMissing: true },
  { name: 'without a role' },
  { name: 'clerk here', roles: [['WRYT', 'clerk']] },
  { name: 'disabled clerk here', roles: [['WRYT', 'clerk']], isDisabled: true },
  { name: 'clerk elsewhere', roles: [['ELSE', 'clerk']] },
  { name: 'clerk in both', roles: [['WRYT', 'clerk'], ['ELSE', 'clerk']] },
  { name: 'operator', isOperator: true },
  { name: 'operator with a role here', isOperator: true, roles: [['WRYT', 'clerk']] },
]; // prettier-ignore

/** What the state of a person is made of. */
interface State {
  readonly roles: string[];
  readonly offers: string[];
  readonly isDisabled: boolean;
  readonly sessions: number;
  readonly hasInvitation: boolean;
  readonly hasSecondFactor: boolean;
}

interface Act {
  readonly name: string;
  readonly method: 'PUT' | 'DELETE' | 'POST';
  readonly path: (login: string) => string;
  /** The cooperative that it is about; undefined for what is done to the account itself. */
  readonly book?: Book;
}

const ACTS: readonly Act[] = [
  { name: 'give', method: 'PUT', path: (l) => `users/${l}/roles/WRYT/auditor`, book: 'WRYT' },
  { name: 'give', method: 'PUT', path: (l) => `users/${l}/roles/ELSE/branch`, book: 'ELSE' },
  { name: 'take', method: 'DELETE', path: (l) => `users/${l}/roles/WRYT/clerk`, book: 'WRYT' },
  { name: 'remove', method: 'DELETE', path: (l) => `cooperatives/WRYT/users/${l}`, book: 'WRYT' },
  { name: 'disable', method: 'POST', path: (l) => `users/${l}/disable` },
  { name: 'enable', method: 'POST', path: (l) => `users/${l}/enable` },
  { name: 'invite', method: 'POST', path: (l) => `users/${l}/invitation` },
  { name: 'reset', method: 'POST', path: (l) => `users/${l}/second-factor/reset` },
]; // prettier-ignore

/** What is to come of it: the status, the code of a refusal, and the state afterwards. */
interface Expected {
  readonly status: number;
  readonly code?: string;
  readonly after: State;
}

/** The rule, said in its own words. */
function expectedOf(giver: Sort, person: Sort, act: Act, before: State): Expected {
  const isHead = (book: Book): boolean => (giver.roles ?? []).some(([b, r]) => b === book && r === 'administrator');
  const no = (status: number, code: string): Expected => ({ status, code, after: before });
  if (act.book !== undefined) {
    const { book } = act;
    const knowsBook = (giver.roles ?? []).some(([b]) => b === book);
    // To remove is for administrators; an operator without a role takes single roles away.
    if (act.name === 'remove' ? !knowsBook : !knowsBook && !giver.isOperator) return no(404, 'cooperative_unknown');
    if (!isHead(book) && !giver.isOperator) return no(403, 'not_permitted');
    if (giver.isOperator && person.isMissing) return no(404, 'user_unknown');
    const isMember = (person.roles ?? []).some(([b]) => b === book);
    if (act.name === 'give') {
      const role = `${book} ${book === 'WRYT' ? 'auditor' : 'branch'}`;
      if (giver.isOperator || isMember) return { status: 204, after: { ...before, roles: [...before.roles, role].sort() } }; // prettier-ignore
      return { status: 202, after: { ...before, offers: [role] } };
    }
    return { status: 204, after: { ...before, roles: before.roles.filter((r) => r !== 'WRYT clerk') } };
  }
  const held = (person.roles ?? []).map(([book]) => book);
  const isKnown = !person.isMissing && (giver.isOperator || held.some(isHead));
  if (!isKnown) return no(404, 'user_unknown');
  if (!giver.isOperator && (person.isOperator || !held.every(isHead))) return no(422, 'account_shared');
  switch (act.name) {
    case 'disable':
      return { status: 204, after: person.isDisabled ? before : { ...before, isDisabled: true, sessions: 0, hasInvitation: false } }; // prettier-ignore
    case 'enable':
      return { status: 204, after: { ...before, isDisabled: false } };
    case 'invite':
      return person.isDisabled ? no(404, 'user_unknown') : { status: 201, after: { ...before, hasInvitation: true } };
    default:
      return { status: 204, after: { ...before, hasSecondFactor: false, sessions: 0 } };
  }
}

describe('acts on people', () => {
  let api: Api;
  const keys = new Map<Book, number>();
  beforeAll(async () => {
    api = await openApi();
    await api.send('POST', '/api/v1/cooperatives', { code: 'ELSE', name: 'ELSE', accounting: 'CN-COOP-2021' });
    for (const book of BOOKS) {
      const row = await api.database.reads.get<{ id: number }>('select id from cooperative where code = ?', [book]);
      keys.set(book, row?.id ?? 0);
    }
  });
  afterAll(() => api.close());

  let count = 0;
  const make = async (sort: Sort): Promise<{ id: number; login: string }> => {
    const login = `u${++count}`;
    if (sort.isMissing) return { id: -1, login };
    const id = await addUser(api.database, login, sort.isOperator);
    for (const [book, role] of sort.roles ?? []) await grant(api.database, id, keys.get(book) ?? 0, [role]);
    const at = api.clock.now();
    await api.database.writer.write('people', async (tx) => {
      const columns = { password_hash: 'x', totp_secret: 'x', totp_confirmed_at: at, disabled_at: sort.isDisabled ? at : null }; // prettier-ignore
      for (const [name, value] of Object.entries(columns)) await tx.run(`update app_user set ${name} = ? where id = ?`, [value, id]); // prettier-ignore
      const invitation = [hashSecret(newSecret()), id, at, '2027-01-01T00:00:00.000Z'];
      if (sort.isDisabled) return;
      await tx.insertMany('invitation', ['hash', 'user_id', 'created_at', 'expires_at'], [invitation]);
    });
    if (!sort.isDisabled) await signIn(api.database, id, login, api.clock);
    return { id, login };
  };
  const stateOf = async ({ id, login }: { id: number; login: string }): Promise<State> => {
    const { reads } = api.database;
    const rows = async (sql: string, key: number | string): Promise<Record<string, unknown>[]> => reads.all(sql, [key]);
    const named = (all: Record<string, unknown>[]): string[] => all.map((r) => `${String(r['code'])} ${String(r['role'])}`).sort(); // prettier-ignore
    const [user] = await rows('select disabled_at, totp_secret from app_user where id = ?', id);
    return {
      roles: named(await rows('select c.code, g.role from role_grant g join cooperative c on c.id = g.cooperative_id where g.user_id = ?', id)),
      offers: named(await rows('select c.code, o.role from role_offer o join cooperative c on c.id = o.cooperative_id where o.login = ?', login)),
      isDisabled: (user?.['disabled_at'] ?? null) !== null,
      sessions: (await rows('select hash from session where user_id = ? and ended_at is null', id)).length,
      hasInvitation: (await rows('select hash from invitation where user_id = ?', id)).length > 0,
      hasSecondFactor: (user?.['totp_secret'] ?? null) !== null,
    }; // prettier-ignore
  };
  const enter = async (giver: Sort): Promise<Person> => {
    const { id, login } = await make(giver);
    return signIn(api.database, id, login, api.clock);
  };
  const doIt = (act: Act, login: string, by: Person): Promise<Answer> =>
    api.send(act.method, `/api/v1/${act.path(login)}`, undefined, { ...by.headers });

  it('come to what the rule says, and change nothing beside it', async () => {
    const wrong: unknown[] = [];
    for (const giver of GIVERS) {
      const by = await enter(giver);
      for (const person of PERSONS) {
        for (const act of ACTS) {
          const whom = await make(person);
          const before = await stateOf(whom);
          const answer = await doIt(act, whom.login, by);
          const after = await stateOf(whom);
          const expected = expectedOf(giver, person, act, before);
          const body = answer.body as { code?: string };
          const got = { status: answer.status, ...(answer.status >= 400 ? { code: body.code } : {}), after };
          if (
            JSON.stringify(got) !==
            JSON.stringify({
              status: expected.status,
              ...(expected.code === undefined ? {} : { code: expected.code }),
              after: expected.after,
            })
          )
            // prettier-ignore
            wrong.push({ giver: giver.name, person: person.name, act: `${act.name} ${act.book ?? ''}`, got, expected });
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('tell an administrator nothing of strangers: whoever has the login, or nobody, the answers are the same', async () => {
    const by = await enter({ name: 'administrator here', roles: [['WRYT', 'administrator']] });
    const strangers = PERSONS.filter((p) => !(p.roles ?? []).some(([book]) => book === 'WRYT'));
    expect(strangers.length).toBe(4);
    for (const act of ACTS.filter((a) => a.book !== 'ELSE')) {
      const answers = new Set<string>();
      for (const person of strangers) {
        const { login } = await make(person);
        const { status, headers, body } = await doIt(act, login, by);
        const told = Object.entries(headers).filter(
          ([name]) => !/^(date|x-request-id|content-length|x-ratelimit-.*)$/.test(name),
        );
        answers.add(JSON.stringify([status, told, body]).replaceAll(login, '*').replaceAll(/"(requestId|instance)":"[^"]*"/g, '')); // prettier-ignore
        const lists = await Promise.all(['users?limit=100', 'offers'].map((l) => api.get(`/api/v1/cooperatives/WRYT/${l}`, { ...by.headers }))); // prettier-ignore
        const shown = (lists[1] as Answer).body.items.find((o: { login: string }) => o.login === login) ?? {};
        expect((lists[0] as Answer).body.items.some((u: { login: string }) => u.login === login)).toBe(false);
        if (act.name === 'give') expect(Object.keys(shown).sort()).toEqual(['expiresAt', 'login', 'offeredAt', 'offeredBy', 'role']); // prettier-ignore
      }
      expect([act.name, [...answers]]).toEqual([act.name, [expect.any(String)]]);
    }
  });
});
