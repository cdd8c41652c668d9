/** Animal classes, in the order in which statements list them (docs/rules.md section 3). */

export const CLASSES_BY_SPECIES = {
  sheep: ['ewe', 'ram', 'wether', 'lamb', 'ewe_lamb', 'ram_lamb', 'ewe_hogget', 'ram_hogget'],
  goat: ['doe', 'buck', 'goat_wether', 'kid', 'doe_kid', 'buck_kid'],
  cattle: ['cow', 'bull', 'steer', 'calf'],
  camel: ['camel_cow', 'camel_bull', 'camel_calf'],
  horse: ['mare', 'stallion', 'foal'],
} as const;

export const CLASSES: readonly string[] = Object.values(CLASSES_BY_SPECIES).flat();

const ORDER = new Map(CLASSES.map((cls, index) => [cls, index]));
const YOUNG: Readonly<Record<string, readonly string[]>> = {
  lamb: ['lamb', 'ewe_lamb', 'ram_lamb'],
  kid: ['kid', 'doe_kid', 'buck_kid'],
};

const BORN: ReadonlySet<string> = new Set([...Object.values(YOUNG).flat(), 'calf', 'camel_calf', 'foal']);

/** The place of a class in that order. */
export function classOrder(cls: string): number {
  return ORDER.get(cls) ?? CLASSES.length;
}

/** Whether a head of `cls` counts as one head of an obligation's class: `lamb` and `kid` accept either sex, all others only themselves. */
export function acceptsOneForOne(obligationClass: string, cls: string): boolean {
  return obligationClass === cls || (YOUNG[obligationClass]?.includes(cls) ?? false);
}

/** Whether animals of a class are born as such. */
export function isYoung(cls: string): boolean {
  return BORN.has(cls);
}
