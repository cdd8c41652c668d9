/** Users of a test's book, put into the database as they are: how they sign in is another story's. */
import type { OpenDatabase } from '../../src/database/data-source';
import type { Person, UserRole } from '../../src/identity/viewer';
import { requireCooperative } from '../../src/parties/cooperatives';

const SINCE = '2026-01-01T00:00:00.000Z';

export function addPerson(
  { writer }: OpenDatabase,
  cooperative: string,
  login: string,
  ...roles: UserRole[]
): Promise<Person> {
  return writer.write('installation', async (tx) => {
    const { id } = await requireCooperative(tx, cooperative);
    const last = await tx.get<{ id: number | null }>('select max(id) as id from app_user');
    const userId = (last?.id ?? 0) + 1;
    const columns = ['id', 'login', 'name', 'is_operator', 'created_at', 'version'];
    await tx.insertMany('app_user', columns, [[userId, login, `${login}的名字`, false, SINCE, 1]]);
    const grants = roles.map((role) => [id, userId, role, SINCE, 'test']);
    await tx.insertMany('role_grant', ['cooperative_id', 'user_id', 'role', 'granted_at', 'granted_by'], grants);
    return { userId, login };
  });
}
