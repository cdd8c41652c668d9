/** Records events until it is killed, several at once, and prints the id of each that was acknowledged. Arguments: url, prefix; on stdin, when
 * it may begin, the ids to send again. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../src/database/data-source';
import { cashIn, recordEvent } from '../support/recording';

const [url = '', prefix = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const { writer } = await openDatabase(url);
  const [first] = (await once(createInterface({ input: process.stdin }), 'line')) as [string];
  const again = first.split(' ').filter((id) => id !== '');
  const send = async (id: string, contract: string): Promise<void> => {
    const { outcome } = await recordEvent(
      writer,
      cashIn('COOP1', contract, id, '2021-06-05'),
      '2026-01-01T00:00:00.000Z',
    );
    writeSync(1, `${outcome} ${id}\n`);
  };
  for (const id of again) await send(id, id.split('-')[2] === '0' ? 'C-1' : 'C-2');
  const client = async (c: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `${prefix}-${i}-${c}`;
      writeSync(1, `sent ${id}\n`);
      await send(id, c === 0 ? 'C-1' : 'C-2');
    }
  };
  await Promise.all([0, 1, 2, 3].map(client));
}

void main();
