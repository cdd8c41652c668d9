import fc from 'fast-check';
import { runs } from '../../test/support/scale';
import { addDays, addYears, contractYearEnd, daysBetween, isCivilDate, wholeYearsEnded, yearEnds } from './calendar';

const DAY = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
const date = fc.integer({ min: Date.UTC(1900, 0, 1) / DAY, max: Date.UTC(2900, 0, 1) / DAY }).map((n) => iso(n * DAY));

describe('civil dates', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2999-12-31'])('%s is a day', (text) =>
    expect(isCivilDate(text)).toBe(true),
  );
  it.each([
    '2023-02-29',
    '1900-02-29',
    '2023-04-31',
    '2023-13-01',
    '2023-00-10',
    '2023-1-1',
    '1899-12-31',
    '3000-01-01',
    '２023-01-01',
    '2023-01-01 ',
    '',
  ])('%j is none', (text) => expect(isCivilDate(text)).toBe(false));

  it('agree with the proleptic Gregorian calendar', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -4000, max: 4000 }), (from, days) => {
        const there = iso(Date.parse(from) + days * DAY);
        expect(addDays(from, days)).toBe(there);
        expect(daysBetween(from, there)).toBe(days);
        expect(isCivilDate(from)).toBe(true);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('years fall back from 29 to 28 February', () => {
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28');
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29');
    expect(contractYearEnd('2022-06-10', 3)).toBe('2025-06-09');
    expect(contractYearEnd('2024-03-01', 1)).toBe('2025-02-28');
  });

  it('a term has its year ends, the last of them its own end', () => {
    expect(yearEnds('2022-07-01', '2025-06-30')).toEqual(['2023-06-30', '2024-06-30', '2025-06-30']);
    expect(yearEnds('2022-07-01', '2023-12-31')).toEqual(['2023-06-30', '2023-12-31']);
    expect(yearEnds('2022-07-01', '2022-07-01')).toEqual(['2022-07-01']);
    expect(wholeYearsEnded('2022-07-01', '2024-06-29')).toBe(1);
    expect(wholeYearsEnded('2022-07-01', '2024-06-30')).toBe(2);
  });
});
