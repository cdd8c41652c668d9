/** Canonical JSON (RFC 8785): one text for each value, so that equal content has the same hash whoever computes it. */

/** A lone surrogate as JSON.stringify escapes it, but not an escaped backslash before the letters `ud`. */
const HALF_CHARACTER = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * Keys in the order of their UTF-16 code units, no white space, numbers and strings as JSON.stringify writes them.
 *
 * @throws TypeError for undefined, functions, numbers that are not safe integers and lone surrogates, none of which a book contains
 * @example canonicalJson({ b: 1, a: 'x' }) // {"a":"x","b":1}
 */
export function canonicalJson(value: unknown): string {
  const text = isInOrder(value) ? JSON.stringify(value) : inOrder(value);
  // A quick check for every line, and the exact one only where it may matter.
  if (text.includes('\\ud') && HALF_CHARACTER.test(text))
    throw new TypeError(`half a character: ${text.slice(0, 200)}`);
  return text;
}

function inOrder(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
    return String(value);
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(inOrder).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${inOrder((value as Record<string, unknown>)[key])}`;
  }
  return `{${text}}`;
}

/** Whether JSON.stringify, which is faster, gives the canonical text: all keys are in order and every value is allowed. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  if (typeof value !== 'object') return false;
  let before = '';
  for (const key of Object.keys(value)) {
    if (key < before || !isInOrder((value as Record<string, unknown>)[key])) return false;
    before = key;
  }
  return true;
}
