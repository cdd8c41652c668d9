/** Finds where a JSON text is wrong, for the error message only: the slow second look after the fast reading failed. */
import { visit } from 'jsonc-parser';

/** The first fault: a syntax error at an index, or a key that its object already has. */
export type JsonFault =
  | { readonly fault: 'syntax'; readonly at: number }
  | { readonly fault: 'duplicate'; readonly at: number; readonly key: string; readonly path: string };

class Found extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.fault);
  }
}

/**
 * The first fault of `text`, or undefined when it has none.
 *
 * @example findFault('{"a":1,"a":2}', 32) // { fault: 'duplicate', at: 7, key: 'a', path: 'a' }
 */
export function findFault(text: string, maxDepth: number): JsonFault | undefined {
  /** The keys of what is open; lists have none. */
  const open: Set<string>[] = [];
  const begin = (at: number): void => {
    if (open.length === maxDepth) throw new Found({ fault: 'syntax', at });
    open.push(new Set());
  };
  const end = (): void => void open.pop();
  try {
    visit(
      text,
      {
        onObjectBegin: begin,
        onArrayBegin: begin,
        onObjectEnd: end,
        onArrayEnd: end,
        onObjectProperty: (key, at, _length, _line, _column, path) => {
          const keys = open.at(-1);
          if (keys?.has(key)) throw new Found({ fault: 'duplicate', at, key, path: pathText([...path(), key]) });
          keys?.add(key);
        },
        onError: (_code, at) => {
          throw new Found({ fault: 'syntax', at: insideString(text, at) });
        },
      },
      { disallowComments: true },
    );
    return undefined;
  } catch (error) {
    if (error instanceof Found) return error.fault;
    throw error;
  }
}

const GOOD_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y; // eslint-disable-line no-control-regex -- JSON refuses them

/** A broken string is wrong where it breaks, and not where it begins. */
function insideString(text: string, at: number): number {
  GOOD_STRING.lastIndex = at;
  return GOOD_STRING.test(text) && text[GOOD_STRING.lastIndex] !== '"' ? GOOD_STRING.lastIndex : at;
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
