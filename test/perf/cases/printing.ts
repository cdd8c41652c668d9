/** A season's 300 statements printed in one file, while others ask for pages. */
import { setTimeout as pause } from 'node:timers/promises';
import { SystemClock } from '../../../src/common/clock';
import { PdfService } from '../../../src/exports/pdf/pdf.service';
import { buildHttpApp } from '../../../src/server/server';
import { requireCooperative } from '../../../src/parties/cooperatives';
import { person } from '../../support/people';
import { copyAssets, load, millis, openBench, quantile, type Result, type Sizes } from '../support';

const STATEMENTS = 300;
const EVENTS = 8;
const IDLE_REQUESTS = 200;
const PAUSE = 20;

export async function printing(_sizes: Sizes): Promise<Result[]> {
  copyAssets();
  const bench = await openBench();
  await load(bench, { contracts: STATEMENTS, seasons: 2, closed: 1, events: EVENTS });
  const { database } = bench;
  const app = await buildHttpApp(database, { clock: new SystemClock(), requestsPerMinute: 1_000_000 });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { headers } = await person({ database }, 'clerk', 'BENCH', 'clerk');
  const url = '/api/v1/cooperatives/BENCH/contracts';
  /** How long requests take, one after the other, as long as `goesOn`. */
  const requests = async (goesOn: (done: number) => boolean): Promise<number[]> => {
    const took: number[] = [];
    while (goesOn(took.length)) {
      const started = performance.now();
      const { statusCode } = await app.inject({ method: 'GET', url, headers: { ...headers } });
      if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`);
      took.push(performance.now() - started);
      await pause(PAUSE);
    }
    return took;
  };
  const cooperative = await requireCooperative(database.reads, 'BENCH');
  await requests((done) => done < IDLE_REQUESTS);
  const idle = await requests((done) => done < IDLE_REQUESTS);
  let isPrinting = true;
  const started = performance.now();
  const printed = database.reads
    .snapshot((reader) => app.get(PdfService).statements(reader, cooperative, { season: 'S1', at: '2030-01-01T00:00:00.000Z' }))
    .finally(() => (isPrinting = false)); // prettier-ignore
  const busy = requests(() => isPrinting);
  const bytes = (await printed).length;
  const wall = performance.now() - started;
  const meanwhile = await busy;
  await app.close();
  await bench.close();
  return [
    {
      name: `${STATEMENTS} statements in one PDF (${Math.ceil(bytes / 1000)} kB)`,
      ours: `${(wall / 1000).toFixed(1)} s`,
      floor: '-',
      ratio: '-',
      cpu: '-',
      aim: '< 15 s',
    },
    {
      name: `p95 of ${meanwhile.length} requests meanwhile`,
      ours: millis(quantile(meanwhile, 0.95)),
      floor: `with none: ${millis(quantile(idle, 0.95))}`,
      ratio: (quantile(meanwhile, 0.95) / quantile(idle, 0.95)).toFixed(2),
      cpu: '-',
      aim: '-',
    },
  ];
}
