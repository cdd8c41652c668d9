/** How browsers reach this server: by its public https address behind a proxy, or on this machine alone. */
import { BlockList, isIP } from 'node:net';
import { DomainError } from '../domain/errors';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** A name of this machine, so that no foreign site reaches the book by a name that resolves to it. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i;

/** A block of addresses that is larger is no proxy's. */
const SHORTEST_PREFIX = 8;

/** The address that people type, and what follows from it. */
export interface PublicAddress {
  /** `https://sureg.example`; undefined when only this machine is served. */
  readonly origin?: string;
  /** There is TLS between the browser and the proxy. */
  readonly isSecure: boolean;
  /** Whether a Host header names this server. */
  knows(host: string): boolean;
  /** Who passes requests on from other machines; what they say about the caller is believed. */
  readonly proxies: readonly string[];
  /** Whether a connection may come from an address: from this machine and its proxies, since what passes on the wire is not encrypted. */
  admits(address: string): boolean;
}

export const LOCAL: PublicAddress = {
  isSecure: false,
  knows: (host) => LOCAL_HOST.test(host),
  proxies: [],
  admits: gateOf([]),
};

function gateOf(proxies: readonly string[]): PublicAddress['admits'] {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    const longest = family === 'ipv4' ? 32 : 128;
    const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number.parseInt(prefix, 10) : 0;
    if (isIP(address) === 0 || bits < SHORTEST_PREFIX || bits > longest)
      throw new DomainError('choice_invalid', { value: proxy }, 'SUREG_PROXY');
    list.addSubnet(address, bits, family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/**
 * @param url SUREG_PUBLIC_URL
 * @param host where the server listens: on this machine, or for a proxy elsewhere
 * @param proxies SUREG_PROXY: addresses, or blocks of them as `10.0.0.0/24`
 * @throws DomainError not_permitted for an address that others can reach without TLS, choice_invalid
 * @example publicAddress('https://sureg.example', '127.0.0.1').isSecure // true
 */
export function publicAddress(url: string | undefined, host: string, proxies: readonly string[] = []): PublicAddress {
  const admits = gateOf(proxies);
  const isReachable = !LOOPBACK.has(host);
  if (url === undefined) {
    if (isReachable) throw new DomainError('not_permitted', { host }, 'HOST');
    return LOCAL;
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed?.protocol === 'http:' && LOCAL_HOST.test(parsed.host);
  if (!parsed || (parsed.protocol !== 'https:' && !isLocal) || parsed.origin !== url.replace(/\/$/, ''))
    throw new DomainError('choice_invalid', { value: url }, 'SUREG_PUBLIC_URL');
  // An address for people says nothing about who reaches the port.
  if (isReachable && (isLocal || proxies.length === 0)) throw new DomainError('not_permitted', { host }, 'HOST');
  const { origin, host: name } = parsed;
  const knows = (hostname: string): boolean => hostname.toLowerCase() === name || LOCAL_HOST.test(hostname);
  return { origin, isSecure: !isLocal, knows, proxies, admits };
}
