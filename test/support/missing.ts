/** Fails with the names of what is missing, and where each of them belongs. */

/** @example expectNoneMissing(kinds.filter((kind) => !known.has(kind)), 'a row in src/domain/events/effects.spec.ts') */
export function expectNoneMissing(names: Iterable<string>, belongs: string): void {
  expect([...names].map((name) => `${name} needs ${belongs}`)).toEqual([]);
}
