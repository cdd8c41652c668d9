/** Serves the API; a placeholder until the API is there. */
import type { OpenDatabase } from '../database/data-source';

export function serveHttp(
  _database: OpenDatabase,
  _options: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  return Promise.reject(new Error('not served yet'));
}
