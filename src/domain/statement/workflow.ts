/** The workflow of a statement as data: which step leads from which state to which, and who may take it (docs/rules.md section 9). */
import { PARTIES, type Party, type StatementStepLine } from '../book/workflow-lines';

export { PARTIES, type Party };

/** While the season is open. */
export const OPEN_STATES = ['draft', 'presented', 'confirmed', 'disputed'] as const;
export type OpenState = (typeof OPEN_STATES)[number];
/** Final states. */
export const CLOSED_STATES = ['closed_confirmed', 'closed_unconfirmed'] as const;
export type StatementState = OpenState | (typeof CLOSED_STATES)[number];
export const STATEMENT_STATES: readonly StatementState[] = [...OPEN_STATES, ...CLOSED_STATES];

export const STEPS = ['present', 'confirm', 'dispute', 'answer', 'close'] as const;
export type Step = (typeof STEPS)[number];

interface Rule {
  /** Who takes the step. A clerk may act for a household that has signed on paper. */
  readonly by: Party;
  readonly leads: Partial<Record<StatementState, StatementState>>;
}

/** Every allowed step; whatever is not listed is refused. */
export const WORKFLOW: Readonly<Record<Step, Rule>> = {
  /** Asks the household to confirm. A disputed statement may be presented again, corrected or not. */
  present: { by: 'clerk', leads: { draft: 'presented', disputed: 'presented' } },
  confirm: { by: 'household', leads: { presented: 'confirmed', disputed: 'confirmed' } },
  /** Until the season is closed a household may still dispute what it has confirmed, and may dispute several lines. */
  dispute: { by: 'household', leads: { presented: 'disputed', confirmed: 'disputed', disputed: 'disputed' } },
  answer: { by: 'clerk', leads: { disputed: 'disputed' } },
  close: {
    by: 'branch',
    leads: {
      draft: 'closed_unconfirmed',
      presented: 'closed_unconfirmed',
      disputed: 'closed_unconfirmed',
      confirmed: 'closed_confirmed',
    },
  },
};

/**
 * The state that a step leads to; undefined when it is not allowed.
 *
 * @example nextState('presented', 'confirm') // 'confirmed'
 * @example nextState('draft', 'confirm') // undefined: only what was presented is confirmed
 */
export function nextState(state: StatementState, step: Step): StatementState | undefined {
  return WORKFLOW[step].leads[state];
}

/**
 * The steps that somebody may take now.
 *
 * @example stepsFrom('disputed', new Set(['clerk'])) // present, answer
 */
export function stepsFrom(state: StatementState, parties: ReadonlySet<Party>): ReadonlySet<Step> {
  return new Set(STEPS.filter((step) => nextState(state, step) !== undefined && parties.has(WORKFLOW[step].by)));
}

/** Whether it can be signed: what was presented, until the season is closed. */
export function isSignable(state: StatementState): boolean {
  return state !== 'draft' && nextState(state, 'close') !== undefined;
}

/** For whom somebody may bring a signed paper: a clerk for the household, everybody for themselves. */
export function papersOf(parties: ReadonlySet<Party>): Party[] {
  return PARTIES.filter((party) => parties.has(party === 'household' ? 'clerk' : party));
}

/** A step that was taken, and the SHA-256 of the content it was about. */
export interface TakenStep {
  readonly state: StatementStepLine['state'];
  readonly sha256: string;
}

/**
 * The state of an open statement. A step is about a content: once the content has changed, the statement is a draft again and earlier steps
 * no longer count.
 *
 * @param last the latest step, if any
 * @param sha256 of the current content
 * @example stateNow({ state: 'confirmed', sha256: 'a' }, 'b') // { state: 'draft', isChanged: true }
 */
export function stateNow(last: TakenStep | undefined, sha256: string): { state: OpenState; isChanged: boolean } {
  if (!last) return { state: 'draft', isChanged: false };
  return last.sha256 === sha256 ? { state: last.state, isChanged: false } : { state: 'draft', isChanged: true };
}

/** The step that a line of the book records: an answer leaves the statement disputed. */
export function stepOf(line: StatementStepLine): Exclude<Step, 'close'> {
  if (line.state === 'presented') return 'present';
  if (line.state === 'confirmed') return 'confirm';
  return line.answer === undefined ? 'dispute' : 'answer';
}

/** Days within which a dispute must be answered. */
export const DISPUTE_DAYS = 15;
/** How many disputes of one statement may be open at a time, and be made in a day: more than there are lines to dispute. */
export const DISPUTES_MAX = 20;
