/** All tables as TypeORM entities. A test compares them with the migrations, so that neither drifts from the other. */
import { BOOK } from './book.entities';
import { JobEntity } from './job.entity';
import { LIFE } from './workflow.entities';
import { PEOPLE } from './people.entities';

export const ENTITIES = [...BOOK, ...PEOPLE, ...LIFE, JobEntity];
