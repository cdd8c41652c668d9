/** @slow */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { filesFolder } from '../../src/config/files-folder';
import type { JobView } from '../../src/jobs/job';
import { openTestApp } from '../support/app';
import { makeBook } from '../support/books';
import { runScript, type Child, type ChildOptions } from '../support/child';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { grant, person, type Person } from '../support/people';
import { exportedBytes, importLines } from '../support/services';
import { openRaw } from '../support/sql';
import { timeout } from '../support/scale';

const script = join(__dirname, 'serve-slowly.ts');
const JOBS = '/api/v1/cooperatives/COOP9/jobs';
const RUNS = '/api/v1/cooperatives/COOP8/settlements';
const CONTRACTS = 1_600;

/** A server in a process of its own, asked by one auditor. */
interface Server {
  readonly child: Child;
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<{ status: number; body: JobView }>;
  bytes(path: string): Promise<Buffer>;
}

describe('jobs whose server ends, stops or finds no room', () => {
  let test: TestDatabase;
  let auditor: Person;
  let folder: string;
  let children: Child[];
  beforeEach(async () => {
    children = [];
    test = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-jobs-'));
    const app = await openTestApp(test);
    await importLines(app, makeBook(9, { contracts: 30, seasons: 5, closed: 3, events: 8 }));
    auditor = await person({ database: app.database }, 'sheng', 'COOP9', 'auditor');
    await app.close();
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill()));
    await test.drop();
    rmSync(folder, { recursive: true });
  });

  const serve = async (
    pause: number,
    options: ChildOptions & { readonly deadMillis?: number } = {},
  ): Promise<Server> => {
    const child = runScript(script, [test.url, String(pause), String(options.deadMillis ?? 1_000)], {
      ...options,
      env: { SUREG_FILES: folder },
    });
    children.push(child);
    const url = (await child.until((line) => line.startsWith('ready '))).slice('ready '.length);
    const request = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${url}${path}`, {
        method,
        headers: { ...auditor.headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    return {
      child,
      ask: async (method, path, body) => {
        const response = await request(method, path, body);
        return { status: response.status, body: (await response.json()) as JobView };
      },
      bytes: async (path) => Buffer.from(await (await request('GET', path)).arrayBuffer()),
    };
  };
  const files = (): string[] => {
    const jobs = join(test.dialect === 'sqlite' ? filesFolder(test.url.slice('sqlite:'.length)) : folder, 'jobs');
    return existsSync(jobs) ? readdirSync(jobs) : [];
  };
  /** Asks for a file; gives the address of the job. */
  const askFor = async (server: Server, what: string, format: string): Promise<string> => {
    const { status, body } = await server.ask('POST', `${JOBS}/exports`, { what, format });
    expect([status, body.kind]).toEqual([202, 'export']);
    return `${JOBS}/${body.id}`;
  };
  /** Looks until it is so; gives every look. */
  const watch = async (server: Server, job: string, isSo: (job: JobView) => boolean): Promise<JobView[]> => {
    const seen: JobView[] = [];
    for (;;) {
      const { body } = await server.ask('GET', job);
      seen.push(body);
      if (isSo(body)) return seen;
      if (!['waiting', 'running'].includes(body.state)) throw new Error(`ended: ${JSON.stringify(body)}`);
      await wait(30);
    }
  };
  const begun = (job: JobView): boolean => job.state === 'running' && job.done > 0;
  const done = (job: JobView): boolean => job.state === 'done';
  /** The same file, made directly. */
  const direct = async ({ knownAt: asKnown }: JobView, format: string): Promise<Buffer> => {
    const app = await openTestApp(test);
    try {
      return await exportedBytes(app, {
        what: 'entries',
        format,
        cooperative: 'COOP9',
        asKnown,
        bom: format === 'csv',
      });
    } finally {
      await app.close();
    }
  };
  /** Whether a unit could be begun: a file's lock is its writer's for as long as that is stopped. */
  const isFree = async (): Promise<boolean> => {
    if (test.dialect === 'postgres') return true;
    const raw = await openRaw(test.url);
    try {
      for (const sql of ['pragma busy_timeout = 300', 'begin immediate', 'rollback']) await raw.query(sql);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    } finally {
      await raw.close();
    }
  };
  /** Stops a server between two of its units. */
  const putToSleep = async ({ child }: Server): Promise<void> => {
    for (;;) {
      child.process.kill('SIGSTOP');
      await wait(50);
      if (await isFree()) return;
      child.process.kill('SIGCONT');
      await wait(20);
    }
  };
  const rows = async <T>(sql: string): Promise<T[]> => {
    const raw = await openRaw(test.url);
    try {
      return await raw.query<T>(sql);
    } finally {
      await raw.close();
    }
  };

  it(
    'are begun anew by the next server when theirs is killed, and come to the same bytes; others are served meanwhile',
    async () => {
      const first = await serve(60);
      const job = await askFor(first, 'entries', 'jsonl');
      const seen = await watch(first, job, begun);
      expect(seen.at(-1)?.file).toBeUndefined();
      expect((await first.bytes(`${job}/file`)).toString()).toContain('job_file_gone');
      await first.child.kill();
      expect(files()).toEqual([expect.stringMatching(/-1\.part$/)]);

      const second = await serve(10);
      const [last] = (await watch(second, job, done)).slice(-1) as [JobView];
      const made = await second.bytes(`${job}/file`);
      expect(made.equals(await direct(last, 'jsonl'))).toBe(true);
      expect(last.file).toMatchObject({ bytes: made.length, sha256: createHash('sha256').update(made).digest('hex') });
      expect(files()).toEqual([expect.stringMatching(/-1-2-[0-9a-f]{64}$/)]);
    },
    timeout(90_000),
  );

  it('grow before the eyes of whoever asked, go on after an orderly end, and stop when they are canceled', async () => {
    const first = await serve(60);
    const job = await askFor(first, 'entries', 'csv');
    const seen = await watch(first, job, (j) => j.done > 200_000);
    const sizes = seen.map((j) => j.done);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBeGreaterThan(2);
    first.child.tell('end');
    expect(await first.child.ended).toEqual({ code: 0, signal: null });
    expect(files()).toEqual([]);
    expect(await rows('select state, attempts from job')).toEqual([{ state: 'waiting', attempts: 0 }]);

    const second = await serve(60);
    await watch(second, job, begun);
    expect((await second.ask('DELETE', job)).body.state).toBe('canceled');
    const other = await askFor(second, 'entries', 'jsonl');
    await watch(second, other, begun);
    expect(files()).toEqual([expect.stringMatching(/^\d+-2-1\.part$/)]);
    expect((await second.ask('GET', job)).body).toMatchObject({ state: 'canceled' });
  }, timeout(90_000)); // prettier-ignore

  it(
    'are each done once by one of two servers',
    async () => {
      const [one, two] = await Promise.all([serve(15), serve(15)]);
      const asked = [];
      for (const [what, format] of [
        ['entries', 'csv'],
        ['entries', 'jsonl'],
        ['hledger', 'journal'],
        ['beancount', 'beancount'],
      ] as const)
        // prettier-ignore
        asked.push(await askFor(one, what, format));
      const owners = new Map<number, Set<string>>();
      for (;;) {
        for (const { id, owner } of await rows<{ id: number; owner: string | null }>('select id, owner from job'))
          if (owner !== null) owners.set(id, (owners.get(id) ?? new Set()).add(owner));
        const states = await Promise.all(asked.map(async (job) => (await two.ask('GET', job)).body.state));
        if (states.every((state) => state === 'done')) break;
        expect(states.filter((state) => !['waiting', 'running', 'done'].includes(state))).toEqual([]);
        await wait(20);
      }
      expect([...owners.values()].map((set) => set.size)).toEqual([1, 1, 1, 1]);
      expect(new Set([...owners.values()].flatMap((set) => [...set])).size).toBe(2);
      expect(await rows('select distinct attempts from job')).toEqual([{ attempts: 1 }]);
      expect(files()).toHaveLength(4);
    },
    timeout(90_000),
  );

  it(
    'lose nothing to a server that was taken for dead and wakes up again',
    async () => {
      const sleeper = await serve(400);
      const job = await askFor(sleeper, 'entries', 'jsonl');
      await watch(sleeper, job, begun);
      const other = await serve(5);
      await putToSleep(sleeper);
      const [last] = (await watch(other, job, done)).slice(-1) as [JobView];
      sleeper.child.process.kill('SIGCONT');
      const csv = await askFor(sleeper, 'entries', 'csv');
      await watch(sleeper, csv, done);
      sleeper.child.tell('end');
      await sleeper.child.ended;
      expect(await rows('select id, state, attempts from job order by id')).toEqual([
        { id: 1, state: 'done', attempts: 2 },
        { id: 2, state: 'done', attempts: 1 },
      ]);
      expect(files().sort()).toEqual([
        expect.stringMatching(/-1-2-[0-9a-f]{64}$/),
        expect.stringMatching(/-2-1-[0-9a-f]{64}$/),
      ]);
      expect((await other.bytes(`${job}/file`)).equals(await direct(last, 'jsonl'))).toBe(true);
    },
    timeout(90_000),
  );

  /** A book with four pages of contracts, of which whoever asks is the clerk. */
  const manyContracts = async (): Promise<void> => {
    const app = await openTestApp(test);
    await importLines(app, makeBook(8, { contracts: CONTRACTS, seasons: 1, closed: 0, events: 1 }));
    await grant(app.database, auditor.id, 2, ['clerk']);
    await app.close();
  };
  const settle = async (server: Server): Promise<string> => {
    const { status, body } = await server.ask('POST', RUNS, { season: 'S1' });
    expect([status, body.state]).toEqual([202, 'running']);
    return `${RUNS}/${body.id}`;
  };
  const ended = { season: 'S1', state: 'done', total: CONTRACTS, done: CONTRACTS, failed: 0, failures: [] };

  it(
    'go on with a settlement where its server was killed',
    async () => {
      await manyContracts();
      const first = await serve(2_500);
      await watch(first, await settle(first), begun);
      await first.child.kill();
      // What is drafted anew would lose its mark.
      const raw = await openRaw(test.url);
      await raw.query(`update statement set sha256 = 'kept' where cooperative_id = 2`);
      await raw.close();
      const marked = `select count(*) as n from statement where cooperative_id = 2 and sha256 = 'kept'`;
      const [before] = await rows<{ n: number }>(marked);
      expect(before?.n).toBeGreaterThan(0);
      expect(before?.n).toBeLessThan(CONTRACTS);

      const second = await serve(0);
      const run = await settle(second);
      const seen = await watch(second, run, done);
      expect(seen.at(-1)).toMatchObject(ended);
      expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['running', 'done']));
      expect(await rows('select id, attempts, done from job')).toEqual([{ id: 1, attempts: 2, done: CONTRACTS }]);
      expect(await rows(marked)).toEqual([before]);
      expect(await rows('select count(*) as n from statement where cooperative_id = 2')).toEqual([{ n: CONTRACTS }]);
    },
    timeout(120_000),
  );

  it(
    'leave a settlement to its server when others start',
    async () => {
      await manyContracts();
      const deadMillis = 10_000;
      // So slow that it lasts however long the other takes to start.
      const first = await serve(6_000, { deadMillis });
      const run = await settle(first);
      await watch(first, run, begun);
      const second = await serve(0, { deadMillis });
      expect(await settle(second)).toBe(run);
      first.child.tell('haste');
      const seen = await watch(second, run, done);
      expect(seen[0]).toMatchObject({ state: 'running' });
      expect(seen.at(-1)).toMatchObject(ended);
      expect(await rows('select attempts, state from job')).toEqual([{ attempts: 1, state: 'done' }]);
    },
    timeout(120_000),
  );

  it(
    'settle a season while a long export is under way in the same server',
    async () => {
      await manyContracts();
      const server = await serve(400);
      const long = await askFor(server, 'entries', 'jsonl');
      await watch(server, long, begun);
      await watch(server, await settle(server), done);
      expect((await server.ask('GET', long)).body.state).toBe('running');
      expect((await server.ask('DELETE', long)).body.state).toBe('canceled');
    },
    timeout(90_000),
  );

  it(
    'fail and leave no file when the disk is full',
    async () => {
      const starved = await serve(0, { maxFileKilobytes: 300 });
      const job = await askFor(starved, 'entries', 'jsonl');
      const seen = await watch(starved, job, (j) => j.state === 'failed');
      expect(seen.at(-1)).toMatchObject({ state: 'failed', error: 'storage_full' });
      expect(seen.at(-1)?.file).toBeUndefined();
      expect(files()).toEqual([]);
      const small = await askFor(starved, 'arrears', 'csv');
      await watch(starved, small, done);
    },
    timeout(90_000),
  );
});
