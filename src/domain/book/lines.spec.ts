import fc from 'fast-check';
import { runs } from '../../../test/support/scale';
import { canonicalJson } from '../ledger/canonical';
import { readEvent } from './lines';

/** The same fact, spelt differently: other key order, other decimals, another composition of the same characters. */
const spellings = fc.record({
  fen: fc.integer({ min: 1, max: 99_999 }),
  note: fc.constantFrom('é', 'Ө Ү', '𠮷', 'ок', '还羔'),
  isReversed: fc.boolean(),
});

it('an event has one normal form, however it is spelt', () => {
  fc.assert(
    fc.property(spellings, ({ fen, note, isReversed }) => {
      const yuan = (fen / 100).toFixed(2);
      const event = { id: 'e1', kind: 'cash_in', on: '2026-02-01', amount: yuan, note: note.normalize('NFC') };
      const again = { ...event, amount: yuan.replace(/\.?0+$/, '') || yuan, note: note.normalize('NFD') };
      const entries = Object.entries(again);
      const other = readEvent(Object.fromEntries(isReversed ? entries.reverse() : entries));
      expect(canonicalJson(other)).toBe(canonicalJson(readEvent(event)));
    }),
    { numRuns: runs(1000) },
  );
});
