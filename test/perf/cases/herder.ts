/** What a herder's telephone loads, with nothing in its cache: the page and all that it asks for, as it comes over the line. */
import { SystemClock } from '../../../src/common/clock';
import { buildHttpApp } from '../../../src/server/server';
import { herder } from '../../support/people';
import { copyAssets, load, openBench, type Result, type Sizes } from '../support';

const EVENTS = 20;
export async function herderPage(_sizes: Sizes): Promise<Result[]> {
  copyAssets();
  const bench = await openBench();
  await load(bench, { contracts: 50, seasons: 1, closed: 0, events: EVENTS });
  const { database } = bench;
  const clock = new SystemClock();
  const app = await buildHttpApp(database, { clock, requestsPerMinute: 1_000_000 });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { headers } = await herder({ database, clock }, 'BENCH', 'H7');
  const get = async (url: string): Promise<{ bytes: number; body: string }> => {
    const answer = await app.inject({ method: 'GET', url, headers: { ...headers, 'accept-encoding': 'gzip' } });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
    return { bytes: answer.rawPayload.length, body: answer.body };
  };
  const page = await get('/my');
  const assets = new Set([...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url = '']) => url));
  let bytes = page.bytes;
  for (const url of assets) bytes += (await get(url)).bytes;
  await app.close();
  await bench.close();
  return [
    {
      name: "a herder's page, from an empty cache",
      ours: `${Math.ceil(bytes / 1000)} kB in ${1 + assets.size} requests`,
      floor: `of them the page: ${Math.ceil(page.bytes / 1000)} kB`,
      ratio: '',
      cpu: '',
      aim: '< 100 kB',
    },
  ];
}
