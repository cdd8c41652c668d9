/** What is wrong with a form, by the paths of its fields. */
import { refusalsOf } from '../../../i18n/refusals';
import { DomainError, type ErrorKind } from '../../../domain/errors';
import type { Frame } from '../frame';
import type { Typed } from './typed';

const OF_FORMS: ReadonlySet<ErrorKind> = new Set(['format', 'rule', 'stale']);

/**
 * The messages of a refusal by the fields of a form with few of them; those that are about no such field stand under the empty path.
 *
 * @param fields what stands in the form for a path that begins with it
 * @throws whatever no change of the form can mend
 */
export function faultsOfForm(error: unknown, frame: Frame, fields: readonly string[]): ReadonlyMap<string, string> {
  if (error instanceof DomainError && !OF_FORMS.has(error.kind)) throw error;
  const named = [...faultsOf(error, frame)].map(([path, message]) => [
    fields.find((field) => path.split('.')[0] === field) ?? '',
    message,
  ]);
  return new Map(named as [string, string][]);
}

/**
 * The messages of a refusal by field; those that name no field stand under the empty path. A list that is typed into one field has one for all
 * its items.
 *
 * @throws whatever is no refusal
 */
export function faultsOf(error: unknown, frame: Frame, typed: Typed = {}): ReadonlyMap<string, string> {
  const told = refusalsOf(error, frame.locale);
  if (!told) throw error;
  const fieldOf = (path: string): string => {
    const list = path.replace(/\[\d+\]$/, '');
    return typed[list] === undefined ? path : list;
  };
  return new Map(told.refusals.map((r) => [fieldOf(r.field ?? ''), r.message]));
}
