/** What the API takes: the book's lines without their type and cooperative, which the address says. */
import { ACCOUNTING_SYSTEMS } from '../../domain/book/lines';
import { Choice, Code, DateText, Field, Flag, ObjectOf, Text } from '../../domain/shape/field';
import { Terms } from '../../domain/terms/terms';

export class CooperativeInput {
  @Code() code: string;
  @Text(200) name: string;
  @Text(200, { optional: true }) gacha?: string;
  @Text(200, { optional: true }) branch?: string;
  @Code({ max: 12, optional: true }) division?: string;
  @Choice(ACCOUNTING_SYSTEMS) accounting: (typeof ACCOUNTING_SYSTEMS)[number];
}

export class SeasonInput {
  @Code() code: string;
  @Text(200, { optional: true }) name?: string;
  @DateText() from: string;
  @DateText() to: string;
}

export class HouseholdInput {
  @Code() code: string;
  @Text(200) name: string;
  @Flag({ optional: true }) member?: boolean;
  @Text(40, { optional: true }) phone?: string;
  @Text(40, { optional: true }) idNumber?: string;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
}

/** Personal data is all that can be changed of a household; `erase` takes it away. */
export class PersonalDataInput {
  @Text(40, { optional: true }) phone?: string;
  @Text(40, { optional: true }) idNumber?: string;
  @Field({
    is: 'list',
    item: { is: 'choice', of: ['phone', 'idNumber'] },
    min: 1,
    max: 2,
    unique: [''],
    optional: true,
  })
  erase?: ('phone' | 'idNumber')[];
}

export class ContractContent {
  @Code() household: string;
  @DateText() from: string;
  @DateText({ optional: true }) to?: string;
  @DateText({ optional: true }) signedOn?: string;
  @Code({ optional: true }) keeper?: string;
  @Text(200, { optional: true }) branch?: string;
  @Text(200, { optional: true }) guarantor?: string;
  @Text(200, { optional: true }) witness?: string;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
  @ObjectOf(() => Terms) terms: Terms;
}

export class ContractInput extends ContractContent {
  @Code() number: string;
}

export class SettlementInput {
  @Code() season: string;
  /** Close the season when every contract is settled. */
  @Flag({ optional: true }) close?: boolean;
}

/** What was shown of a proposal's effect: its `shown`. */
export class ApprovalInput {
  @Field({ is: 'hash', optional: true }) shown?: string;
}

/** Why a proposal is refused: its maker has to know. */
export class RefusalInput {
  @Text(2000, { multiline: true }) reason: string;
}
