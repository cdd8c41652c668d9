/** Completion: everything is settled and the contract ends; title passes when the terms say so. */
import { titleOf } from '../terms/terms';
import { defineKind } from './kind';

export class Completion {}

/** If title passes on completion, what is leased at the end of the day becomes the household's own (docs/rules.md section 6). */
export const completion = defineKind<Completion>({
  kind: 'completion',
  payload: Completion,
  approval: false,
  afterCompletion: false,
  effects: (_event, { terms }) => [
    { effect: 'status', status: 'completed', titlePasses: titleOf(terms) === 'passes_on_completion' },
  ],
});
