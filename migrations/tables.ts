/** A compact notation for tables in migrations, the same for both databases. */
import { Table, type TableColumnOptions, type TableForeignKey } from 'typeorm';

export type Columns = readonly (readonly [name: string, type: string, more?: Partial<TableColumnOptions>])[];

function column([name, type, more]: Columns[number], primary: readonly string[]): TableColumnOptions {
  const [, base = type, length] = /^(\w+)\((\d+)\)$/.exec(type) ?? [];
  return { name, type: base, ...(length ? { length } : {}), isPrimary: primary.includes(name), ...more };
}

export function table(name: string, primary: readonly string[], columns: Columns, more: object = {}): Table {
  return new Table({ name, columns: columns.map((c) => column(c, primary)), ...more });
}

export function unique(name: string, ...columnNames: string[]): object {
  return { indices: [{ name, columnNames, isUnique: true }] };
}

type ForeignKeys = Pick<TableForeignKey, 'name' | 'columnNames' | 'referencedTableName' | 'referencedColumnNames'>[];
export type Reference = readonly [name: string, table: string, column?: string];

/**
 * A foreign key within a cooperative; without a column, to the cooperative itself. Never CASCADE: rebuilding a table would delete its
 * children. Records and postings have none, because a look-up per row is too expensive there; `verify` finds rows without a parent.
 */
export function references(...all: readonly Reference[]): { foreignKeys: ForeignKeys } {
  const foreignKeys = all.map(([name, referencedTableName, column]) => ({
    name,
    referencedTableName,
    columnNames: column === undefined ? ['cooperative_id'] : ['cooperative_id', column],
    referencedColumnNames: column === undefined ? ['id'] : ['cooperative_id', 'id'],
  }));
  return { foreignKeys };
}

/** A foreign key to a user. */
export function toUser(name: string, column = 'user_id'): ForeignKeys[number] {
  return { name, columnNames: [column], referencedTableName: 'app_user', referencedColumnNames: ['id'] };
}
