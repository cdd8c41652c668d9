/** The table of jobs as a TypeORM entity. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CooperativeEntity } from './book.entities';
import { safeInteger } from './column-types';
import { UserEntity } from './people.entities';

@Index('job_state', ['state'])
@Index('job_of_user', ['cooperative_id', 'asked_by', 'id'])
@Index('job_of_kind', ['cooperative_id', 'kind', 'id'])
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'job_in_cooperative' })
@ForeignKey(() => UserEntity, ['asked_by'], ['id'], { name: 'job_asked_by' })
@Entity('job')
export class JobEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 12 }) kind: string;
  @Column({ type: 'text' }) parameters: string;
  @Column({ type: 'varchar', length: 24 }) known_at: string;
  @Column({ type: 'integer', nullable: true }) asked_by: number | null;
  @Column({ type: 'varchar', length: 24 }) asked_at: string;
  @Column({ type: 'varchar', length: 12 }) state: string;
  @Column({ type: 'varchar', length: 36, nullable: true }) owner: string | null;
  @Column({ type: 'integer' }) beat: number;
  @Column({ type: 'integer' }) attempts: number;
  @Column({ type: 'varchar', length: 24, nullable: true }) started_at: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) finished_at: string | null;
  @Column({ type: 'bigint', transformer: safeInteger }) done: number;
  @Column({ type: 'bigint', nullable: true, transformer: safeInteger }) total: number | null;
  @Column({ type: 'text', nullable: true }) file_name: string | null;
  @Column({ type: 'bigint', nullable: true, transformer: safeInteger }) bytes: number | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) sha256: string | null;
  @Column({ type: 'varchar', length: 40, nullable: true }) error: string | null;
  @Column({ type: 'text', nullable: true }) result: string | null;
}
