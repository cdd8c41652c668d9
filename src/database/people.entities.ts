/** The tables of people as TypeORM entities: users, cards, the audit trail and proposals. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CooperativeEntity, HouseholdEntity } from './book.entities';
import { safeInteger } from './column-types';

@Index('app_user_login', ['login'], { unique: true })
@Entity('app_user')
export class UserEntity {
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 60 }) login: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', nullable: true }) password_hash: string | null;
  @Column({ type: 'varchar', length: 8, nullable: true }) locale: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) totp_secret: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) totp_confirmed_at: string | null;
  @Column({ type: 'bigint', nullable: true, transformer: safeInteger }) totp_last_step: number | null;
  @Column({ type: 'boolean' }) is_operator: boolean;
  @Column({ type: 'varchar', length: 24, nullable: true }) disabled_at: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'integer' }) version: number;
}

@Index('role_grant_user', ['user_id'])
@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'role_of_user' })
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'role_in_cooperative' })
@Entity('role_grant')
export class RoleGrantEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) user_id: number;
  @PrimaryColumn({ type: 'varchar', length: 16 }) role: string;
  @Column({ type: 'varchar', length: 24 }) granted_at: string;
  @Column({ type: 'varchar', length: 64 }) granted_by: string;
}

@Index('role_offer_login', ['login'])
@ForeignKey(() => UserEntity, ['offered_by'], ['id'], { name: 'offer_made_by' })
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'offer_of_cooperative' })
@Entity('role_offer')
export class RoleOfferEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'varchar', length: 60 }) login: string;
  @PrimaryColumn({ type: 'varchar', length: 16 }) role: string;
  @Column({ type: 'varchar', length: 24 }) offered_at: string;
  @Column({ type: 'integer' }) offered_by: number;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) declined_at: string | null;
}

@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'change_of_user' })
@ForeignKey(() => UserEntity, ['made_by'], ['id'], { name: 'change_made_by' })
@Entity('account_change')
export class AccountChangeEntity {
  @PrimaryColumn({ type: 'integer' }) user_id: number;
  @PrimaryColumn({ type: 'integer' }) made_by: number;
  @PrimaryColumn({ type: 'varchar', length: 16 }) what: string;
  @Column({ type: 'varchar', length: 24 }) at: string;
}

@Index('herder_card_token', ['token_hash'], { unique: true })
@ForeignKey(() => HouseholdEntity, ['cooperative_id', 'household_id'], ['cooperative_id', 'id'], {
  name: 'card_of_household',
})
@Entity('herder_card')
export class HerderCardEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'integer' }) household_id: number;
  @Column({ type: 'text' }) holder: string;
  @Column({ type: 'varchar', length: 64 }) token_hash: string;
  @Column({ type: 'text', nullable: true }) pin_hash: string | null;
  @Column({ type: 'integer' }) failures: number;
  @Column({ type: 'varchar', length: 24, nullable: true }) blocked_until: string | null;
  @Column({ type: 'varchar', length: 8, nullable: true }) locale: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 64 }) created_by: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) revoked_at: string | null;
}

@Index('session_user', ['user_id'])
@Index('session_card', ['cooperative_id', 'card_id'])
@Index('session_expiry', ['expires_at'])
@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'session_of_user' })
@Entity('session')
export class SessionEntity {
  @PrimaryColumn({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'integer', nullable: true }) user_id: number | null;
  @Column({ type: 'integer', nullable: true }) cooperative_id: number | null;
  @Column({ type: 'integer', nullable: true }) card_id: number | null;
  @Column({ type: 'varchar', length: 64 }) csrf: string;
  @Column({ type: 'boolean' }) is_strong: boolean;
  @Column({ type: 'boolean' }) is_kiosk: boolean;
  @Column({ type: 'varchar', length: 64 }) address: string;
  @Column({ type: 'varchar', length: 200 }) agent: string;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24 }) seen_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) ended_at: string | null;
}

@Index('api_token_hash', ['hash'], { unique: true })
@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'token_of_user' })
@Entity('api_token')
export class ApiTokenEntity {
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'integer' }) user_id: number;
  @Column({ type: 'varchar', length: 80 }) name: string;
  @Column({ type: 'text' }) scopes: string;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) last_used_at: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) revoked_at: string | null;
  @Column({ type: 'boolean', nullable: true }) is_strong: boolean | null;
}

@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'recovery_code_of_user' })
@Entity('recovery_code')
export class RecoveryCodeEntity {
  @PrimaryColumn({ type: 'integer' }) user_id: number;
  @PrimaryColumn({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) used_at: string | null;
}

@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'device_of_user' })
@Entity('known_device')
export class KnownDeviceEntity {
  @PrimaryColumn({ type: 'integer' }) user_id: number;
  @PrimaryColumn({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
}

@Index('invitation_user', ['user_id'])
@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'invitation_of_user' })
@ForeignKey(() => UserEntity, ['made_by'], ['id'], { name: 'invitation_made_by' })
@Entity('invitation')
export class InvitationEntity {
  @PrimaryColumn({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'integer' }) user_id: number;
  @Column({ type: 'integer', nullable: true }) made_by: number | null;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
}

@Index('sign_in_step_user', ['user_id'])
@ForeignKey(() => UserEntity, ['user_id'], ['id'], { name: 'step_of_user' })
@Entity('sign_in_step')
export class SignInStepEntity {
  @PrimaryColumn({ type: 'varchar', length: 64 }) hash: string;
  @Column({ type: 'integer' }) user_id: number;
  @Column({ type: 'varchar', length: 24 }) created_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
}

@Entity('sign_in_guard')
export class SignInGuardEntity {
  @PrimaryColumn({ type: 'varchar', length: 140 }) name: string;
  @Column({ type: 'integer' }) failures: number;
  @Column({ type: 'varchar', length: 24, nullable: true }) blocked_until: string | null;
  @Column({ type: 'varchar', length: 24 }) changed_at: string;
  @Column({ type: 'integer', default: 0 }) refused: number;
}

@Index('audit_event_cooperative', ['cooperative_id', 'id'])
@Index('audit_event_chain', ['chain', 'seq'], { unique: true })
@Entity('audit_event')
export class AuditEventEntity {
  @PrimaryColumn({ type: 'varchar', length: 40 }) id: string;
  @Column({ type: 'varchar', length: 24 }) at: string;
  @Column({ type: 'varchar', length: 80 }) actor: string;
  @Column({ type: 'integer', nullable: true }) cooperative_id: number | null;
  @Column({ type: 'varchar', length: 64 }) address: string;
  @Column({ type: 'varchar', length: 64 }) request_id: string;
  @Column({ type: 'varchar', length: 40 }) action: string;
  @Column({ type: 'text' }) subject: string;
  @Column({ type: 'text', nullable: true }) before: string | null;
  @Column({ type: 'text', nullable: true }) after: string | null;
  @Column({ type: 'integer' }) chain: number;
  @Column({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'varchar', length: 64 }) hash: string;
}

@Entity('trail_head')
export class TrailHeadEntity {
  @PrimaryColumn({ type: 'integer' }) chain: number;
  @Column({ type: 'bigint', transformer: safeInteger }) seq: number;
  @Column({ type: 'varchar', length: 64 }) hash: string;
}

@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'setting_of_cooperative' })
@Entity('cooperative_setting')
export class CooperativeSettingEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) version: number;
  @Column({ type: 'varchar', length: 24 }) made_at: string;
  @Column({ type: 'varchar', length: 64 }) made_by: string;
  @Column({ type: 'text' }) content: string;
}

@Index('proposal_state', ['cooperative_id', 'state', 'id'])
@Index('proposal_contract', ['cooperative_id', 'contract_id'])
@Index('proposal_one_waits', ['cooperative_id', 'action', 'subject'], { unique: true, where: "state = 'pending'" })
@Check('proposal_needs_two', 'decided_by is null or decided_by <> made_by')
@ForeignKey(() => CooperativeEntity, ['cooperative_id'], ['id'], { name: 'proposal_in_cooperative' })
@ForeignKey(() => UserEntity, ['made_by'], ['id'], { name: 'proposal_made_by' })
@ForeignKey(() => UserEntity, ['decided_by'], ['id'], { name: 'proposal_decided_by' })
@Entity('proposal')
export class ProposalEntity {
  @PrimaryColumn({ type: 'integer' }) cooperative_id: number;
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'varchar', length: 24 }) action: string;
  @Column({ type: 'varchar', length: 120 }) subject: string;
  @Column({ type: 'integer', nullable: true }) contract_id: number | null;
  @Column({ type: 'text' }) payload: string;
  @Column({ type: 'varchar', length: 64 }) payload_hash: string;
  @Column({ type: 'varchar', length: 12 }) state: string;
  @Column({ type: 'integer' }) made_by: number;
  @Column({ type: 'varchar', length: 24 }) made_at: string;
  @Column({ type: 'varchar', length: 24 }) expires_at: string;
  @Column({ type: 'integer', nullable: true }) decided_by: number | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) decided_at: string | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'text', nullable: true }) fault: string | null;
  @Column({ type: 'text', nullable: true }) result: string | null;
  @Column({ type: 'integer' }) version: number;
}

export const PEOPLE = [
  UserEntity,
  RoleGrantEntity,
  RoleOfferEntity,
  AccountChangeEntity,
  HerderCardEntity,
  SessionEntity,
  ApiTokenEntity,
  RecoveryCodeEntity,
  KnownDeviceEntity,
  InvitationEntity,
  SignInGuardEntity,
  SignInStepEntity,
  AuditEventEntity,
  TrailHeadEntity,
  CooperativeSettingEntity,
  ProposalEntity,
];
