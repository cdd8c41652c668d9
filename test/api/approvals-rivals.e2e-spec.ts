import { Proposals } from '../../src/approvals/proposals.service';
import type { ProposalView } from '../../src/approvals/proposals.queries';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { DomainError } from '../../src/domain/errors';
import { readEvent } from '../../src/domain/book/lines';
import type { Actor } from '../../src/identity/viewer';
import { RecordingService, type RecordOutcome } from '../../src/contracts/recording.service';
import { CloseAction } from '../../src/seasons/close.action';
import { openApi, WRYT, type Api } from '../support/api';
import { person } from '../support/people';
import { runs, timeout } from '../support/scale';

const CONTRACT = 'WRYT-2022-002';
const RIVALS = 1_000;
/** Where each rival costs more: as many in the full run. */
const SOME = runs(100);
/** One person may have 200 proposals waiting. */
const REVERSALS = runs(20);

/** How often each answer was given: `approved`, or the code of the refusal. */
async function outcomes(asked: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const told = await Promise.all(asked.map((a) => a.then(() => 'done', codeOf)));
  return Object.fromEntries([...new Set(told)].map((name) => [name, told.filter((t) => t === name).length]));
}

function codeOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  throw error;
}

describe('many people decide at once about the same', () => {
  let api: Api;
  let clerk: Actor;
  let branch: Actor[];
  beforeEach(async () => {
    api = await openApi();
    clerk = await actor('clerk', 'clerk');
    branch = [await actor('branch1', 'branch'), await actor('branch2', 'branch'), await actor('branch3', 'branch')];
  });
  afterEach(() => api.close());

  const actor = async (login: string, role: 'clerk' | 'branch'): Promise<Actor> => {
    const { id } = await person(api, login, 'WRYT', role);
    return { userId: id, login, origin: CLI_ORIGIN };
  };
  const submit = (event: object): Promise<RecordOutcome> =>
    api.app.get(RecordingService).record('WRYT', CONTRACT, readEvent(event), clerk);
  const propose = async (event: object): Promise<ProposalView> => {
    const outcome = await submit(event);
    if (!('proposed' in outcome)) throw new Error('recorded at once');
    return outcome.proposed;
  };
  const rivals = (id: number, count: number): Promise<Record<string, number>> => {
    const proposals = api.app.get(Proposals);
    return outcomes(Array.from({ length: count }, (_, n) => proposals.approve('WRYT', id, branch[n % 3] as Actor)));
  };
  const records = async (where: string): Promise<number> =>
    Number((await api.database.reads.get<{ n: number }>(`select count(*) as n from book_record where ${where}`))?.n);

  it(
    'records an approved penalty once',
    async () => {
      const { id } = await propose({ id: 'p-1', kind: 'penalty', on: '2026-02-01', amount: '50', reason: '逾期' });
      expect(await rivals(id, RIVALS)).toEqual({ done: 1, proposal_decided: RIVALS - 1 });
      expect(await records(`event_id = 'p-1'`)).toBe(1);
      expect(await api.fault()).toBeUndefined();
    },
    timeout(120_000),
  );

  it(
    'reverses an event once, however many reversals of it wait',
    async () => {
      await submit({ id: 'c-1', kind: 'cash_in', on: '2026-02-01', amount: '10' });
      api.clock.set('2026-03-02T00:00:00.000Z');
      const waiting: ProposalView[] = [];
      for (let n = 0; n < REVERSALS; n++)
        waiting.push(await propose({ id: `r-${n}`, kind: 'reversal', of: 'c-1', reason: '重复' }));
      const proposals = api.app.get(Proposals);
      const asked = waiting.map(({ id }, n) => proposals.approve('WRYT', id, branch[n % 3] as Actor));
      expect(await outcomes(asked)).toEqual({ done: 1, already_reversed: REVERSALS - 1 });
      expect(await records(`kind = 'reversal' and line like '%c-1%'`)).toBe(1);
      expect(await api.fault()).toBeUndefined();
    },
    timeout(120_000),
  );

  it(
    'closes a season once',
    async () => {
      const { id } = await api.app.get(CloseAction).propose('WRYT', '2025-winter', clerk);
      expect(await rivals(id, SOME)).toEqual({ done: 1, proposal_decided: SOME - 1 });
      expect(await records(`type = 'close' and line like '%2025-winter%'`)).toBe(1);
      expect((await api.get(`${WRYT}/seasons/2025-winter`)).body.closed).toBe(true);
      expect(await api.fault()).toBeUndefined();
    },
    timeout(120_000),
  );

  it(
    'makes one proposal of the same asked for at once, and none of two different ones',
    async () => {
      const penalty = { id: 'p-2', kind: 'penalty', on: '2026-02-01', reason: '逾期' };
      const same = await Promise.all(Array.from({ length: SOME }, () => propose({ ...penalty, amount: '50' })));
      expect(new Set(same.map((p) => p.id)).size).toBe(1);
      expect(await outcomes([submit({ ...penalty, amount: '51' })])).toEqual({ proposal_conflict: 1 });
      expect(await outcomes([submit({ id: 'p-2', kind: 'cash_in', on: '2026-02-01', amount: '1' })])).toEqual({
        proposal_conflict: 1,
      });
    },
    timeout(120_000),
  );
});
