/** The people of the demonstration: a clerk, a branch officer, an auditor, an administrator and a herder's card, with secrets made anew each time. */
import { CLI_ORIGIN } from './audit/audit';
import { SystemClock } from './common/clock';
import type { Environment } from './config/environment';
import { openDatabase, type OpenDatabase } from './database/data-source';
import { findUser } from './identity/people';
import { Passwords } from './identity/passwords.service';
import { newSecret } from './identity/secrets';
import { endSessionsOf } from './identity/sessions.service';
import { Users } from './identity/users.service';
import { THE_OPERATOR, type UserRole } from './identity/viewer';
import { Cards } from './parties/cards.service';
import { requireCooperative } from './parties/cooperatives';
import { requireHousehold } from './parties/households';
import { wholeOf } from './parties/scope';

const COOPERATIVE = 'WRYT';
/** Of Wang Yan's household, the seed case. */
const HOUSEHOLD = 'H001';
const PASSWORD_LENGTH = 14;

/** How one of them signs in. */
export interface DemoPerson {
  readonly role: UserRole;
  readonly login: string;
  readonly password: string;
}

export interface DemoPeople {
  readonly users: readonly DemoPerson[];
  readonly household: string;
  /** Opens the household's account; the PIN is chosen there. */
  readonly cardSecret: string;
}

const ROLES = [
  ['clerk', '经办人'],
  ['branch', '支部书记'],
  ['auditor', '审计员'],
  ['administrator', '管理员'],
] as const;

/** No password of the demonstration is known before: whoever reads the terminal knows the ones of this time. */
export async function makePeople(environment: Environment): Promise<DemoPeople> {
  const database = await openDatabase(environment.databaseUrl);
  try {
    const { id } = await requireCooperative(database.reads, COOPERATIVE);
    const users: DemoPerson[] = [];
    for (const [role, name] of ROLES) users.push(await renewUser(database, id, role, name));
    return { users, ...(await renewCard(database)) };
  } finally {
    await database.close();
  }
}

async function renewUser(database: OpenDatabase, id: number, role: UserRole, name: string): Promise<DemoPerson> {
  const { reads, writer } = database;
  const clock = new SystemClock();
  const passwords = new Passwords();
  const password = newSecret().slice(0, PASSWORD_LENGTH);
  const known = await findUser(reads, role);
  if (!known) {
    const user = { login: role, name, roles: [{ cooperativeId: id, role }] };
    await new Users(writer, clock, passwords).addWithPassword(THE_OPERATOR, CLI_ORIGIN, user, password);
    return { role, login: role, password };
  }
  const hash = await passwords.hash(password);
  await writer.write('installation', async (tx) => {
    await tx.run('update app_user set password_hash = ? where id = ?', [hash, known.id]);
    await endSessionsOf(tx, known.id, clock.now());
  });
  return { role, login: role, password };
}

async function renewCard({ reads, writer }: OpenDatabase): Promise<Pick<DemoPeople, 'household' | 'cardSecret'>> {
  const cards = new Cards(reads, writer, new SystemClock());
  const cooperative = await requireCooperative(reads, COOPERATIVE);
  const household = await requireHousehold(reads, wholeOf(cooperative), HOUSEHOLD);
  for (const card of await cards.list(cooperative.id, household.id))
    if (card.revokedAt === undefined) await cards.revoke(cooperative, household, card.id, CLI_ORIGIN);
  const secret = await cards.issue(cooperative, household, household.name, CLI_ORIGIN, (card) => card.secret);
  return { household: household.name, cardSecret: secret };
}
