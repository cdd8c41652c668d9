/** Does what a form asks for, and gives what was refused of it. */
import type { Frame } from '../frame';
import { faultsOf } from './faults';
import type { Typed } from './typed';

export type Refused = ReadonlyMap<string, string>;

/** Does what a form asks for; gives what was refused of it, undefined when it is done. */
export async function refusalOf(frame: Frame, work: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return faultsOf(error, frame);
  }
}

/** The same with a password that was typed twice. */
export async function refusalOfPassword(
  frame: Frame,
  typed: Typed,
  work: (password: string) => Promise<unknown>,
): Promise<Refused | undefined> {
  const { newPassword = '', again } = typed;
  if (newPassword !== again) return new Map([['again', frame.t('account.differ')]]);
  return refusalOf(frame, () => work(newPassword));
}
