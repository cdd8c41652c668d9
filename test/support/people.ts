/** People of a test: users with roles, signed in, each with the headers of their session. */
import { CLI_ORIGIN } from '../../src/audit/audit';
import { SystemClock, type Clock } from '../../src/common/clock';
import type { OpenDatabase } from '../../src/database/data-source';
import { Sessions } from '../../src/identity/sessions.service';
import { USER_ROLES, type UserRole } from '../../src/identity/viewer';
import { Cards } from '../../src/parties/cards.service';

/** Someone who is signed in. */
export interface Person {
  readonly id: number;
  readonly login: string;
  /** For requests that change something too. */
  readonly headers: Readonly<Record<string, string>>;
}

const AT = '2026-01-01T00:00:00.000Z';

/** Adds a user without a password; tests of sign-in make theirs through the real services. */
export async function addUser(database: OpenDatabase, login: string, isOperator = false): Promise<number> {
  return database.writer.write('installation', async (tx) => {
    const id = ((await tx.get<{ id: number | null }>('select max(id) as id from app_user'))?.id ?? 0) + 1;
    await tx.insertMany(
      'app_user',
      ['id', 'login', 'name', 'is_operator', 'created_at', 'version'],
      [[id, login, login, isOperator, AT, 1]],
    );
    return id;
  });
}

export async function grant(
  database: OpenDatabase,
  userId: number,
  cooperative: number,
  roles: readonly UserRole[],
): Promise<void> {
  await database.writer.write('installation', (tx) =>
    tx.insertMany(
      'role_grant',
      ['cooperative_id', 'user_id', 'role', 'granted_at', 'granted_by'],
      roles.map((role) => [cooperative, userId, role, AT, 'test']),
      'on conflict do nothing',
    ),
  );
}

/** A session of a user, as the sign-in gives it. */
export async function signIn(
  database: OpenDatabase,
  id: number,
  login: string,
  clock: Clock = new SystemClock(),
): Promise<Person> {
  const sessions = new Sessions(database.reads, database.writer, clock, { needsSecondFactor: false });
  const secret = await database.writer.write('installation', (tx) =>
    sessions.start(tx, { user: id, isStrong: true, address: 'test', agent: 'test' }),
  );
  return { id, login, headers: headersOf(secret, (await sessions.viewer(secret)).csrf) };
}

export function headersOf(secret: string, csrf = ''): Record<string, string> {
  return { cookie: `sureg=${secret}`, 'x-csrf-token': csrf };
}

/** A user with the given roles in the cooperative of a code, signed in. */
export async function person(
  { database, clock }: { readonly database: OpenDatabase; readonly clock?: Clock },
  login: string,
  code: string,
  ...roles: UserRole[]
): Promise<Person> {
  const id = await addUser(database, login);
  const cooperative = await database.reads.get<{ id: number }>('select id from cooperative where code = ?', [code]);
  if (!cooperative) throw new Error(`no cooperative ${code}`);
  await grant(database, id, cooperative.id, roles);
  return signIn(database, id, login, clock);
}

/** Someone who may do everything everywhere, also in cooperatives that come later: for tests that are about something else. */
export async function everybody(
  { database, clock }: { readonly database: OpenDatabase; readonly clock?: Clock },
  login = 'everybody',
): Promise<Person & { renew(): Promise<void> }> {
  const id = await addUser(database, login, true);
  let known = 0;
  let since = '';
  const me = { id, login, headers: {}, renew };
  // A test that sets its clock further than a session lives has signed in again.
  async function renew(): Promise<void> {
    const now = clock?.now() ?? '';
    if (since.slice(0, 16) !== now.slice(0, 16) || since === '')
      me.headers = (await signIn(database, id, login, clock)).headers;
    since = now || 'once';
    const rows = await database.reads.all<{ id: number }>('select id from cooperative');
    if (rows.length === known) return;
    for (const row of rows) await grant(database, id, row.id, USER_ROLES);
    known = rows.length;
  }
  await renew();
  return me;
}

/** A herder with a card of a household, signed in. */
export async function herder(
  { database, clock = new SystemClock() }: { readonly database: OpenDatabase; readonly clock?: Clock },
  code: string,
  household: string,
): Promise<Person> {
  const row = await database.reads.get<{ cooperative_id: number; id: number }>(
    'select h.cooperative_id, h.id from household h join cooperative o on o.id = h.cooperative_id where o.code = ? and h.code = ?',
    [code, household],
  );
  if (!row) throw new Error(`no household ${code} ${household}`);
  const { cooperative_id: cooperativeId, id: householdId } = row;
  const sessions = new Sessions(database.reads, database.writer, clock, { needsSecondFactor: false });
  const cards = new Cards(database.reads, database.writer, clock);
  const to = [
    { id: cooperativeId, code },
    { id: householdId, code: household },
  ] as const;
  const cardId = await cards.issue(...to, household, { ...CLI_ORIGIN, actor: 'test' }, (card) => card.id);
  const secret = await database.writer.write('installation', (tx) =>
    sessions.start(tx, { card: { cooperativeId, cardId }, isStrong: true, address: 'test', agent: 'test' }),
  );
  return { id: 0, login: household, headers: headersOf(secret, (await sessions.viewer(secret)).csrf) };
}
