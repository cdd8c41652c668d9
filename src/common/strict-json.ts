/** Reads JSON as the book demands it: no duplicate key, at most 32 levels, and an error that says where. */
import { DomainError } from '../domain/errors';
import { findFault } from './json-fault';

/** How deeply lists and objects may be nested. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * The value of a JSON text. A key `__proto__` stays an ordinary key of its object.
 *
 * JSON.parse silently keeps the last of two equal keys. So the keys written in the text are counted and compared with the keys
 * that survived; the duplicate itself is only looked for when the two numbers differ.
 *
 * @example parseStrictJson('{"count":95}') // { count: 95 }
 * @throws DomainError `json_invalid` with the position (from 1), or `json_duplicate_key` with the path of the key as its field
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw faultOf(text);
  }
  const kept = countKeys(value, 0);
  if (kept === undefined || kept !== countWrittenKeys(text)) throw faultOf(text);
  return value;
}

function faultOf(text: string): DomainError {
  const fault = findFault(text, MAX_JSON_DEPTH);
  if (fault?.fault === 'duplicate')
    return new DomainError('json_duplicate_key', { key: shorten(fault.key) }, shorten(fault.path));
  const position = [...text.slice(0, fault?.at ?? 0)].length + 1;
  return new DomainError('json_invalid', { position });
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

/** The keys in a parsed value; undefined when it is nested too deeply. */
function countKeys(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === MAX_JSON_DEPTH) return undefined;
  let sum = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      const inner = countKeys(item, depth + 1);
      if (inner === undefined) return undefined;
      sum += inner;
    }
    return sum;
  }
  for (const key of Object.keys(value)) {
    const inner = countKeys((value as Record<string, unknown>)[key], depth + 1);
    if (inner === undefined) return undefined;
    sum += 1 + inner;
  }
  return sum;
}

/** The keys written in a text that is known to be valid JSON: its strings followed by a colon. */
function countWrittenKeys(text: string): number {
  let keys = 0;
  let start = text.indexOf('"');
  while (start >= 0) {
    let next = endOfString(text, start) + 1;
    let code = text.charCodeAt(next);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt((next += 1));
    if (code === COLON) keys += 1;
    start = text.indexOf('"', next);
  }
  return keys;
}

/** Where the string that begins at `start` has its closing quote: the next one that is not escaped. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
}
