/** The settings of this process, read from its environment once. */
import { DomainError } from '../domain/errors';

/** Where the book is and how the process is reached. */
export interface Environment {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** Language of the command line. */
  readonly language: string;
}

/**
 * @param env usually process.env
 * @throws DomainError choice_invalid for a port that is none
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const port = env['PORT'] ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number.parseInt(port, 10) > 65_535)
    throw new DomainError('choice_invalid', { value: port }, 'PORT');
  return {
    databaseUrl: env['DATABASE_URL'] ?? 'sqlite:data/sureg.db',
    host: env['HOST'] ?? '127.0.0.1',
    port: Number.parseInt(port, 10),
    language: env['SUREG_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '',
  };
}
