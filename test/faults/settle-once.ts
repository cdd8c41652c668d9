/** Settles, or settles and closes, a season, and prints its progress. Arguments: url, cooperative, season, close|draft. */
import { writeSync } from 'node:fs';
import { SystemClock } from '../../src/common/clock';
import { openDatabase } from '../../src/database/data-source';
import { SettlementService } from '../../src/seasons/settlement.service';

const [url = '', cooperative = '', season = '', what = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const database = await openDatabase(url);
  const service = new SettlementService(database.writer, database.reads, new SystemClock());
  const result = await service.settle(cooperative, season, {
    close: what === 'close',
    approval: { approvedBy: 'operator', approvedAt: '2026-01-01T00:00:00.000Z' },
    onProgress: ({ total, done }) => writeSync(1, `progress ${done} of ${total}\n`),
  });
  writeSync(1, `result ${JSON.stringify(result)}\n`);
  await database.close();
}

void main();
