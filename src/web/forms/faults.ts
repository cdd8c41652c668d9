/** What is wrong with a form, by the paths of its fields. */
import { refusalsOf } from '../../common/refusals';
import { messageLocale } from '../../i18n/pages';
import type { Frame } from '../frame';
import type { Typed } from './typed';

/**
 * The messages of a refusal by field; those that name no field stand under the empty path. A list that is typed into one field has one for all
 * its items.
 *
 * @throws whatever is no refusal
 */
export function faultsOf(error: unknown, frame: Frame, typed: Typed = {}): ReadonlyMap<string, string> {
  const told = refusalsOf(error, messageLocale(frame.locale));
  if (!told) throw error;
  const fieldOf = (path: string): string => {
    const list = path.replace(/\[\d+\]$/, '');
    return typed[list] === undefined ? path : list;
  };
  return new Map(told.refusals.map((r) => [fieldOf(r.field ?? ''), r.message]));
}
