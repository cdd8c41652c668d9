/** A checker of audit packs beside the one that is shipped: written from the docs alone, and in another way, so that the two can be compared. */
import * as files from './claims';
import * as people from './people';
import { Pack } from './reading';
import * as statements from './statements';

/** Everything that does not fit; a pack that cannot be read is one fault. */
export function faultsOf(contents: ReadonlyMap<string, Buffer>): string[] {
  try {
    const pack = new Pack(contents);
    const claims = [files, people, statements].flatMap((room) => Object.entries<files.Claim>({ ...room }));
    return claims.flatMap(([name, claim]) => [...claim(pack)].map((fault) => `${name}: ${fault}`));
  } catch (error) {
    return [`cannot be read: ${String(error)}`];
  }
}
