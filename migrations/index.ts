/** All migrations, oldest first; the same for both databases. */
import { Init1764000000000 } from './1764000000000-init';

export const migrations = [Init1764000000000];
