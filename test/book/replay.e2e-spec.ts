import fc from 'fast-check';
import { requireCooperative } from '../../src/parties/cooperatives';
import { openApi, WRYT, type Api } from '../support/api';
import { runs, timeout } from '../support/scale';

jest.setTimeout(timeout(60_000));

/** That every spelling has one normal form is a property of its own (src/domain/book/lines.spec.ts). */
const CASES = runs(20);

/** The same fact, spelt differently: other key order, other decimals, another composition of the same characters. */
const spellings = fc.record({
  fen: fc.integer({ min: 1, max: 99_999 }),
  note: fc.constantFrom('é', 'Ө Ү', '𠮷', 'ок', '还羔'),
  isReversed: fc.boolean(),
});

describe('the same event again', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  it('has no effect, however it is spelt', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(spellings, async ({ fen, note, isReversed }) => {
        const id = `replay-${(n += 1)}`;
        const yuan = (fen / 100).toFixed(2);
        const event = { id, kind: 'cash_in', on: '2026-02-01', amount: yuan, note: note.normalize('NFC') };
        const again = { ...event, amount: yuan.replace(/\.?0+$/, '') || yuan, note: note.normalize('NFD') };
        const entries = Object.entries(again);
        const first = await api.record(event);
        const head = await requireCooperative(api.database.reads, 'WRYT');
        const second = await api.send(
          'POST',
          `${WRYT}/contracts/WRYT-2022-002/events`,
          Object.fromEntries(isReversed ? entries.reverse() : entries),
        );
        expect([first.status, second.status]).toEqual([201, 200]);
        expect(second.body).toEqual(first.body);
        expect(await requireCooperative(api.database.reads, 'WRYT')).toEqual(head);
      }),
      { numRuns: CASES, endOnFailure: true },
    );
    expect(await api.fault()).toBeUndefined();
  });
});
