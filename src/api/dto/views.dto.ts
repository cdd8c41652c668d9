/** What the API answers with where no feature has a view of its own. */
import { FILE_TYPES } from '../../attachments/file-types';
import { ProposalView } from '../../approvals/proposals.queries';
import { Tie } from '../../approvals/ties';
import { SettingsEffect } from '../../approvals/settings.service';
import { BalanceView } from '../../contracts/balances.queries';
import { EventView } from '../../contracts/events.queries';
import { ACCOUNTING_SYSTEMS } from '../../domain/book/lines';
import { Choice, Code, DateText, Flag } from '../../domain/shape/field';
import { Amount, Hash, Instant, Keyed, ListOfWords, Shown, View, Views, Whole, Words } from '../../domain/shape/view';
import { SECTIONS } from '../../domain/statement/statement';
import { STATEMENT_STATES, type StatementState } from '../../domain/statement/workflow';
import { Refusal } from '../../i18n/refusals';
import { OfferView } from '../../identity/offers.service';
import { USER_ROLES, type Role, type UserRole } from '../../identity/viewer';
import { MappingRecord } from '../../mapping/mapping.chain';
import { ClosingEffect } from '../../seasons/closing-effect';
import { ContractEffect, type ProposalEffect } from '../../seasons/proposal-effects.service';
import type { StatementView } from '../../statements/statements.queries';
import { WitnessedSignature } from '../../statements/witnesses';
import { StepView } from '../../statements/workflow.queries';

export class HealthView {
  @Choice(['ok']) readonly status: 'ok';
}

/** Where a chain ends. */
export class HeadView {
  @Whole() readonly seq: number;
  @Hash() readonly hash: string;
  @Instant({ optional: true }) readonly at?: string;
}

export class CooperativeView {
  @Code() readonly code: string;
  @Words() readonly name: string;
  @Words({ optional: true }) readonly gacha?: string;
  @Words({ optional: true }) readonly branch?: string;
  @Words({ optional: true }) readonly division?: string;
  @Choice(ACCOUNTING_SYSTEMS) readonly accounting: (typeof ACCOUNTING_SYSTEMS)[number];
  @View(() => HeadView) readonly chain: HeadView;
}

export class SeasonView {
  @Code() readonly code: string;
  @Words({ optional: true }) readonly name?: string;
  @DateText() readonly from: string;
  @DateText() readonly to: string;
  @Flag() readonly closed: boolean;
  @Instant({ optional: true }) readonly closedAt?: string;
  @Whole({ optional: true }) readonly closedSeq?: number;
}

/** In full. */
export class PersonalDataView {
  @Code() readonly code: string;
  @Words({ optional: true }) readonly phone?: string;
  @Words({ optional: true }) readonly idNumber?: string;
}

export class ContractBalance extends BalanceView {
  @View(() => HeadView) readonly chain: HeadView;
}

export class AttachmentView {
  @Hash() readonly sha256: string;
  @Choice(FILE_TYPES.map((t) => t.type)) readonly type: string;
  @Whole() readonly bytes: number;
  @Words() readonly name: string;
  /** The event it shows. */
  @Words({ optional: true }) readonly event?: string;
  @Instant() readonly at: string;
  @Words() readonly by: string;
}

/** Something doubtful that was recorded or proposed all the same; pages ask before. */
export class Warning {
  @Words() readonly code: 'number_in_text' | 'deposit_below_zero' | 'receipt_twice';
  @Words() readonly detail: string;
}

export class RecordedEvent extends EventView {
  @Views(() => Warning, { optional: true }) readonly warnings?: readonly Warning[];
}

export class ProposedEvent extends ProposalView {
  @Views(() => Warning, { optional: true }) readonly warnings?: readonly Warning[];
}

export class SlipPrints {
  @Whole({ optional: true }) readonly number?: number | undefined;
  @Whole({ optional: true }) readonly prints?: number | undefined;
}

/** A proposal with what approving it would do now, or why it cannot be done now. */
export class ProposalDetail extends ProposalView {
  @View(() => [ContractEffect, ClosingEffect, SettingsEffect], { optional: true }) readonly effect?: ProposalEffect;
  /** What the effect is known by: sent back with the approval, it binds that to what was shown. */
  @Hash({ optional: true }) readonly shown?: string;
  @Views(() => Refusal, { optional: true }) readonly obstacles?: readonly Refusal[];
  /** What its maker did to the account of whoever approved it, or of the reader who cannot approve it yet. */
  @View(() => Tie, { optional: true }) readonly tie?: Tie;
}

