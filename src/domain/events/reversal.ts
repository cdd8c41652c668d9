/** Reversal: the exact opposite of an event that was wrong; a second person approves it. */
import { Code, Text } from '../shape/field';
import { defineKind } from './kind';

export class Reversal {
  /** Id of the event it takes back. */
  @Code({ max: 64 }) of: string;
  @Text(2000, { multiline: true }) reason: string;
}

/** From its booked day on the reversed event counts no more, in the lines it counted in (docs/rules.md sections 6 and 8). */
export const reversal = defineKind<Reversal>({
  kind: 'reversal',
  payload: Reversal,
  approval: true,
  afterCompletion: true,
  effects: () => [],
});
