/** The tables of statement workflows, attached files and printed slips, as TypeORM entities. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ContractEntity, CooperativeEntity, SeasonEntity } from './book.entities';
import { safeInteger } from './column-types';

@ForeignKey(() => SeasonEntity, ['cooperative_id', 'season_id'], ['cooperative_id', 'id'], { name: 'step_of_season' })
@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'step_of_contract',
})
@Entity('statement_step')
export class StatementStepEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) season_id: number;
  @PrimaryColumn({ type: 'integer' }) contract_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'varchar', length: 12 }) state: string;
  @Column({ type: 'varchar', length: 24 }) done_at: string;
  @Column({ type: 'text' }) done_by: string;
  @Column({ type: 'text', nullable: true }) line: string | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'date', nullable: true }) deadline: string | null;
  @Column({ type: 'text', nullable: true }) answer: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) attachment: string | null;
  @Column({ type: 'varchar', length: 64 }) sha256: string;
}

@ForeignKey(() => SeasonEntity, ['cooperative_id', 'season_id'], ['cooperative_id', 'id'], {
  name: 'signature_of_season',
})
@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'signature_of_contract',
})
@Entity('signature')
export class SignatureEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) season_id: number;
  @PrimaryColumn({ type: 'integer' }) contract_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'varchar', length: 12 }) role: string;
  @Column({ type: 'varchar', length: 8 }) how: string;
  @Column({ type: 'varchar', length: 24 }) done_at: string;
  @Column({ type: 'text' }) done_by: string;
  @Column({ type: 'varchar', length: 64 }) sha256: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) attachment: string | null;
}

@ForeignKey(() => ContractEntity, ['cooperative_id', 'contract_id'], ['cooperative_id', 'id'], {
  name: 'attachment_of_contract',
})
@Entity('attachment')
export class AttachmentEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) contract_id: number;
  @PrimaryColumn({ type: 'varchar', length: 64 }) sha256: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) event_id: string | null;
  @Column({ type: 'varchar', length: 24 }) type: string;
  @Column({ type: 'integer' }) bytes: number;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'varchar', length: 24 }) added_at: string;
  @Column({ type: 'text' }) added_by: string;
}

@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'slip_in_cooperative' })
@Entity('slip_print')
export class SlipPrintEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'bigint', transformer: safeInteger }) seq: number;
  @PrimaryColumn({ type: 'integer' }) print: number;
  @Column({ type: 'varchar', length: 24 }) printed_at: string;
  @Column({ type: 'text' }) printed_by: string;
}

export const WORKFLOW_ENTITIES = [StatementStepEntity, SignatureEntity, AttachmentEntity, SlipPrintEntity];
