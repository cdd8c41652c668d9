/** How browsers reach this server: by its public https address behind a proxy, or on this machine alone. */
import { DomainError } from '../domain/errors';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** A name of this machine, so that no foreign site reaches the book by a name that resolves to it. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i;

/** The address that people type, and what follows from it. */
export interface PublicAddress {
  /** `https://sureg.example`; undefined when only this machine is served. */
  readonly origin?: string;
  /** There is TLS between the browser and the proxy. */
  readonly isSecure: boolean;
  /** Whether a Host header names this server. */
  knows(host: string): boolean;
}

export const LOCAL: PublicAddress = { isSecure: false, knows: (host) => LOCAL_HOST.test(host) };

/**
 * @param url SUREG_PUBLIC_URL
 * @param host where the server listens
 * @throws DomainError not_permitted for an address that others can reach without TLS
 * @example publicAddress('https://sureg.example', '127.0.0.1').isSecure // true
 */
export function publicAddress(url: string | undefined, host: string): PublicAddress {
  if (url === undefined) {
    if (!LOOPBACK.has(host)) throw new DomainError('not_permitted', { host }, 'HOST');
    return LOCAL;
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed?.protocol === 'http:' && LOCAL_HOST.test(parsed.host);
  if (!parsed || (parsed.protocol !== 'https:' && !isLocal) || parsed.origin !== url.replace(/\/$/, ''))
    throw new DomainError('choice_invalid', { value: url }, 'SUREG_PUBLIC_URL');
  const { origin, host: name } = parsed;
  return { origin, isSecure: !isLocal, knows: (asked) => asked.toLowerCase() === name || LOCAL_HOST.test(asked) };
}
