import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import {
  CLOSED_STATES,
  isSignable,
  WORKFLOW,
  nextState,
  papersOf,
  PARTIES,
  STATEMENT_STATES,
  stateNow,
  STEPS,
  stepOf,
  stepsFrom,
  type Party,
  type StatementState,
} from './workflow';

describe('the life of a statement', () => {
  it.each([
    ['draft', 'present', 'presented'],
    ['draft', 'confirm', undefined],
    ['draft', 'dispute', undefined],
    ['draft', 'answer', undefined],
    ['draft', 'close', 'closed_unconfirmed'],
    ['presented', 'present', undefined],
    ['presented', 'confirm', 'confirmed'],
    ['presented', 'dispute', 'disputed'],
    ['presented', 'answer', undefined],
    ['presented', 'close', 'closed_unconfirmed'],
    ['confirmed', 'present', undefined],
    ['confirmed', 'confirm', undefined],
    ['confirmed', 'dispute', 'disputed'],
    ['confirmed', 'answer', undefined],
    ['confirmed', 'close', 'closed_confirmed'],
    ['disputed', 'present', 'presented'],
    ['disputed', 'confirm', 'confirmed'],
    ['disputed', 'dispute', 'disputed'],
    ['disputed', 'answer', 'disputed'],
    ['disputed', 'close', 'closed_unconfirmed'],
  ] as const)('%s: %s leads to %s', (state, step, to) => {
    expect(nextState(state, step)).toBe(to);
  });

  it('is over when the season is closed: no step leads out', () => {
    for (const state of CLOSED_STATES) for (const step of STEPS) expect(nextState(state, step)).toBeUndefined();
  });

  it('only the household confirms and disputes, only the branch closes', () => {
    expect(STEPS.map((step) => [step, WORKFLOW[step].by])).toEqual([
      ['present', 'clerk'],
      ['confirm', 'household'],
      ['dispute', 'household'],
      ['answer', 'clerk'],
      ['close', 'branch'],
    ]);
  });

  it('says who can do what now', () => {
    const all = new Set(PARTIES);
    const steps = (state: StatementState, parties: ReadonlySet<Party> = all) => [...stepsFrom(state, parties)];
    expect(steps('draft')).toEqual(['present', 'close']);
    expect(steps('disputed', new Set(['clerk']))).toEqual(['present', 'answer']);
    expect(steps('confirmed', new Set(['household']))).toEqual(['dispute']);
    expect(steps('presented', new Set())).toEqual([]);
    for (const state of CLOSED_STATES) expect(steps(state)).toEqual([]);
    expect(STATEMENT_STATES.filter(isSignable)).toEqual(['presented', 'confirmed', 'disputed']);
    expect(papersOf(new Set(['clerk']))).toEqual(['household', 'clerk']);
    expect(papersOf(new Set(['branch']))).toEqual(['branch']);
  });

  it('whatever is done, it can be closed at any time, confirmed only when the household said so last', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STEPS.filter((s) => s !== 'close'))), (steps) => {
        let state: StatementState = 'draft';
        for (const step of steps) state = nextState(state, step) ?? state;
        expect(STATEMENT_STATES).toContain(state);
        const taken = steps.filter((step, i) => isTaken(steps.slice(0, i), step));
        const lastWord = taken.filter((step) => WORKFLOW[step].by === 'household' || step === 'present').at(-1);
        expect(nextState(state, 'close')).toBe(lastWord === 'confirm' ? 'closed_confirmed' : 'closed_unconfirmed');
      }),
      { numRuns: runs(200) },
    );
  });

  it('stands where its last step left it, unless its content is another now', () => {
    const last = { state: 'confirmed', sha256: 'a' } as const;
    expect(stateNow(undefined, 'a')).toEqual({ state: 'draft', isChanged: false });
    expect(stateNow(last, 'a')).toEqual({ state: 'confirmed', isChanged: false });
    expect(stateNow(last, 'b')).toEqual({ state: 'draft', isChanged: true });
  });

  it('knows a dispute from its answer', () => {
    const line = { type: 'statement', cooperative: 'C', season: 'S', contract: 'N', at: '', by: 'x' } as const;
    expect(stepOf({ ...line, state: 'presented' })).toBe('present');
    expect(stepOf({ ...line, state: 'confirmed' })).toBe('confirm');
    expect(stepOf({ ...line, state: 'disputed', reason: '少一只' })).toBe('dispute');
    expect(stepOf({ ...line, state: 'disputed', answer: '已核对' })).toBe('answer');
  });
});

function isTaken(before: readonly (typeof STEPS)[number][], step: (typeof STEPS)[number]): boolean {
  let state: StatementState = 'draft';
  for (const s of before) state = nextState(state, s) ?? state;
  return nextState(state, step) !== undefined;
}
