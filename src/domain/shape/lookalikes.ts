/**
 * Codes and logins that look alike: `Н001` with a Cyrillic letter is not the household `H001`, and nobody can see that.
 *
 * Capitals are compared, because they look alike across scripts and because `h001` is read aloud as `H001`. Zero and O, or one and l, stay
 * different: within one script people tell them apart, and numbered codes need them.
 */
import { plainTyped } from './texts';

const LOOKS = new Map(
  (
    [
      ['ABESIJKMHOPCTXYYQWHID', 'АВЕЅІЈКМНОРСТХУҮԚԜҺӀԀ'], // Cyrillic
      ['ABEZHIKMNOPTYXG', 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧꞬ'], // Greek, and a Latin g of phonetics
    ] as const
  ).flatMap(([latin, others]) => [...others].map((other, i) => [other, latin[i] ?? other] as const)),
);

/**
 * What a code looks like: the same for codes that people cannot tell apart.
 *
 * @example appearanceOf('Ｈ001') === appearanceOf('Н001') // full-width, and Cyrillic: both look like H001
 */
export function appearanceOf(code: string): string {
  return [...plainTyped(code).toUpperCase()].map((character) => LOOKS.get(character) ?? character).join('');
}

/** The first of the known codes that looks like a new one; undefined if there is none, or if the code itself is known. */
export function lookalikeOf(code: string, known: readonly string[]): string | undefined {
  if (known.includes(code)) return undefined;
  const appearance = appearanceOf(code);
  return known.find((other) => appearanceOf(other) === appearance);
}

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Han', 'Mongolian', 'Hangul', 'Tibetan', 'Arabic'] as const;
const LETTERS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/**
 * Whether the letters of a login are from one script and in their plain form. Chinese characters may go with Latin letters: nobody confuses them.
 *
 * @example isOfOneScript('brn-wrуt') // false: one letter is Cyrillic
 * @example isOfOneScript('李娜a') // true
 */
export function isOfOneScript(login: string): boolean {
  if (plainTyped(login) !== login) return false;
  const used = LETTERS.filter(([, letters]) => letters.test(login)).map(([script]) => script);
  return used.length <= 1 || used.every((script) => script === 'Latin' || script === 'Han');
}
