/** A walk through the whole site that keeps of each answer what a reader, a browser or a program could notice, to be held against an earlier walk. */
import crypto, { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every random number of the program from now on: the same at each run.
 *
 * Tokens, ids and the chain of the trail hold random numbers, and pages show them; as numbers that only look random they need no masking.
 */
export function drawTheSameNumbers(): void {
  let drawn = 0;
  const draw = (bytes: number): Buffer => {
    const parts: Buffer[] = [];
    for (let length = 0; length < bytes; length += 32)
      parts.push(createHash('sha256').update(`${(drawn += 1)}`).digest()); // prettier-ignore
    return Buffer.concat(parts).subarray(0, bytes);
  };
  jest.spyOn(crypto, 'randomBytes').mockImplementation((bytes: number) => draw(bytes));
  jest.spyOn(crypto, 'randomUUID').mockImplementation(() => {
    const hex = draw(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  });
}

/** Without what changes though nobody changed it: names of assets by content, and what is made of a salted PIN. */
export function plain(text: string): string {
  return text
    .replaceAll(/\/assets\/([\w-]+)\.[0-9a-f]{8,}\./g, '/assets/$1.*.')
    .replaceAll(/(pinSha256\W+(?:quot;\W*)*)[0-9a-f]{64}/g, '$1*');
}

const OF_CONNECTIONS = new Set(['date', 'content-length', 'connection', 'keep-alive', 'transfer-encoding']);

/** The headers of an answer by name, but for those that count seconds. */
export function headersOf(headers: Readonly<Record<string, unknown>>): string {
  const named = Object.entries(headers).filter(
    ([name]) => !OF_CONNECTIONS.has(name) && !name.startsWith('x-ratelimit-'),
  );
  return named
    .map(([name, value]) => `${name}: ${[value].flat().join('\n  ')}\n`)
    .sort()
    .join('');
}

/**
 * What was seen, a line each: where, and a hash of what stood there.
 *
 * With `SUREG_CRAWL=record` in the environment the walk is kept as the one to compare with; with `SUREG_CRAWL_TEXTS=FOLDER` the texts are
 * written there too, so that two folders can be compared by a tool for it.
 */
export class Walk {
  private readonly seen = new Map<string, string>();
  private readonly folder = process.env['SUREG_CRAWL_TEXTS'];

  constructor(private readonly name: string) {}

  get size(): number {
    return this.seen.size;
  }

  has(where: string): boolean {
    return this.seen.has(where);
  }

  keep(where: string, content: string | Uint8Array): void {
    if (this.seen.has(where)) throw new Error(`seen twice: ${where}`);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    this.seen.set(where, hash);
    if (this.folder === undefined) return;
    mkdirSync(join(this.folder, this.name), { recursive: true });
    writeFileSync(join(this.folder, this.name, where.replaceAll(/[/\\:*?"<>|\s]/g, '_').slice(0, 200)), content);
  }

  /** Where something else stands now, something is new, or something has gone. */
  differences(): string[] {
    const file = join(__dirname, '../web/crawl', `${this.name}.txt`);
    const now = [...this.seen]
      .map(([where, hash]) => `${hash} ${where}`)
      .sort((a, b) => (a.slice(17) < b.slice(17) ? -1 : 1));
    if (process.env['SUREG_CRAWL'] === 'record' || !existsSync(file)) {
      if (process.env['CI'] === 'true') throw new Error(`${file} is missing`);
      writeFileSync(file, `${now.join('\n')}\n`);
    }
    const before = new Map(readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => [line.slice(17), line.slice(0, 16)])); // prettier-ignore
    const gone = [...before.keys()].filter((where) => !this.seen.has(where)).map((where) => `gone: ${where}`);
    const other = [...this.seen].flatMap(([where, hash]) =>
      before.get(where) === hash ? [] : [`${before.has(where) ? 'changed' : 'new'}: ${where}`],
    );
    return [...gone, ...other];
  }
}
