/** Devices on which a user has signed in before. Their attempts are counted separately, so that no stranger can lock the user out. */
import { instantAfter } from '../common/clock';
import type { Tx } from '../database/tx';
import { hashSecret, newSecret } from './secrets';

const DAY = 24 * 60 * 60_000;
const LIFE = 180 * DAY;
/** How long a browser keeps the cookie that identifies its user's device. */
export const DEVICE_SECONDS = LIFE / 1000;

/** The key of this user's device; undefined if unknown, or unused for too long. */
export async function knownDevice(tx: Tx, userId: number, secret: string, now: string): Promise<string | undefined> {
  const row = await tx.get<{ hash: string }>(
    'select hash from known_device where user_id = ? and hash = ? and expires_at > ?',
    [userId, hashSecret(secret), now],
  );
  return row?.hash;
}

/** Registers a device; returns the secret for its cookie, which is stored nowhere. */
export async function newDevice(tx: Tx, userId: number, now: string): Promise<string> {
  const secret = newSecret();
  await tx.run('delete from known_device where user_id = ? and expires_at <= ?', [userId, now]);
  await tx.insertMany(
    'known_device',
    ['user_id', 'hash', 'created_at', 'expires_at'],
    [[userId, hashSecret(secret), now, instantAfter(now, LIFE)]],
  );
  return secret;
}
