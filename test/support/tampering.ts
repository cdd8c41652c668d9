/** Somebody with the password changes rows behind the program's back, and puts back what was. */
import type { DataSource } from 'typeorm';
import { WATCHED } from './coverage';
import type { Raw, Value } from './sql';

export type Cell = Value | boolean;
export type Row = Record<string, Cell>;
export type Random = () => number;

/** What was changed; `undo` puts back what was. */
export interface Change {
  readonly what: string;
  readonly undo: () => Promise<unknown>;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly length: string;
  readonly isKey: boolean;
}

const OPERATIONS = ['update', 'update', 'update', 'delete', 'insert', 'swap', 'rekey'] as const;

export class Tamperer {
  private readonly columns = new Map<string, readonly Column[]>();

  constructor(
    private readonly raw: Raw,
    dataSource: DataSource,
  ) {
    for (const table of Object.keys(WATCHED)) {
      const { columns } = dataSource.getMetadata(table);
      this.columns.set(
        table,
        columns.map((c) => ({ name: c.databaseName, type: String(c.type), length: c.length, isKey: c.isPrimary })),
      );
    }
  }

  columnsOf(table: string): readonly Column[] {
    return this.columns.get(table) ?? [];
  }

  /** Columns that the book has something to say about, beside the key. */
  watched(table: string): Column[] {
    return this.columnsOf(table).filter((c) => !c.isKey && WATCHED[table]?.free?.[c.name] === undefined);
  }

  rows(table: string): Promise<Row[]> {
    return this.raw.query<Row>(`select * from ${table} order by ${this.keys(table).join(', ')}`);
  }

  /** One change of any row of any table; undefined when the seed asks for one that cannot be. */
  async tamper(random: Random): Promise<Change | undefined> {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const table = pick(Object.keys(WATCHED));
    const rows = await this.rows(table);
    const row = pick(rows);
    switch (pick(OPERATIONS)) {
      case 'update':
        return this.update(table, row, pick(this.watched(table)), random);
      case 'delete':
        return this.remove(table, row);
      case 'insert':
        return this.insert(table, row, rows);
      case 'swap':
        return this.swap(table, row, pick(rows), pick(this.watched(table)));
      case 'rekey':
        return this.rekey(table, row, pick(this.columnsOf(table).filter((c) => c.isKey)), rows);
    }
  }

  async update(table: string, row: Row, column: Column, random: Random): Promise<Change | undefined> {
    const before = row[column.name] ?? null;
    // Now and then a value goes where none was, or away.
    const after = before !== null && random() < 0.2 ? null : other(before, column, random);
    if (!(await isDone(this.set(table, row, column.name, after)))) return undefined;
    return {
      what: `update ${this.name(table, row)} ${column.name}: ${before} -> ${after}`,
      undo: () => this.set(table, row, column.name, before),
    };
  }

  async remove(table: string, row: Row): Promise<Change | undefined> {
    const { dispensable } = WATCHED[table] ?? {};
    if (dispensable !== undefined) {
      const found = await this.raw.query(`select 1 from ${table} where ${this.where(table, row)} and ${dispensable}`);
      if (found.length > 0) return undefined;
    }
    await this.raw.query(`delete from ${table} where ${this.where(table, row)}`);
    return { what: `delete ${this.name(table, row)}`, undo: () => this.put(table, row) };
  }

  /** One more row like another one, under a key that is not taken. */
  async insert(table: string, row: Row, rows: readonly Row[]): Promise<Change | undefined> {
    const key = this.keys(table).at(-1) as string;
    const copy = { ...row, [key]: freshKey(row[key] ?? null, rows.map((r) => r[key] ?? null)), ...UNIQUE[table] };
    if (!(await isDone(this.put(table, copy)))) return undefined;
    return {
      what: `insert ${this.name(table, row)} once more as ${copy[key]}`,
      undo: () => this.raw.query(`delete from ${table} where ${this.where(table, copy)}`),
    };
  } // prettier-ignore

