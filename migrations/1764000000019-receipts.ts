/** An index of payments by receipt number, to warn about numbers that were entered before. */
import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const PAYMENTS = new TableIndex({
  name: 'book_record_payments',
  columnNames: ['cooperative_id', 'seq'],
  where: "kind in ('cash_in', 'cash_out')",
});

export class Receipts1764000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('book_record', PAYMENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('book_record', PAYMENTS);
  }
}
