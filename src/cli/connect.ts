/** Connects the commands to the book that the environment names. */
import type { Environment } from '../config/environment';
import type { CliConnection } from './services';

export function connect(environment: Environment): CliConnection {
  const dialect = /^postgres(?:ql)?:/.test(environment.databaseUrl) ? 'postgres' : 'sqlite';
  const missing = (): Promise<never> => Promise.reject(new Error('the services are not connected yet'));
  return { dialect, open: missing, restore: missing };
}
