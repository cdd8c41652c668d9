/** Lists through the real application: of a book of 100,000 events against one of 1,000; a page is to cost the same. */
import { SystemClock } from '../../../src/common/clock';
import { buildHttpApp } from '../../../src/server/server';
import { person } from '../../support/people';
import { alternating, copyAssets, load, millis, openBench, ratios, spread, timed, type Result, type Sizes, type Spent } from '../support'; // prettier-ignore

const EVENTS = 20;
const SMALL = 50;
const LARGE = 5_000;
const ASKED = 20;

const LISTS = {
  'events of a contract (API)': '/api/v1/cooperatives/BENCH/contracts/C7/events',
  'page of a contract': '/c/BENCH/contracts/C7',
  'contracts (API)': '/api/v1/cooperatives/BENCH/contracts',
  'page of contracts': '/c/BENCH/contracts',
};

interface Site {
  /** Asks for an address some times, after one answer that is not counted. */
  ask(path: string): Promise<Spent>;
  close(): Promise<void>;
}

async function openSite(contracts: number): Promise<Site> {
  const bench = await openBench();
  await load(bench, { contracts, seasons: 1, closed: 0, events: EVENTS });
  const { database } = bench;
  const app = await buildHttpApp(database, { clock: new SystemClock(), requestsPerMinute: 1_000_000 });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { headers } = await person({ database }, 'clerk', 'BENCH', 'clerk');
  const get = async (url: string): Promise<void> => {
    const { statusCode } = await app.inject({ method: 'GET', url, headers: { ...headers } });
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`);
  };
  return {
    ask: async (path) => {
      await get(path);
      return timed(async () => {
        for (let n = 0; n < ASKED; n++) await get(path);
      });
    },
    close: async () => {
      await app.close();
      await bench.close();
    },
  };
}

export async function lists(sizes: Sizes): Promise<Result[]> {
  copyAssets();
  const large = await openSite(LARGE);
  const small = await openSite(SMALL);
  const results: Result[] = [];
  const each = (ms: number): string => millis(ms / ASKED);
  for (const [name, path] of Object.entries(LISTS)) {
    const spent = await alternating(sizes.rounds, { large: () => large.ask(path), small: () => small.ask(path) });
    results.push({
      name: `${name}, 100,000 events`,
      ours: spread(spent.large, each),
      floor: `of 1,000 events: ${spread(spent.small, each)}`,
      ...ratios(spent.large, spent.small),
      aim: '<= 2.00',
    });
  }
  await small.close();
  await large.close();
  return results;
}
