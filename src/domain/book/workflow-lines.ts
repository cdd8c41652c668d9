/** The lines that a statement's workflow adds to a book: steps and signatures. */
import type { CivilDate } from '../calendar';
import { Choice, Code, DateText, Field, ObjectOf, Text } from '../shape/field';

/** The `type` of these lines. */
export const WORKFLOW_TYPES: ReadonlySet<unknown> = new Set(['statement', 'signature']);
export const STEP_STATES = ['presented', 'confirmed', 'disputed'] as const;
/** The three who sign a statement. */
export const PARTIES = ['household', 'clerk', 'branch'] as const;
export type Party = (typeof PARTIES)[number];
/** On one's own screen, with the PIN of a card, or on paper. */
export const WAYS_OF_SIGNING = ['screen', 'pin', 'paper'] as const;

/** A line of a statement, by section, subject and name. */
export class DisputedLine {
  @Text(40) section: string;
  @Text(80) subject: string;
  @Text(40) line: string;
}

/** A statement was presented, confirmed or disputed, or a dispute was answered (state `disputed`, with an `answer`). */
export class StatementStepLine {
  @Choice(['statement']) type: 'statement';
  @Code() cooperative: string;
  @Code() season: string;
  @Code() contract: string;
  @Choice(STEP_STATES) state: (typeof STEP_STATES)[number];
  @Field({ is: 'instant' }) at: string;
  @Text(200) by: string;
  @ObjectOf(() => DisputedLine, { optional: true }) line?: DisputedLine;
  @Text(2_000, { optional: true, multiline: true }) reason?: string;
  /** For a dispute: the day by which it must be answered. */
  @DateText({ optional: true }) deadline?: CivilDate;
  @Text(2_000, { optional: true, multiline: true }) answer?: string;
  /** SHA-256 of the paper that the household signed, when a clerk acted for it. */
  @Field({ is: 'hash', optional: true }) attachment?: string;
}

/** A party has signed the content with this SHA-256. */
export class SignatureLine {
  @Choice(['signature']) type: 'signature';
  @Code() cooperative: string;
  @Code() season: string;
  @Code() contract: string;
  @Choice(PARTIES) role: Party;
  @Text(200) by: string;
  @Choice(WAYS_OF_SIGNING) how: (typeof WAYS_OF_SIGNING)[number];
  @Field({ is: 'instant' }) at: string;
  @Field({ is: 'hash' }) sha256: string;
  /** SHA-256 of the paper that was signed. */
  @Field({ is: 'hash', optional: true }) attachment?: string;
  /** The name and the day on the paper; `by` and `at` tell who recorded it, and when. */
  @Text(200, { optional: true }) signer?: string;
  @DateText({ optional: true }) signedOn?: CivilDate;
}