/** One line of a statement; heads as a plain integer, CNY with two decimals. */
export class StatementLineView {
  @Choice(SECTIONS) readonly section: (typeof SECTIONS)[number];
  @Words() readonly subject: string;
  @Words() readonly line: string;
  @Amount() readonly quantity: string;
  @Choice(['head', 'CNY']) readonly unit: 'head' | 'CNY';
}

export class ShortStatement implements Omit<StatementView, 'lines' | 'subjects' | 'isChanged'> {
  @Words() readonly number: string;
  @Code() readonly season: string;
  @Code() readonly contract: string;
  @Code() readonly household: string;
  @Choice(STATEMENT_STATES) readonly status: StatementState;
  /** It was presented, and is a draft again since its content is another now. */
  @Shown({ const: true }, { optional: true }) readonly isChanged?: true;
  @Hash() readonly sha256: string;
  @Views(() => StatementLineView) readonly lines: readonly StatementLineView[];
}

/** With what became of it, and the head of the chain. */
export class StatementDetail extends ShortStatement {
  @Views(() => StepView) readonly steps: readonly StepView[];
  @Views(() => WitnessedSignature) readonly signatures: readonly WitnessedSignature[];
  @View(() => HeadView) readonly chain: HeadView;
}

/** Where a statement stands after a step. */
export class StatementStanding {
  @Words({ optional: true }) readonly number?: string | undefined;
  @Choice(STATEMENT_STATES, { optional: true }) readonly status?: StatementState | undefined;
  @Hash() readonly sha256: string;
  @Views(() => StepView) readonly steps: readonly StepView[];
  @Views(() => WitnessedSignature) readonly signatures: readonly WitnessedSignature[];
}

/** A version of the mapping without its content. */
export class MappingVersion implements Omit<MappingRecord, 'content'> {
  @Whole() readonly version: number;
  @Whole() readonly afterSeq: number;
  @Instant({ optional: true }) readonly madeAt?: string;
  @Words({ optional: true }) readonly madeBy?: string;
  @Hash() readonly hash: string;
  @Flag() readonly proposal: boolean;
  /** The closed seasons that keep it. */
  @ListOfWords() readonly seasons: readonly string[];
}

/** What is kept beside an export's file: which book it came from, an anchor for `sureg verify`. */
export class FileHeadsView {
  @Words() readonly file: string;
  @Whole() readonly bytes: number;
  @Hash() readonly sha256: string;
  @Instant({ optional: true }) readonly asKnown?: string;
  @Views(() => BookHeadView) readonly heads: readonly BookHeadView[];
  @Views(() => TrailHeadView, { optional: true }) readonly trailHeads?: readonly TrailHeadView[];
}

export class BookHeadView {
  @Code() readonly cooperative: string;
  @Whole() readonly seq: number;
  @Hash() readonly hash: string;
  @Shown({ type: ['string', 'null'], format: 'date-time' }) readonly recordedAt: string | null;
}

export class TrailHeadView {
  @Words() readonly chain: string;
  @Whole() readonly seq: number;
  @Hash() readonly hash: string;
}

const ROLES = [...USER_ROLES, 'herder'];

/** The reader; `roles` by the codes of cooperatives. */
export class MeView {
  @Words() readonly login: string;
  @Shown({ type: 'string' }, { optional: true }) readonly name?: string;
  @Words({ optional: true }) readonly locale?: string;
  @Flag() readonly operator: boolean;
  @Keyed({ type: 'array', items: { type: 'string', enum: ROLES } }) readonly roles: Readonly<
    Record<string, readonly Role[]>
  >;
  @Words({ optional: true }) readonly household?: string | undefined;
  @Flag() readonly hasSecondFactor: boolean;
  @Flag() readonly needsSecondFactor: boolean;
  /** Goes into X-CSRF-Token. */
  @Words({ optional: true }) readonly csrf?: string;
}

/** An offer of a role as the user sees it who may accept it. */
export class OwnOffer implements Omit<OfferView, 'login'> {
  @Choice(USER_ROLES) readonly role: UserRole;
  @Words() readonly offeredBy: string;
  @Instant() readonly offeredAt: string;
  @Instant() readonly expiresAt: string;
  @Code() readonly cooperative: string;
  @Words() readonly cooperativeName: string;
}

export class RecoveryCodes {
  @ListOfWords() readonly recoveryCodes: readonly string[];
}

/** Shown this once. */
export class MadeToken {
  @Whole() readonly id: number;
  @Words() readonly token: string;
}

/** Shown this once. */
export class MadeCard extends MadeToken {
  @Words() readonly link: string;
}

/** A link that works once. */
export class Invitation {
  @Words() readonly invitation: string;
}
