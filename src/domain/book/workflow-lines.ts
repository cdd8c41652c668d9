/** The lines that a statement's life adds to a book: steps and signatures. */
import type { CivilDate } from '../calendar';
import { Choice, Code, DateText, Field, ObjectOf, Text } from '../shape/field';

/** The `type` of these lines. */
export const LIFE_TYPES: ReadonlySet<unknown> = new Set(['statement', 'signature']);
export const STEP_STATES = ['presented', 'confirmed', 'disputed'] as const;
/** The three who sign a statement. */
export const PARTIES = ['household', 'clerk', 'branch'] as const;
export type Party = (typeof PARTIES)[number];
/** On the reader's own screen, with a card's PIN, or on paper. */
export const WAYS_OF_SIGNING = ['screen', 'pin', 'paper'] as const;

/** Which line of a statement is meant: its section, subject and name. */
export class DisputedLine {
  @Text(40) section: string;
  @Text(80) subject: string;
  @Text(40) line: string;
}

/** A statement was presented, confirmed or disputed, or a dispute was answered (`disputed` with an `answer`). */
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
  /** Of a dispute: the day by which it is to be answered. */
  @DateText({ optional: true }) deadline?: CivilDate;
  @Text(2_000, { optional: true, multiline: true }) answer?: string;
  /** SHA-256 of the household's signed paper, when a clerk acted for it. */
  @Field({ is: 'hash', optional: true }) attachment?: string;
}

/** One of the three has signed the content with this SHA-256. */
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
  /** Whose name stands on the paper, and the day written there; `by` and `at` say who recorded it, and when. */
  @Text(200, { optional: true }) signer?: string;
  @DateText({ optional: true }) signedOn?: CivilDate;
}