  /** Two rows trade the values of one column. */
  async swap(table: string, a: Row, b: Row, { name }: Column): Promise<Change | undefined> {
    if (a[name] === b[name]) return undefined;
    const set = async (ofA: Cell, ofB: Cell): Promise<void> => {
      await this.set(table, a, name, ofA);
      await this.set(table, b, name, ofB);
    };
    const undo = (): Promise<void> => set(a[name] ?? null, b[name] ?? null);
    // A name that must be unique passes through nobody's hands here: the database refuses that itself.
    if (await isDone(set(b[name] ?? null, a[name] ?? null)))
      return { what: `swap ${name} of ${this.name(table, a)} and ${this.name(table, b)}`, undo };
    await this.set(table, a, name, a[name] ?? null);
    return undefined;
  }

  /** The same row in another place. */
  async rekey(table: string, row: Row, { name }: Column, rows: readonly Row[]): Promise<Change | undefined> {
    const moved = { ...row, [name]: freshKey(row[name] ?? null, rows.map((r) => r[name] ?? null)) };
    if (!(await isDone(this.set(table, row, name, moved[name] ?? null)))) return undefined;
    return {
      what: `rekey ${this.name(table, row)} ${name}: ${row[name]} -> ${moved[name]}`,
      undo: () => this.set(table, moved, name, row[name] ?? null),
    };
  } // prettier-ignore

  private keys(table: string): string[] {
    return this.columnsOf(table).flatMap((c) => (c.isKey ? [c.name] : []));
  }

  private name(table: string, row: Row): string {
    return `${table} ${this.keys(table).map((k) => row[k]).join('/')}`;
  } // prettier-ignore

  private where(table: string, row: Row): string {
    return this.keys(table).map((k) => `${k} = ${literal(row[k] ?? null)}`).join(' and ');
  } // prettier-ignore

  private put(table: string, row: Row): Promise<unknown> {
    const names = Object.keys(row).map((n) => `"${n}"`);
    return this.raw.query(`insert into ${table} (${names.join(', ')}) values (${Object.values(row).map(literal).join(', ')})`);
  } // prettier-ignore

  private set(table: string, row: Row, column: string, value: Cell): Promise<unknown> {
    return this.raw.query(`update ${table} set "${column}" = ${literal(value)} where ${this.where(table, row)}`);
  }
}

/** What else must be unique in a row that is put in once more. */
const UNIQUE: Readonly<Record<string, Row>> = {
  cooperative: { code: 'NEW' },
  household: { code: 'NEW' },
  season: { code: 'NEW' },
  contract: { number: 'NEW' },
  book_record: { event_id: 'new' },
  account: { name: 'stock:own:NEW' },
  terms_version: { event_id: 'new' },
};

function literal(v: Cell): string {
  return v === null ? 'null' : typeof v === 'string' ? `'${v.replaceAll("'", "''")}'` : String(v);
}

function freshKey(key: Cell, taken: readonly Cell[]): Cell {
  if (typeof key === 'string' && !/^\d+$/.test(key)) return `${key.slice(0, -4)}beef`;
  return Math.max(...taken.map(Number)) + 1;
}

function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Another value of the same sort. */
export function other(value: Cell, column: Column, random: Random): Cell {
  if (value === null) return some(column);
  if (typeof value === 'boolean') return !value;
  if (column.type === 'boolean') return 1 - Number(value);
  if (typeof value === 'number') return value + 1 + Math.floor(random() * 3);
  if (/^\d+$/.test(value)) return String(Number(value) + 1);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value === '2021-02-03' ? '2021-02-04' : '2021-02-03';
  if (column.name === 'state' && value === 'active') return 'draft';
  const at = value.search(/[0-9]/);
  if (at >= 0) return `${value.slice(0, at)}${(Number(value[at]) + 1) % 10}${value.slice(at + 1)}`;
  return `${value}x`;
}

/** A value where there was none. */
function some({ type, length }: Column): Cell {
  if (type === 'boolean') return true;
  // No key of anything: it must not pass for an empty one.
  if (type === 'integer' || type === 'bigint') return 99;
  if (type === 'date') return '2021-02-03';
  if (length === '24') return '2021-02-03T00:00:00.000Z';
  return length === '64' ? 'ab'.repeat(32) : 'x';
}
