/** Finds where a JSON text is wrong, for the error message only: the slow second look after the fast reading failed. */

/** The first fault: a syntax error at an index, or a key that its object already has. */
export type JsonFault =
  | { readonly fault: 'syntax'; readonly at: number }
  | { readonly fault: 'duplicate'; readonly at: number; readonly key: string; readonly path: string };

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y; // eslint-disable-line no-control-regex -- JSON refuses them
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const LONG_STRING = 65_536;

/**
 * The first fault of `text`, or undefined when it has none.
 *
 * @example findFault('{"a":1,"a":2}', 32) // { fault: 'duplicate', at: 7, key: 'a', path: 'a' }
 */
export function findFault(text: string, maxDepth: number): JsonFault | undefined {
  try {
    new Walk(text, maxDepth).whole();
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.fault;
    throw error;
  }
}

class Stop extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.fault);
  }
}

class Walk {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  whole(): void {
    this.value('', 0);
    if (this.at < this.text.length) this.fail();
  }

  private value(path: string, depth: number): void {
    this.skip(SPACE);
    const first = this.text[this.at];
    if (first === '{' || first === '[') {
      if (depth === this.maxDepth) this.fail();
      if (first === '{') this.object(path, depth + 1);
      else this.list(path, depth + 1);
    } else if (first === '"') this.string();
    else if (!this.skip(NUMBER) && !this.skip(WORD)) this.fail();
    this.skip(SPACE);
  }

  private object(path: string, depth: number): void {
    const seen = new Set<string>();
    this.at += 1;
    this.skip(SPACE);
    if (this.take('}')) return;
    do {
      this.skip(SPACE);
      const at = this.at;
      const key = JSON.parse(this.string()) as string;
      const inner = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) throw new Stop({ fault: 'duplicate', at, key, path: inner });
      seen.add(key);
      this.skip(SPACE);
      if (!this.take(':')) this.fail();
      this.value(inner, depth);
    } while (this.take(','));
    if (!this.take('}')) this.fail();
  }

  private list(path: string, depth: number): void {
    this.at += 1;
    this.skip(SPACE);
    if (this.take(']')) return;
    let index = 0;
    do {
      this.value(`${path}[${index}]`, depth);
      index += 1;
    } while (this.take(','));
    if (!this.take(']')) this.fail();
  }

  private string(): string {
    const start = this.at;
    if (!this.skip(STRING)) this.failInString();
    return this.text.slice(start, this.at);
  }

  /** The index inside a broken string: its first character that may not stand there, or the end of the text. */
  private failInString(): never {
    if (this.text[this.at] !== '"') this.fail();
    let at = this.at + 1;
    while (at < this.text.length && at - this.at < LONG_STRING) {
      if (this.text.charCodeAt(at) < 0x20) break;
      if (this.text[at] !== '\\') at += 1;
      else if (/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(this.text.slice(at, at + 6)))
        at += this.text[at + 1] === 'u' ? 6 : 2;
      else break;
    }
    this.at = at;
    this.fail();
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private fail(): never {
    throw new Stop({ fault: 'syntax', at: this.at });
  }
}
