/** All migrations, oldest first; the same for both databases. */
import { Init1764000000000 } from './1764000000000-init';
import { TermsStay1764000000001 } from './1764000000001-terms-stay';
import { PostingMapping1764000000010 } from './1764000000010-posting-mapping';

export const migrations = [Init1764000000000, TermsStay1764000000001, PostingMapping1764000000010];
