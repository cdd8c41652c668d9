import fc from 'fast-check';
import { runs } from '../../test/support/scale';
import { addDays, addYears, contractYearEnd, isCivilDate, wholeYearsEnded, yearEnds } from './calendar';

const DAY = 86_400_000;
const numRuns = runs(1000);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
const pad = (n: number, width: number): string => String(n).padStart(width, '0');
const date = fc.integer({ min: Date.UTC(1900, 0, 1) / DAY, max: Date.UTC(2900, 0, 1) / DAY }).map((n) => iso(n * DAY));

describe('contract years', () => {
  it('only days that the calendar has are days', () => {
    const part = fc.tuple(fc.integer({ min: 1900, max: 2999 }), fc.nat({ max: 13 }), fc.nat({ max: 32 }));
    fc.assert(
      fc.property(part, ([year, month, day]) => {
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
        const there = new Date(Date.UTC(year, month - 1, day));
        expect(isCivilDate(text)).toBe(iso(there.getTime()) === text);
      }),
      { numRuns },
    );
  });

  it('a year later is the same day, but for 29 February', () => {
    fc.assert(
      fc.property(date, fc.nat({ max: 90 }), (from, years) => {
        const there = addYears(from, years);
        const rolled = new Date(from);
        rolled.setUTCFullYear(rolled.getUTCFullYear() + years);
        // JavaScript rolls a missing 29 February on to 1 March; here it falls back.
        const expected =
          rolled.getUTCDate() === Number(from.slice(8)) ? iso(rolled.getTime()) : addDays(iso(rolled.getTime()), -1);
        expect(there).toBe(expected);
        expect(addDays(contractYearEnd(from, years), 1)).toBe(there);
      }),
      { numRuns },
    );
  });

  it('year ends rise to the end of the term, and no fewer would reach it', () => {
    fc.assert(
      fc.property(date, fc.nat({ max: 4000 }), (from, days) => {
        const to = addDays(from, days);
        const ends = yearEnds(from, to);
        expect(ends.at(-1)).toBe(to);
        expect([...ends].sort()).toEqual(ends);
        expect(new Set(ends).size).toBe(ends.length);
        expect(contractYearEnd(from, ends.length) >= to).toBe(true);
        if (ends.length > 1) expect(contractYearEnd(from, ends.length - 1) < to).toBe(true);
        const whole = wholeYearsEnded(from, to);
        expect(whole).toBe(contractYearEnd(from, ends.length) === to ? ends.length : ends.length - 1);
      }),
      { numRuns },
    );
  });

  it('a contract of 29 February has its year ends on the 27th and the 28th', () => {
    expect(yearEnds('2024-02-29', '2028-02-28')).toEqual(['2025-02-27', '2026-02-27', '2027-02-27', '2028-02-28']);
  });
});
