/** How migrations write tables down: neutral to the database, a line a table. */
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
 * Foreign keys within a cooperative; without a column, to the cooperative itself. Never with CASCADE: a table that is rebuilt would take its
 * children along. Records and postings have none, since one look-up for each row is too dear there: `verify` finds what has no parent.
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

/** A foreign key to a user, of whichever cooperative. */
export function toUser(name: string, column = 'user_id'): ForeignKeys[number] {
  return { name, columnNames: [column], referencedTableName: 'app_user', referencedColumnNames: ['id'] };
}
