/** Reads a number and writes it back one higher, many times, in units of work. Arguments: url, times, at once. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../src/database/data-source';

const [url = '', times = '0', atOnce = '1'] = process.argv.slice(2);

async function main(): Promise<void> {
  const database = await openDatabase(url);
  writeSync(1, 'ready\n');
  let left = Number.parseInt(times, 10);
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await database.writer.write({ cooperative: 'A' }, async (tx) => {
        const row = await tx.get<{ n: number }>('select n from mark where id = 0');
        await new Promise((resolve) => setImmediate(resolve));
        await tx.run('update mark set n = ? where id = 0', [(row?.n ?? 0) + 1]);
      });
    }
  };
  await Promise.all(Array.from({ length: Number.parseInt(atOnce, 10) }, client));
  writeSync(1, 'done\n');
  await database.close();
}

void main();
