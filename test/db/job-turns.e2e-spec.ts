import { requireCooperative } from '../../src/parties/cooperatives';
import { activeJobs, claimJob, endJob, insertJob } from '../../src/jobs/jobs.queries';
import { openTestApp } from '../support/app';
import { makeBook } from '../support/books';
import { addUser } from '../support/people';
import { importLines } from '../support/services';

it('cooperatives take turns, whoever of them asked for much and first', async () => {
  const app = await openTestApp();
  const { reads, writer } = app.database;
  const [big, small] = ['BIG', 'SMALL'];
  for (const [seed, code] of [
    [1, big],
    [2, small],
  ] as const)
    await importLines(app, makeBook(seed, { code, contracts: 1, seasons: 1, closed: 0, events: 0 }));
  const user = await addUser(app.database, 'asker');
  const ask = (code: string, at: string): Promise<number> =>
    writer.write({ cooperative: code }, async (tx) =>
      insertJob(tx, await requireCooperative(tx, code), user, at, {
        kind: 'export',
        parameters: '{}',
        fileName: null,
        knownAt: at,
      }),
    );
  for (let i = 0; i < 4; i += 1) await ask(big, `2026-06-01T00:00:0${i}.000Z`);
  const begun: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    const now = `2026-06-01T00:01:0${i}.000Z`;
    // The small one asks when the big one's first job is under way, and once more when that is done.
    if (i === 1 || i === 2) await ask(small, now);
    const [next] = (await activeJobs(reads, ['export'])).filter((job) => job.state === 'waiting');
    if (!next) throw new Error('nothing waits');
    begun.push(next.cooperative);
    const held = { ...next, owner: 'server', attempts: next.attempts + 1 };
    await writer.write({ cooperative: next.cooperative }, (tx) => claimJob(tx, next, 'server', now));
    await writer.write({ cooperative: next.cooperative }, (tx) =>
      endJob(tx, held, now, { state: 'done', done: 0, total: null }),
    );
  }
  expect(begun).toEqual([big, small, big, small, big, big]);
  expect(await activeJobs(reads, ['export'])).toEqual([]);
  await app.close();
});
