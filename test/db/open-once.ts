/** Opens a book and closes it again. Argument: url. */
import { openDatabase } from '../../src/database/data-source';

async function main(): Promise<void> {
  const database = await openDatabase(process.argv[2] ?? '');
  await database.close();
}

void main();
