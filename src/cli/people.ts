/** What `sureg user` works with; loaded by that command only, since hashing passwords needs a library of its own. */
import { CLI_ORIGIN } from '../audit/audit';
import type { Clock } from '../common/clock';
import type { Environment } from '../config/environment';
import type { OpenDatabase } from '../database/data-source';
import { checkValue } from '../domain/shape/check';
import { DomainError } from '../domain/errors';
import { Passwords } from '../identity/passwords.service';
import { UserRoles } from '../identity/roles.service';
import { Locks } from '../identity/locks.service';
import { Users } from '../identity/users.service';
import { listUsers } from '../identity/users.queries';
import { THE_OPERATOR, USER_ROLES, type UserRole } from '../identity/viewer';
import { requireCooperative } from '../parties/cooperatives';
import type { CliPeople, CliUser } from './services';

const MAX_LOGIN = 60;
const MAX_NAME = 100;
const PAGE = 500;

export function peopleOf({ reads, writer }: OpenDatabase, environment: Environment, clock: Clock): CliPeople {
  const users = new Users(writer, clock, new Passwords());
  const roles = new UserRoles(writer, clock);
  const locks = new Locks(reads, writer, clock);
  const { host, port, publicUrl } = environment;
  const linkTo = (secret: string): string =>
    `${publicUrl?.replace(/\/$/, '') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`}/invitation/${secret}`;
  const grantOf = async (text: string): Promise<{ cooperativeId: number; role: UserRole }> => {
    const [word = '', code = ''] = [text.slice(0, text.indexOf('@')), text.slice(text.indexOf('@') + 1)];
    const role = USER_ROLES.find((r) => r === word);
    if (role === undefined) throw new DomainError('choice_invalid', { value: text }, 'role');
    return { cooperativeId: (await requireCooperative(reads, code)).id, role };
  };
  return {
    add: async ({ login, name, operator, roles: grants, password }) => {
      if (checkValue({ is: 'code', max: MAX_LOGIN }, login)) throw new DomainError('code_invalid', {}, 'login');
      if (checkValue({ is: 'text', max: MAX_NAME, multiline: false, quotes: true }, name))
        throw new DomainError('text_invalid', {}, 'name');
      const user = { login, name, isOperator: operator, roles: await Promise.all(grants.map(grantOf)) };
      if (password === undefined) return linkTo(await users.add(THE_OPERATOR, CLI_ORIGIN, user));
      await users.addWithPassword(THE_OPERATOR, CLI_ORIGIN, user, password);
      return undefined;
    },
    list: async ({ cooperative }) => {
      const cooperativeId = cooperative === undefined ? undefined : (await requireCooperative(reads, cooperative)).id;
      const found: CliUser[] = [];
      for (let after: number | undefined = 0; after !== undefined;) {
        const rows = await listUsers(reads, { after, limit: PAGE, cooperativeId });
        for (const u of rows.slice(0, PAGE)) {
          const held = Object.entries(u.roles).flatMap(([code, all]) => all.map((role) => `${role}@${code}`));
          const state = u.disabled_at !== null ? 'disabled' : u.password_hash === null ? 'invited' : 'active';
          found.push({ login: u.login, name: u.name, operator: Boolean(u.is_operator), roles: held, state });
        }
        after = rows.length > PAGE ? rows[PAGE - 1]?.id : undefined;
      }
      return found;
    },
    disable: (login) => users.disable(THE_OPERATOR, CLI_ORIGIN, login),
    enable: (login) => users.enable(THE_OPERATOR, CLI_ORIGIN, login),
    invite: async (login) => linkTo(await users.inviteAgain(THE_OPERATOR, CLI_ORIGIN, login)),
    locks: () => locks.list(THE_OPERATOR),
    unlock: (who) =>
      'login' in who
        ? locks.liftLogin(THE_OPERATOR, CLI_ORIGIN, who.login)
        : locks.liftAddress(THE_OPERATOR, CLI_ORIGIN, who.address),
    role: async (login, grant, revoke) => {
      const { cooperativeId, role } = await grantOf(grant);
      const change = { login, cooperativeId, role };
      await (revoke ? roles.take(THE_OPERATOR, CLI_ORIGIN, change) : roles.give(THE_OPERATOR, CLI_ORIGIN, change));
    },
  };
}
