import fc from 'fast-check';
import { DomainBook } from '../../../test/support/domain-book';
import { eventOf, FIRST, happening, SEASONS, terms, type Happening } from '../../../test/support/generators';
import { runs, timeout } from '../../../test/support/scale';
import type { Terms } from '../terms/terms';
import type { History } from './history';

describe('a whole history as it was before', () => {
  it(
    'is what it was then, whatever came later: late facts, reversals, amendments and their reversals',
    () => {
      let reversals = 0;
      fc.assert(
        fc.property(terms, fc.array(happening(), { maxLength: 12 }), (agreed: Terms, happenings: Happening[]) => {
          const book = new DomainBook(agreed, SEASONS);
          const then: History[] = [book.history];
          const ids: string[] = [];
          for (const event of [FIRST, ...happenings.map((h, i) => () => eventOf(agreed, h, i, ids))]) {
            const input = typeof event === 'function' ? event() : event;
            if (!book.record(input)) continue;
            ids.push(input.id);
            then.push(book.history);
            if (input.kind === 'reversal') reversals += 1;
          }
          const seqs = book.history.facts.map((f) => f.seq).sort((a, b) => a - b);
          expect(then).toHaveLength(seqs.length + 1);
          then.forEach((history, i) => {
            const before = book.history.before(seqs[i] ?? Infinity);
            expect(before.facts).toEqual(history.facts);
            expect(before.versions).toEqual(history.versions);
          });
        }),
        { numRuns: runs(150) },
      );
      expect(reversals).toBeGreaterThan(10);
    },
    timeout(60_000),
  );
});
