/** @slow */
import fc from 'fast-check';
import { DomainBook, missingFor, type EventInput } from '../../../test/support/domain-book';
import {
  contract,
  eventOf,
  FIRST,
  happening,
  SEASONS,
  settlesFirst,
  terms,
  type Happening,
} from '../../../test/support/generators';
import { NaiveContract } from '../../../test/support/naive-statement';
import { runs, timeout } from '../../../test/support/scale';
import { expectNoneMissing } from '../../../test/support/missing';
import { EVENT_KINDS } from '../events/registry';
import { OBLIGATION_RULES } from '../obligations/registry';
import type { Terms } from '../terms/terms';
import { closingIndex, SECTION_LINES, type SubjectLines } from './statement';

jest.setTimeout(timeout(120_000));

/** Records what is accepted of the happenings; gives the accepted events. */
function recordAll(agreed: Terms, book: DomainBook, happenings: readonly Happening[]): EventInput[] {
  const accepted: EventInput[] = book.record(FIRST) ? [FIRST] : [];
  happenings.forEach((h, i) => {
    const event = eventOf(agreed, h, i, accepted.map((e) => e.id)); // prettier-ignore
    if (book.record(event)) accepted.push(event);
  });
  return accepted;
}

const closings = (subjects: readonly SubjectLines[]): Record<string, number> =>
  Object.fromEntries(subjects.map((s) => [`${s.section} ${s.subject}`, s.values[closingIndex(s.section)] as number]).filter(([, v]) => v !== 0)); // prettier-ignore

/** All lines that are not zero. */
const linesOf = (subjects: readonly SubjectLines[]): Record<string, number> =>
  Object.fromEntries(subjects.flatMap((s) => s.values.map((v, i) => [`${s.section} ${s.subject} ${SECTION_LINES[s.section][i] ?? ''}`, v] as const)).filter(([, v]) => v !== 0)); // prettier-ignore

/** Animals alone make no statement: then nothing else may stand on the other one. */
function expectSameClosings(reversed: readonly SubjectLines[], plain: readonly SubjectLines[]): void {
  const found = closings(reversed);
  if (plain.length > 0) expect(found).toEqual(closings(plain));
  else expect(Object.keys(found).filter((key) => !key.startsWith('stock '))).toEqual([]);
}

describe('whatever happens under a contract', () => {
  it('statements are what the rules say, the ledger agrees, seasons open where they closed, carries change nothing', () => {
    const scenario = fc.tuple(
      contract,
      fc.array(happening(180), { minLength: 8, maxLength: 24 }),
      fc.array(happening(360), { maxLength: 14 }),
      fc.array(happening(), { maxLength: 10 }),
    );
    let recorded = 0;
    const kinds = new Set<string>();
    const rules = new Set<string>();
    fc.assert(
      fc.property(scenario, ([[agreed, term], first, second, third]) => {
        const book = new DomainBook(agreed, SEASONS, term);
        const naive = new NaiveContract(agreed, term);
        for (const { rule } of agreed.obligations) rules.add(rule);
        const ids: string[] = [];
        const record = (event: EventInput, season: number): void => {
          if (!book.record(event)) return;
          ids.push(event.id);
          kinds.add(event.kind);
          naive.add(event, SEASONS[season - 1]?.to);
        };
        if (term.bookedFrom !== undefined) book.close(0);
        record(FIRST, term.bookedFrom === undefined ? 0 : 1);
        [first, second, third].forEach((happenings, season) => {
          // Of a contract that was entered later, all that happened before comes late.
          if (season === 0 && term.bookedFrom !== undefined) return;
          happenings.forEach((h, i) => {
            const event = eventOf(agreed, h, season * 100 + i, ids);
            if (settlesFirst(h, event))
              missingFor(book.history, event['on'] as string, event.id).forEach((e) => record(e, season));
            record(event, season);
          });
          const { from, to } = SEASONS[season] as { from: string; to: string };
          const settled = book.close(season);
          expect(settled && linesOf(settled.subjects)).toEqual(naive.statement(from, to));
        });
        recorded += ids.length;
      }),
      { numRuns: runs(1000) },
    );
    // The property says nothing when nothing is accepted.
    expect(recorded / runs(1000)).toBeGreaterThan(12);
    expectNoneMissing([...EVENT_KINDS.keys()].filter((kind) => !kinds.has(kind)), 'a payload in PAYLOADS of test/support/generators.ts, one that is accepted'); // prettier-ignore
    expectNoneMissing([...OBLIGATION_RULES.keys()].filter((rule) => !rules.has(rule)), 'an obligation in `obligations` of test/support/generators.ts'); // prettier-ignore
  });

  it('facts of an open season give the same lines in any order in which all are accepted', () => {
    const scenario = fc.tuple(
      terms,
      fc.array(happening(180), { minLength: 2, maxLength: 10 }),
      fc.infiniteStream(fc.nat()),
    );
    let compared = 0;
    fc.assert(
      fc.property(scenario, ([agreed, happenings, order]) => {
        const book = new DomainBook(agreed, SEASONS);
        const accepted = recordAll(agreed, book, happenings);
        const shuffled = shuffle(accepted, order);
        const other = new DomainBook(agreed, SEASONS);
        // Of two amendments of one day the one recorded last is in force: there the order counts.
        const amended = accepted.filter((e) => e.kind === 'amendment').map((e) => e['on']);
        if (new Set(amended).size < amended.length || !shuffled.every((event) => other.record(event))) return;
        compared += 1;
        expect(other.lines(0)).toEqual(book.lines(0));
        expect(other.lines(1)).toEqual(book.lines(1));
      }),
      { numRuns: runs(1000) },
    );
    expect(compared).toBeGreaterThan(runs(1000) / 4);
  });

  it('a reversal restores: on its own day the lines, in a later season the closings', () => {
    const scenario = fc.tuple(terms, fc.array(happening(180), { maxLength: 8 }), happening(180), fc.boolean());
    let compared = 0;
    fc.assert(
      fc.property(scenario, ([agreed, happenings, extra, isLate]) => {
        const event = eventOf(agreed, { ...extra, reverses: undefined }, 999, []);
        const [plain, reversed] = [new DomainBook(agreed, SEASONS), new DomainBook(agreed, SEASONS)];
        recordAll(agreed, plain, happenings);
        recordAll(agreed, reversed, happenings);
        if (!reversed.record(event)) return;
        // Terms that were in force in a closed season go on valuing its facts; they end on the reversal's day.
        if (isLate && event.kind === 'amendment') return;
        if (isLate) {
          plain.close(0);
          reversed.close(0);
        }
        if (!reversed.record({ id: 'undo', kind: 'reversal', of: event.id, reason: 'r' })) return;
        compared += 1;
        if (isLate) expectSameClosings(reversed.lines(1), plain.lines(1));
        else expect(reversed.lines(0)).toEqual(plain.lines(0));
      }),
      { numRuns: runs(1000) },
    );
    expect(compared).toBeGreaterThan(runs(1000) / 4);
  });
});

function shuffle<T>(items: readonly T[], order: Iterable<number>): T[] {
  const rest = [...items];
  const result: T[] = [];
  for (const n of order) {
    if (rest.length === 0) break;
    result.push(...rest.splice(n % rest.length, 1));
  }
  return result;
}
