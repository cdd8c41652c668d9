/** Herders of a test: a household's card, signed in on a phone. */
import { SystemClock, type Clock } from '../../src/common/clock';
import type { OpenDatabase } from '../../src/database/data-source';
import { Sessions } from '../../src/identity/sessions';
import { headersOf } from './people';

/** The headers of a session with a new card of the household. */
export async function herder(
  { database, clock = new SystemClock() }: { readonly database: OpenDatabase; readonly clock?: Clock },
  household: string,
  code = 'WRYT',
): Promise<Record<string, string>> {
  const sessions = new Sessions(database.reads, database.writer, clock);
  const secret = await database.writer.write('installation', async (tx) => {
    const found = await tx.get<{ cooperative_id: number; id: number }>(
      'select h.cooperative_id, h.id from household h join cooperative c on c.id = h.cooperative_id where c.code = ? and h.code = ?',
      [code, household],
    );
    if (!found) throw new Error(`no household ${household}`);
    const last = await tx.get<{ id: number | null }>('select max(id) as id from herder_card');
    const id = (last?.id ?? 0) + 1;
    const row = {
      cooperative_id: found.cooperative_id,
      id,
      household_id: found.id,
      holder: household,
      token_hash: `card ${id}`,
      failures: 0,
      created_at: clock.now(),
      created_by: 'test',
    };
    await tx.insertMany('herder_card', Object.keys(row), [Object.values(row)]);
    const card = { cooperativeId: found.cooperative_id, cardId: id };
    return sessions.start(tx, { card, isStrong: true, address: 'test', agent: 'test' });
  });
  return headersOf(secret, (await sessions.viewer(secret)).csrf);
}
