/** Network addresses as the counters of tries and requests see them. */
import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** A line has a whole /64 of IPv6: 2^64 addresses to choose from. */
const LINE_GROUPS = 4;

/**
 * Whose line an address is: an IPv4 address itself, also when it is written as an IPv6 one, and the /64 of any other IPv6 address. What is no address
 * stays as it is.
 *
 * @example lineOf('2001:db8::1') // '2001:db8:0:0::/64'
 * @example lineOf('::ffff:203.0.113.5') // '203.0.113.5'
 */
export function lineOf(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((g) => g === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups[6] ?? 0, groups[7] ?? 0].flatMap((g) => [g >> 8, g & 0xff]).join('.');
  return `${groups
    .slice(0, LINE_GROUPS)
    .map((g) => g.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, in whichever way it is written. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = numbersOf(head);
  if (tail === undefined) return before;
  const after = numbersOf(tail);
  return [...before, ...new Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map((n) => Number.parseInt(n, 10));
    return [(a << 8) | b, (c << 8) | d];
  });
}
