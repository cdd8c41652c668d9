/** JSON for a terminal or a log: nothing in it steers what shows it, and it says the same. */

/** JSON itself escapes what is below the space only. */
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON text with controls and formats escaped, which stand in strings only. @example plainJson('"\u009b2J"') // '"\\u009b2J"' */
export function plainJson(json: string): string {
  return json.replace(STEERING, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
