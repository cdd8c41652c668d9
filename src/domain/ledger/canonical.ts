/** Canonical JSON (RFC 8785): one text for one value, so that equal content has equal hashes whoever computes them. */

/**
 * Keys in the order of their UTF-16 code units, no white space, numbers and strings as JSON.stringify writes them.
 *
 * @throws TypeError for undefined, functions and numbers that are not safe integers: a book has none of them
 * @example canonicalJson({ b: 1, a: 'x' }) // {"a":"x","b":1}
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
    return String(value);
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`;
  }
  return `{${text}}`;
}
