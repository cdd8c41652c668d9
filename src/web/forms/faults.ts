/** What is wrong with a form, by the paths of its fields. */
import { refusalsOf } from '../../common/refusals';
import { messageLocale } from '../../i18n/pages';
import type { Frame } from '../frame';

/**
 * The messages of a refusal by field; those that name no field stand under the empty path.
 *
 * @throws whatever is no refusal
 */
export function faultsOf(error: unknown, frame: Frame): ReadonlyMap<string, string> {
  const told = refusalsOf(error, messageLocale(frame.locale));
  if (!told) throw error;
  return new Map(told.refusals.map((r) => [r.field ?? '', r.message]));
}
