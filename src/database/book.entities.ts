/** The tables of the book as TypeORM entities. A test compares them with the migrations, so that neither drifts from the other. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from './column-types';

@Index('cooperative_code', ['code'], { unique: true })
@Entity('cooperative')
export class CooperativeEntity {
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 40 }) code: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', nullable: true }) gacha: string | null;
  @Column({ type: 'text', nullable: true }) branch: string | null;
  @Column({ type: 'varchar', length: 12, nullable: true }) division: string | null;
  @Column({ type: 'varchar', length: 24 }) accounting: string;
  @Column({ type: 'bigint', transformer: safeInteger }) head_seq: number;
  @Column({ type: 'varchar', length: 64 }) head_hash: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) head_at: string | null;
  @Column({ type: 'integer' }) version: number;
}

@Index('household_code', ['cooperative_id', 'code'], { unique: true })
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'household_in_cooperative' })
@Entity('household')
export class HouseholdEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 40 }) code: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'boolean', nullable: true }) member: boolean | null;
  @Column({ type: 'text', nullable: true }) phone: string | null;
  @Column({ type: 'text', nullable: true }) id_number: string | null;
  @Column({ type: 'text', nullable: true }) note: string | null;
  @Column({ type: 'integer' }) version: number;
}

@Index('season_code', ['cooperative_id', 'code'], { unique: true })
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'season_in_cooperative' })
@Entity('season')
export class SeasonEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 40 }) code: string;
  @Column({ type: 'text', nullable: true }) name: string | null;
  @Column({ type: 'date' }) starts_on: string;
  @Column({ type: 'date' }) ends_on: string;
  @Column({ type: 'bigint', nullable: true, transformer: safeInteger }) closed_seq: number | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) closed_at: string | null;
}

@Index('contract_number', ['cooperative_id', 'number'], { unique: true })
@ForeignKey(() => HouseholdEntity, ['cooperative_id', 'household_id'], ['cooperative_id', 'id'], {
  name: 'contract_of_household',
})
@Entity('contract')
export class ContractEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 40 }) number: string;
  @Column({ type: 'integer' }) household_id: number;
  @Column({ type: 'date' }) starts_on: string;
  @Column({ type: 'date', nullable: true }) ends_on: string | null;
  @Column({ type: 'date', nullable: true }) signed_on: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) keeper: string | null;
  @Column({ type: 'text', nullable: true }) branch: string | null;
  @Column({ type: 'text', nullable: true }) guarantor: string | null;
  @Column({ type: 'text', nullable: true }) witness: string | null;
  @Column({ type: 'text', nullable: true }) note: string | null;
  @Column({ type: 'varchar', length: 12 }) state: string;
  @Column({ type: 'text' }) terms: string;
  @Column({ type: 'date', nullable: true }) booked_from: string | null;
  @Column({ type: 'bigint', transformer: safeInteger }) last_seq: number;
  @Column({ type: 'integer', nullable: true }) carry_season_id: number | null;
  @Column({ type: 'integer' }) version: number;
}

@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'terms_of_contract',
})
@Entity('terms_version')
export class TermsVersionEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) contract_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'date' }) in_force_from: string;
  @Column({ type: 'varchar', length: 64 }) event_id: string;
  @Column({ type: 'date', nullable: true }) reversed_from: string | null;
  @Column({ type: 'text' }) terms: string;
}

@Index('book_record_event', ['cooperative_id', 'event_id'], { unique: true })
@Index('book_record_contract', ['cooperative_id', 'season_id', 'contract_id', 'booked_on'])
@Index('book_record_payments', ['cooperative_id', 'seq'], { where: "kind in ('cash_in', 'cash_out')" })
@Entity('book_record')
export class BookRecordEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'varchar', length: 12 }) type: string;
  @Column({ type: 'varchar', length: 24 }) recorded_at: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) approved_by: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) approved_at: string | null;
  @Column({ type: 'text' }) line: string;
  @Column({ type: 'date', nullable: true }) booked_on: string | null;
  @Column({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'integer', nullable: true }) contract_id: number | null;
  @Column({ type: 'integer', nullable: true }) season_id: number | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) event_id: string | null;
  @Column({ type: 'varchar', length: 16, nullable: true }) kind: string | null;
  @Column({ type: 'date', nullable: true }) happened_on: string | null;
}

@Index('account_contract', ['cooperative_id', 'contract_id'])
@Index('account_name', ['cooperative_id', 'name', 'commodity'], { unique: true })
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'account_in_cooperative' })
@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'account_of_contract',
})
@Entity('account')
export class AccountEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 200 }) name: string;
  @Column({ type: 'varchar', length: 80 }) commodity: string;
  @Column({ type: 'integer', nullable: true }) contract_id: number | null;
}

@Entity('posting')
export class PostingEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @PrimaryColumn({ type: 'integer' }) entry: number;
  @PrimaryColumn({ type: 'integer' }) line: number;
  @Column({ type: 'integer' }) account_id: number;
  @Column({ type: 'bigint', transformer: safeInteger }) quantity: number;
}

@ForeignKey(() => SeasonEntity, ['cooperative_id', 'season_id'], ['cooperative_id', 'id'], { name: 'total_of_season' })
@ForeignKey(() => AccountEntity, ['cooperative_id', 'account_id'], ['cooperative_id', 'id'], {
  name: 'total_of_account',
})
@Entity('account_total')
export class AccountTotalEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) season_id: number;
  @PrimaryColumn({ type: 'integer' }) account_id: number;
  @Column({ type: 'bigint', transformer: safeInteger }) debit: number;
  @Column({ type: 'bigint', transformer: safeInteger }) credit: number;
  @Column({ type: 'integer' }) postings: number;
}

@ForeignKey(() => SeasonEntity, ['cooperative_id', 'season_id'], ['cooperative_id', 'id'], {
  name: 'statement_of_season',
})
@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'statement_of_contract',
})
@Entity('statement')
export class StatementEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) season_id: number;
  @PrimaryColumn({ type: 'integer' }) contract_id: number;
  @Column({ type: 'varchar', length: 20 }) state: string;
  @Column({ type: 'text' }) lines: string;
  @Column({ type: 'varchar', length: 64 }) sha256: string;
  @Column({ type: 'text' }) carry: string;
  @Column({ type: 'bigint', transformer: safeInteger }) basis_seq: number;
  @Column({ type: 'bigint', nullable: true, transformer: safeInteger }) closed_seq: number | null;
}

@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'mapping_of_cooperative' })
@Entity('posting_mapping')
export class PostingMappingEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) version: number;
  @Column({ type: 'bigint', transformer: safeInteger }) after_seq: number;
  @Column({ type: 'varchar', length: 24 }) made_at: string;
  @Column({ type: 'varchar', length: 64 }) made_by: string;
  @Column({ type: 'text' }) content: string;
  @Column({ type: 'varchar', length: 64 }) hash: string;
}

export const BOOK = [
  CooperativeEntity,
  HouseholdEntity,
  SeasonEntity,
  ContractEntity,
  TermsVersionEntity,
  BookRecordEntity,
  AccountEntity,
  PostingEntity,
  AccountTotalEntity,
  StatementEntity,
  PostingMappingEntity,
];
