/** Single durable events, one commit each, against a bare loop of append and fsync on the same disk. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLI_ORIGIN } from '../../../src/audit/audit';
import { ActionRegistry } from '../../../src/approvals/actions';
import { Proposals } from '../../../src/approvals/proposals.service';
import { SystemClock } from '../../../src/common/clock';
import { readEvent } from '../../../src/domain/book/lines';
import { RecordingActions } from '../../../src/contracts/recording.actions';
import { RecordingService } from '../../../src/contracts/recording.service';
import { BookWriter } from '../../../src/journal/book-writer';
import { seasonSpan } from '../generator';
import {
  alternating,
  load,
  openBench,
  perSecond,
  ratios,
  spread,
  timed,
  type Bench,
  type Result,
  type Sizes,
} from '../support';

const WRITERS = 32;

export async function single(sizes: Sizes): Promise<Result[]> {
  const bench = await openBench();
  await load(bench, { contracts: 200, seasons: 2, closed: 0, events: 3 });
  let round = 0;
  const { ours, floor, together } = await alternating(sizes.rounds, {
    ours: () => timed(() => oneByOne(bench, sizes.singles, `r${(round += 1)}`)),
    floor: () => timed(() => fsyncLoop(bench, sizes.singles)),
    together: () => timed(() => atOnce(bench, sizes.singles, `r${(round += 1)}`)),
  });
  await bench.close();
  const rate = perSecond(sizes.singles);
  return [
    { name: 'single durable events', ours: spread(ours, rate), floor: `append 4 KiB + fdatasync: ${spread(floor, rate)}`, ...ratios(floor, ours), cpu: '-', aim: '>= 0.60' },
    { name: `durable events, ${WRITERS} at once`, ours: spread(together, rate), floor: `append 4 KiB + fdatasync: ${spread(floor, rate)}`, ...ratios(floor, together), cpu: '-', aim: '-' },
  ]; // prettier-ignore
}

function recorder({ database }: Bench): (id: string, n: number) => Promise<unknown> {
  const clock = new SystemClock();
  const { writer, reads } = database;
  const actions = new ActionRegistry();
  new RecordingActions(actions).onModuleInit();
  const proposals = new Proposals(writer, reads, clock, actions);
  const service = new RecordingService(new BookWriter(writer, clock), proposals, clock);
  const on = seasonSpan(1).to;
  return (id, n) =>
    service.record(
      'BENCH',
      `C${1 + (n % 200)}`,
      readEvent({ id, kind: 'cash_in', on, amount: '12.50', method: '现金' }),
      { userId: 1, login: 'bench', origin: CLI_ORIGIN },
    );
}

async function oneByOne(bench: Bench, count: number, prefix: string): Promise<void> {
  const record = recorder(bench);
  for (let n = 0; n < count; n++) await record(`${prefix}-${n}`, n);
}

async function atOnce(bench: Bench, count: number, prefix: string): Promise<void> {
  const record = recorder(bench);
  let n = 0;
  const writer = async (): Promise<void> => {
    while (n < count) {
      const mine = n++;
      await record(`${prefix}-${mine}`, mine);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

function fsyncLoop(bench: Bench, count: number): void {
  const descriptor = openSync(join(dirname(bench.file), 'floor'), 'a');
  const page = Buffer.alloc(4096, 1);
  for (let n = 0; n < count; n++) {
    writeSync(descriptor, page);
    fdatasyncSync(descriptor);
  }
  closeSync(descriptor);
}
