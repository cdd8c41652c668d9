/** Civil dates as texts `YYYY-MM-DD`, which sort as they are, and arithmetic with days and contract years. */

/** A day in Asia/Shanghai, `YYYY-MM-DD`. */
export type CivilDate = string;

const DATE = /^(19|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether a text is a real day of the years 1900 to 2999. */
export function isCivilDate(text: string): boolean {
  return DATE.test(text) && dayOf(text) <= daysInMonth(yearOf(text), monthOf(text));
}

function yearOf(date: CivilDate): number {
  return Number.parseInt(date.slice(0, 4), 10);
}
function monthOf(date: CivilDate): number {
  return Number.parseInt(date.slice(5, 7), 10);
}
function dayOf(date: CivilDate): number {
  return Number.parseInt(date.slice(8, 10), 10);
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function write(year: number, month: number, day: number): CivilDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Days since 0000-03-01 of the proleptic Gregorian calendar; years begin in March so that the leap day is their last. */
function dayNumber(date: CivilDate): number {
  const month = monthOf(date);
  const year = yearOf(date) - (month <= 2 ? 1 : 0);
  const fromMarch = (month + 9) % 12;
  return (
    year * 365 +
    quotient(year, 4) -
    quotient(year, 100) +
    quotient(year, 400) +
    quotient(153 * fromMarch + 2, 5) +
    dayOf(date) -
    1
  );
}

/** Integer division of non-negative integers. */
function quotient(a: number, b: number): number {
  return Number.parseInt(String(BigInt(a) / BigInt(b)), 10);
}

/** @example addDays('2023-05-31', 1) // '2023-06-01' */
export function addDays(date: CivilDate, days: number): CivilDate {
  let year = yearOf(date);
  let month = monthOf(date);
  let day = dayOf(date) + days;
  for (; day > daysInMonth(year, month); month = month === 12 ? 1 : month + 1) {
    day -= daysInMonth(year, month);
    if (month === 12) year += 1;
  }
  while (day < 1) {
    month = month === 1 ? 12 : month - 1;
    if (month === 12) year -= 1;
    day += daysInMonth(year, month);
  }
  return write(year, month, day);
}

/** 29 February falls back to 28 February. @example addYears('2024-02-29', 1) // '2025-02-28' */
export function addYears(date: CivilDate, years: number): CivilDate {
  const year = yearOf(date) + years;
  const month = monthOf(date);
  const last = daysInMonth(year, month);
  const day = dayOf(date);
  return write(year, month, day > last ? last : day);
}

/** Days from `a` to `b`; negative when `b` is earlier. @example daysBetween('2022-07-01', '2022-07-05') // 4 */
export function daysBetween(a: CivilDate, b: CivilDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** The last day of contract year k: from + k years - 1 day. @example contractYearEnd('2022-06-10', 3) // '2025-06-09' */
export function contractYearEnd(from: CivilDate, k: number): CivilDate {
  return addDays(addYears(from, k), -1);
}

/** The year ends of a term; the last one is `to`, even if that year is shorter (docs/rules.md section 5). */
export function yearEnds(from: CivilDate, to: CivilDate): readonly CivilDate[] {
  const key = from + to;
  const known = endsKnown.get(key);
  if (known) return known;
  const ends = computedEnds(from, to);
  // There are few different terms; the bound is against hostile input.
  if (endsKnown.size < 1_000) endsKnown.set(key, ends);
  return ends;
}

const endsKnown = new Map<string, readonly CivilDate[]>();

function computedEnds(from: CivilDate, to: CivilDate): CivilDate[] {
  const ends: CivilDate[] = [];
  for (let k = 1; ; k++) {
    const end = contractYearEnd(from, k);
    if (end >= to) return [...ends, to];
    ends.push(end);
  }
}

/** How many whole contract years have ended by a day. */
export function wholeYearsEnded(from: CivilDate, onOrBefore: CivilDate): number {
  // Starts from the calendar year of the day, so that at most two contract years need looking at.
  let k = yearOf(onOrBefore) - yearOf(from) + 1;
  if (k < 1) return 0;
  while (k > 0 && contractYearEnd(from, k) > onOrBefore) k -= 1;
  return k;
}
