/** What was refused, as a form shows it: messages by field. */
import { refusalsOf } from '../../common/refusals';
import { messageLocale } from '../../i18n/pages';
import type { Frame } from '../frame';
import type { Typed } from './typed';

export type Refused = ReadonlyMap<string, string>;

/** By the field's path; what names no field concerns the whole. An error that is no refusal is thrown on. */
export function refusedIn(frame: Frame, error: unknown): Refused {
  const told = refusalsOf(error, messageLocale(frame.locale));
  if (!told) throw error;
  return new Map(told.refusals.map((r) => [r.field ?? '', r.message]));
}

/** Does what a form asks for; gives what was refused of it, undefined when it is done. */
export async function refusalOf(frame: Frame, work: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return refusedIn(frame, error);
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
