/** Keeps one file in a store: prints the code of what it was refused for, or `kept`. Arguments: the folder of the store, how many bytes. */
import { randomBytes } from 'node:crypto';
import { FileStore } from '../../src/attachments/file-store';
import type { DomainError } from '../../src/domain/errors';

const [folder = '', bytes = '0'] = process.argv.slice(2);

new FileStore(folder)
  .stage(randomBytes(Number(bytes)))
  .then((file) => file.keep())
  .then(
    () => console.log('kept'),
    (error: DomainError) => console.log(error.code),
  );
