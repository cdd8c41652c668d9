/** The settings of this process, read once from its environment. */
import { DomainError } from '../domain/errors';

/** All settings. */
export interface Environment {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** The public address behind the proxy, `https://…`, which printed statements also link to; undefined if only this machine is served. */
  readonly publicUrl?: string;
  /** The addresses of a proxy on another machine: only it may reach the server then. */
  readonly proxies?: readonly string[];
  /** How much the server logs to stderr. */
  readonly log: 'silent' | 'error' | 'warn' | 'info';
  /** Administrators, branch officers and clerks need a second factor. */
  readonly needsSecondFactor: boolean;
  /** Language of the command line. */
  readonly language: string;
  /** A folder of fonts, for names with characters that the built-in fonts lack. */
  readonly fontFolder?: string;
}

/**
 * @param env usually process.env
 * @throws DomainError choice_invalid for an invalid port, or anything but yes or no
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const port = env['PORT'] ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number.parseInt(port, 10) > 65_535)
    throw new DomainError('choice_invalid', { value: port }, 'PORT');
  const second = env['SUREG_REQUIRE_SECOND_FACTOR'] ?? 'no';
  if (second !== 'yes' && second !== 'no')
    throw new DomainError('choice_invalid', { value: second }, 'SUREG_REQUIRE_SECOND_FACTOR');
  const log = env['SUREG_LOG'] ?? 'info';
  if (log !== 'silent' && log !== 'error' && log !== 'warn' && log !== 'info')
    throw new DomainError('choice_invalid', { value: log }, 'SUREG_LOG');
  const publicUrl = env['SUREG_PUBLIC_URL'];
  if (publicUrl && !/^https?:\/\/[^\s/]/.test(publicUrl))
    throw new DomainError('choice_invalid', { value: publicUrl }, 'SUREG_PUBLIC_URL');
  const proxies = (env['SUREG_PROXY'] ?? '')
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '');
  const fontFolder = env['SUREG_FONTS'];
  return {
    log,
    needsSecondFactor: second === 'yes',
    databaseUrl: env['DATABASE_URL'] ?? 'sqlite:data/sureg.db',
    host: env['HOST'] ?? '127.0.0.1',
    port: Number.parseInt(port, 10),
    language: env['SUREG_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '',
    ...(publicUrl ? { publicUrl } : {}),
    ...(proxies.length > 0 ? { proxies } : {}),
    ...(fontFolder ? { fontFolder } : {}),
  };
}
