/** What is wrong with a form, by the paths of its fields. */
import { refusalsOf } from '../../../i18n/refusals';
import type { Frame } from '../frame';
import type { Typed } from './typed';

/** What was refused of a form: message by the path of the field. */
export type Faults = ReadonlyMap<string, string>;

/**
 * The messages of a refusal by field; those that name no field stand under the empty path. A list that is typed into one field has one for all
 * its items.
 *
 * @throws whatever is no refusal
 */
export function faultsOf(error: unknown, { locale }: Pick<Frame, 'locale'>, typed: Typed = {}): Faults {
  const refusals = refusalsOf(error, locale);
  if (!refusals) throw error;
  const fieldOf = (path: string): string => {
    const list = path.replace(/\[\d+\]$/, '');
    return typed[list] === undefined ? path : list;
  };
  return new Map(refusals.refusals.map((r) => [fieldOf(r.field ?? ''), r.message]));
}
