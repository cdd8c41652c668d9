/** The parts of addresses that name an offered role. */
import { CodePipe, WordPipe } from '../../edge/shape.pipe';
import { USER_ROLES } from '../../identity/viewer';

export const OFFERED_BOOK = new CodePipe('cooperative');
export const OFFERED_ROLE = new WordPipe('role', USER_ROLES);
