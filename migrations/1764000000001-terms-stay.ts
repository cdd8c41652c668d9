/** An amendment stays with the contract it was made for: the guard of books made before did not say so. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewGuard } from './triggers';

export class TermsStay1764000000001 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return renewGuard(runner, 'terms_version_no_update');
  }

  /** Nothing to undo: a new book has had this guard from the beginning. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
