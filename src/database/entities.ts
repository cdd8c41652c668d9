/** All tables as TypeORM entities. A test compares them with the migrations, so that neither drifts from the other. */
import { BOOK } from './book.entities';
import { JobEntity } from './job.entity';
import { WORKFLOW_ENTITIES } from './workflow.entities';
import { PEOPLE } from './people.entities';

export const ENTITIES = [...BOOK, ...PEOPLE, ...WORKFLOW_ENTITIES, JobEntity];
