/** Termination: the contract ends early and everything still owed is due; a second person approves it. */
import { Text } from '../shape/field';
import { defineKind } from './kind';

export class Termination {
  @Text(2000, { multiline: true }) reason: string;
}

/** From its booked day on, everything owed is due (docs/rules.md section 5). */
export const termination = defineKind<Termination>({
  kind: 'termination',
  payload: Termination,
  approval: true,
  afterCompletion: false,
  effects: () => [{ effect: 'status', status: 'terminated', titlePasses: false }],
});
