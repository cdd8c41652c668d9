/** How hard the tests look: `npm run test:full` looks ten times harder than `npm test`. */

/** The long form. */
export const isFull = process.env['SUREG_TEST_FULL'] === '1';

/** Cases of a property, or cycles of a fault test: `runs(1000)` is 1000, and 10000 in the full run. */
export function runs(normal: number): number {
  return isFull ? normal * 10 : normal;
}

/** Jest's timeout in milliseconds for work that grows with `runs`; ample, since the long form may share its machine. */
export function timeout(normalMs: number): number {
  return isFull ? normalMs * 30 : normalMs;
}
