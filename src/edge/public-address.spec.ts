import { DomainError } from '../domain/errors';
import { LOCAL, publicAddress } from './public-address';

const URL = 'https://sureg.example';

describe('who may connect', () => {
  it('is this machine alone, unless a proxy elsewhere is named', () => {
    for (const address of [LOCAL, publicAddress(URL, '127.0.0.1')]) {
      for (const own of ['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1']) expect([own, address.admits(own)]).toEqual([own, true]); // prettier-ignore
      for (const other of ['10.0.0.7', '192.168.1.5', '8.8.8.8', '::ffff:8.8.8.8', 'fe80::1', '2001:db8::1', '', 'x'])
        expect([other, address.admits(other)]).toEqual([other, false]);
    }
  });

  it('is the proxy that is named, and nobody beside it', () => {
    const address = publicAddress(URL, '0.0.0.0', ['10.0.0.7', '10.1.0.0/24', '2001:db8::/64']);
    expect(address.proxies).toHaveLength(3);
    for (const own of ['10.0.0.7', '::ffff:10.0.0.7', '10.1.0.9', '2001:db8::9', '127.0.0.1']) expect([own, address.admits(own)]).toEqual([own, true]); // prettier-ignore
    for (const other of ['10.0.0.8', '10.1.1.1', '2001:db8:0:1::1', '8.8.8.8']) expect([other, address.admits(other)]).toEqual([other, false]); // prettier-ignore
  });

  it.each([['everybody'], ['0.0.0.0/0'], ['10.0.0.0/7'], ['10.0.0.7/33'], ['10.0.0.7/'], ['10.0.0.7/x'], ['::/0']])(
    'is not said by %s',
    (proxy) => {
      expect(() => publicAddress(URL, '0.0.0.0', [proxy])).toThrow(
        new DomainError('choice_invalid', {}, 'SUREG_PROXY'),
      );
    },
  );
});
