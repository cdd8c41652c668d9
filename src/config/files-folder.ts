/** Where the files of a book are stored. */

/**
 * A SQLite book has its files in a folder named after it; for PostgreSQL, SUREG_FILES names the folder.
 *
 * @param databaseFile the file of a SQLite book
 * @example filesFolder('/srv/sureg.db') // '/srv/sureg.db.files'
 */
export function filesFolder(
  databaseFile: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return databaseFile === undefined ? env['SUREG_FILES'] || 'data/files' : `${databaseFile}.files`;
}
