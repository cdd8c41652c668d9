/** What the API takes for the steps of a statement's life. */
import type { CivilDate } from '../../domain/calendar';
import { DisputedLine, PARTIES, WAYS_OF_SIGNING, type SignatureLine } from '../../domain/book/workflow-lines';
import { Choice, Code, DateText, Field, ObjectOf, Secret, Text } from '../../domain/shape/field';

export class PresentInput {
  @Code() season: string;
}

export class HandInput {
  /** A herder signs on the screen or with the card's PIN; a clerk brings the household's signed paper. */
  @Choice(WAYS_OF_SIGNING) how: SignatureLine['how'];
  /** The card's PIN, for `how: pin`: it is asked for in the very request that signs. */
  @Secret(40, { optional: true }) pin?: string;
  /** SHA-256 of the paper, uploaded before. */
  @Field({ is: 'hash', optional: true }) attachment?: string;
  /** Whose name stands on the paper. */
  @Text(200, { optional: true }) signer?: string;
  /** The day written on the paper. */
  @DateText({ optional: true }) signedOn?: CivilDate;
}

export class SignInput extends HandInput {
  @Choice(PARTIES) role: SignatureLine['role'];
}

/** A signature as it stands on a paper that is brought with it. */
export class PaperInput {
  @Choice(PARTIES) role: SignatureLine['role'];
  @Text(200) signer: string;
  @DateText() signedOn: CivilDate;
}

export class DisputeInput {
  @ObjectOf(() => DisputedLine) line: DisputedLine;
  @Text(2_000, { multiline: true }) reason: string;
  @Field({ is: 'hash', optional: true }) attachment?: string;
}

export class AnswerInput {
  @Text(2_000, { multiline: true }) text: string;
}
