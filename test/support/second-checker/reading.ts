/** A pack as the second checker reads it: everything in memory, lists of objects. Written from docs/audit-pack.md and docs/chain.md alone. */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Obj = { [key: string]: Json };

export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** RFC 8785 for what packs hold: texts, whole numbers, lists, objects. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`).join(',')}}`;
}

/** The keys of an object in canonical order, those without a value left out. */
export const inOrder = <T extends object>(object: T): T => JSON.parse(canonical(object as Obj)) as T;

/** A row as it has to be written: its keys as given, those without a value left out. */
export const row = (keys: Record<string, unknown>): string => `${JSON.stringify(keys)}\n`;

/** A line of the book: nearly all that is read of it are texts. */
export type BookLine = { readonly [key: string]: string | undefined };

export interface Posting {
  readonly account: string;
  readonly commodity: string;
  readonly quantity: string;
}
export interface Entry {
  readonly bookedOn: string;
  readonly contract: string;
  readonly postings: readonly Posting[];
}
export interface ChainRecord {
  readonly prev: string;
  readonly seq: number;
  readonly recordedAt: string;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
  readonly bookedOn?: string;
  readonly line: BookLine;
  readonly entries: readonly Entry[];
  readonly hash: string;
}

export interface TrailRow {
  readonly chain: number;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before?: string;
  readonly after?: string;
}

/** Money, heads and grams as whole units. */
export const units = (quantity: string): bigint => BigInt(quantity.replace('.', ''));

export class Pack {
  readonly manifest: Obj;
  readonly chain: readonly ChainRecord[];
  readonly season: { readonly code: string; readonly from: string; readonly to: string };
  readonly closed: { readonly seq: number; readonly recordedAt: string } | null;
  readonly trail: TrailRow[] = [];

  constructor(readonly files: ReadonlyMap<string, Buffer>) {
    this.manifest = JSON.parse(this.text('manifest.json')) as Obj;
    this.season = this.manifest['season'] as never;
    this.closed = this.manifest['closed'] as never;
    this.chain = this.lines('chain.jsonl').map((line) => {
      const { hash, record } = JSON.parse(line) as { hash: string; record: ChainRecord };
      return { ...record, hash };
    });
  }

  text(name: string): string {
    const content = this.files.get(name);
    if (content === undefined) throw new Error(`${name} is missing`);
    return content.toString('utf8');
  }

  /** The lines of a file; one that does not end with a line end has a last line too many. */
  lines(name: string): string[] {
    return this.text(name).split('\n').slice(0, -1);
  }

  rows<T = { readonly [key: string]: string | undefined }>(name: string): T[] {
    return this.lines(name).map((line) => JSON.parse(line) as T);
  }

  isIn(day: string | undefined): boolean {
    return day !== undefined && day >= this.season.from && day <= this.season.to;
  }

  /** The records of the events, by their ids. */
  events(): Map<string, ChainRecord> {
    return new Map(this.chain.flatMap((r) => (r.line['type'] === 'event' ? [[r.line['id'] ?? '', r] as const] : [])));
  }

  /** `statement` and `signature` lines of the season. */
  life(): ChainRecord[] {
    return this.chain.filter(
      ({ line }) => ['statement', 'signature'].includes(line['type'] ?? '') && line['season'] === this.season.code,
    );
  }
}
