import fc from 'fast-check';
import { runs } from '../../test/support/scale';
import { lineOf } from './network';

describe('whose line an address is', () => {
  it.each([
    ['203.0.113.5', '203.0.113.5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['::FFFF:cb00:7105', '203.0.113.5'],
    ['0:0:0:0:0:ffff:203.0.113.5', '203.0.113.5'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff::', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['cli', 'cli'],
    ['', ''],
  ])('%s is %s', (address, line) => {
    expect(lineOf(address)).toBe(line);
  });

  it('is the same for every address of a /64, and another for the next /64', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8, maxLength: 8 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (all, other) => {
          const text = (groups: readonly number[]): string => groups.map((g) => g.toString(16)).join(':');
          // Not one of those that stand for IPv4.
          all[0] = (all[0] ?? 0) | 0x2000;
          const line = lineOf(text(all));
          expect(lineOf(text([...all.slice(0, 4), ...other]))).toBe(line);
          expect(lineOf(text([...all.slice(0, 3), (all[3] ?? 0) ^ 1, ...all.slice(4)]))).not.toBe(line);
          expect(lineOf(text(all).toUpperCase())).toBe(line);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});
