/** Where the files beside a book are kept. */

/**
 * A SQLite book has its files in a folder of its own name; beside PostgreSQL the folder is named by SUREG_FILES.
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
