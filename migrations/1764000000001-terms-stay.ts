/** An amendment stays with its contract: the trigger in older books did not ensure that. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewGuard } from './triggers';

export class TermsStay1764000000001 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return renewGuard(runner, 'terms_version_no_update');
  }

  /** Nothing to undo: new books have this trigger from the beginning. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
