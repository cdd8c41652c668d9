/** Completion: everything is settled, the contract ends, and title passes when the terms say so. */
import { titleOf } from '../terms/terms';
import { defineKind } from './kind';

export class Completion {}

/** Leased stock at the end of that day becomes the household's if title passes on completion (docs/rules.md section 6). */
export const completion = defineKind<Completion>({
  kind: 'completion',
  payload: Completion,
  approval: false,
  afterCompletion: false,
  effects: (_event, { terms }) => [
    { effect: 'status', status: 'completed', titlePasses: titleOf(terms) === 'passes_on_completion' },
  ],
});
