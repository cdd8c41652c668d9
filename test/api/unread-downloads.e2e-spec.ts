/** Downloads that are opened and not read take nothing from others: no connection to the database, no old state of the book, and only their reader's share. */
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { setTimeout as pause } from 'node:timers/promises';
import { audit, CLI_ORIGIN } from '../../src/audit/audit';
import { Downloads, TOTAL_MAX, PERSON_MAX, WAIT_MILLIS } from '../../src/edge/downloads.service';
import { SlowReaders, STALLED_MILLIS } from '../../src/edge/slow-readers.service';
import { elapsedMillis } from '../../src/common/clock';
import { openSite, type Reader, type Site } from '../support/site';
import { isFull } from '../support/scale';
import { askUnread, type Unread } from '../support/unread';

/** More than the connections of a pool; in the long form as many as were seen to stall a server. */
const READERS = isFull ? 200 : 11;
/** More than all buffers on the way hold. */
const ROWS = 1_500;
const ROW_BYTES = 8_000;

const CSV = '/c/WRYT/audit.csv';

let site: Site;
let open: Unread[] = [];

beforeAll(async () => {
  site = await openSite();
  const note = randomBytes(ROW_BYTES / 2).toString('hex');
  const { id } = (await site.database.reads.get<{ id: number }>("select id from cooperative where code = 'WRYT'"))!;
  await site.database.writer.write({ cooperative: 'WRYT' }, async (tx) => {
    for (let i = 0; i < ROWS; i++)
      await audit(tx, CLI_ORIGIN, site.clock.now(), {
        cooperativeId: id,
        action: 'tested',
        subject: `${i}`,
        after: { note },
      });
  });
});

afterEach(() => {
  for (const { socket } of open) socket.destroy();
  open = [];
});

afterAll(() => site.close());

function ask(reader: Reader, path = CSV): Unread {
  const asked = askUnread(site.url, path, { cookie: reader.person.headers['cookie'] ?? '' });
  open.push(asked);
  return asked;
}

describe('downloads that nobody reads', () => {
  it('keep nobody from reading and writing', async () => {
    const readers = await Promise.all(
      Array.from({ length: Math.ceil(READERS / 5) }, (_, i) => site.reader(`idle-${i}`, 'auditor')),
    );
    for (let i = 0; i < READERS; i++) ask(readers[Math.floor(i / 5)]!);
    const answers = await Promise.all(open.map(({ begun }) => begun));
    // More than may be open at a time have waited in line; they come in when somebody is cut off, or are refused.
    const statuses = answers.map((answer) => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]));
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(Math.min(READERS, TOTAL_MAX));
    const clerk = await site.reader('busy', 'clerk');
    const household = {
      method: 'POST',
      url: '/api/v1/cooperatives/WRYT/households',
      headers: clerk.person.headers,
      payload: { code: 'H900', name: '新户' },
    } as const;
    expect((await site.app.inject('/health/ready')).statusCode).toBe(200);
    expect((await clerk.get('/c/WRYT/households')).status).toBe(200);
    expect((await site.app.inject(household)).statusCode).toBe(201);
    if (site.database.file === undefined) return;
    // Nobody holds an old state of the book, so the log beside it can be emptied.
    const file = new Database(site.database.file);
    expect(file.pragma('wal_checkpoint(truncate)')).toMatchObject([{ busy: 0 }]);
    file.close();
  });

  it('are cut off when nothing is taken for half a minute, also a photo', async () => {
    const clerk = await site.reader('cut-off', 'clerk', 'auditor');
    const photo = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(5_000_000)]);
    const files = '/api/v1/cooperatives/WRYT/contracts/WRYT-2022-002/attachments';
    const headers = { ...clerk.person.headers, 'content-type': 'image/png' };
    const { sha256 } = (await site.app.inject({ method: 'POST', url: files, headers, payload: photo })).json<{
      sha256: string;
    }>();
    const [csv, picture] = [ask(clerk), ask(clerk, `${files}/${sha256}`)];
    for (const { begun } of [csv, picture]) expect(await begun).toMatch(/^HTTP\/1.1 200/);
    const readers = site.app.get(SlowReaders);
    let now = 1_000_000;
    for (let looked = 0; looked < 100 && readers.open > 0; looked++) {
      readers.look((now += STALLED_MILLIS));
      await pause(20);
    }
    expect(readers.open).toBe(0);
    expect(await csv.rest()).toBeLessThan(ROWS * ROW_BYTES);
    expect(await picture.rest()).toBeLessThan(photo.length);
  });

  it('take only their reader’s share; the next ones wait in line and are begun when one ends', async () => {
    const [greedy, other] = [await site.reader('greedy', 'auditor'), await site.reader('modest', 'auditor')];
    for (let i = 0; i < PERSON_MAX; i++) expect(await ask(greedy).begun).toMatch(/ 200 /);
    const [next, last] = [ask(greedy), ask(greedy)];
    const downloads = site.app.get(Downloads);
    await until(() => downloads.waiting === 2);
    expect(await ask(other).begun).toMatch(/ 200 /);
    open[0]?.socket.destroy();
    expect(await Promise.race([next.begun, last.begun])).toMatch(/ 200 /);
    expect(downloads.waiting).toBe(1);
    downloads.look(elapsedMillis() + WAIT_MILLIS);
    const answers = [await next.begun, await last.begun].map((begin) => begin.slice(0, 12));
    expect(answers.sort()).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
    expect(downloads.waiting).toBe(0);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await pause(10);
  expect(holds()).toBe(true);
}
