import * as fc from 'fast-check';
import { assertVersion, etagOf, versionOf } from './etag';

describe('a change names the version it was made from', () => {
  it('reads back every ETag it gave', () => {
    fc.assert(fc.property(fc.nat(), (version) => versionOf(etagOf(version)) === version));
  });

  it.each([undefined, '', ' ', '*'])('asks for the version when If-Match is %j', (header) => {
    expect(() => versionOf(header)).toThrow(expect.objectContaining({ code: 'version_required' }));
  });

  it.each(['W/"3"', '3', '"3', '"03"', '"-1"', '"3", "4"', '"３"', '"1e3"', '"99999999999999999999"'])(
    'takes %s for stale',
    (header) => {
      expect(() => versionOf(header)).toThrow(expect.objectContaining({ code: 'version_stale' }));
    },
  );

  it('refuses another version and says which is current', () => {
    expect(() => assertVersion('"3"', 3)).not.toThrow();
    expect(() => assertVersion('"3"', 4)).toThrow(
      expect.objectContaining({ code: 'version_stale', details: { given: 3, version: 4 } }),
    );
  });
});
