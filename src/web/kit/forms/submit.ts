/** One way for every form: what was typed is read and done, or the form comes back with what was refused of it. */
import { DomainError, type ErrorKind } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import type { Shape } from '../../../domain/shape/spec';
import type { PageKey } from '../../../i18n/pages';
import type { Answer } from '../answers';
import type { PageContext } from '../context';
import { faultsOf, type Faults } from './faults';
import { objectTyped, type Typed } from './typed';

/** What only the form itself knows to be wrong: a password typed twice in two ways. */
export class FormFault extends Error {
  constructor(
    readonly field: string,
    readonly key: PageKey,
  ) {
    super(`${field}: ${key}`);
  }
}

/** The new password of a form that asks for it twice. @throws FormFault at `again` */
export function newPasswordOf({ newPassword = '', again }: Typed): string {
  if (newPassword !== again) throw new FormFault('again', 'account.differ');
  return newPassword;
}

type Context = Pick<PageContext, 'typed' | 't' | 'locale'>;

interface Submission<T extends object> {
  /** What reads the form; without it `work` does. */
  readonly shape?: Shape<T>;
  /** What the form has fields for: what is refused at anything else stands above it. */
  readonly fields?: readonly string[];
  /** Which refusals a change of the form can mend; others are no matter of the form. */
  readonly mends?: readonly ErrorKind[];
  readonly work: (input: T) => Promise<Answer>;
  /** The form again. */
  readonly again: (errors: Faults, error: unknown) => Answer | Promise<Answer>;
}

/** @throws whatever is no refusal, and refusals that the form cannot mend */
export async function submit<T extends object>(ctx: Context, form: Submission<T>): Promise<Answer> {
  const { shape, fields, mends, work, again } = form;
  try {
    return await work(shape ? readShape(shape, objectTyped(shape, ctx.typed)) : (ctx.typed as T));
  } catch (error) {
    if (error instanceof FormFault) return again(new Map([[error.field, ctx.t(error.key)]]), error);
    if (mends && error instanceof DomainError && !mends.includes(error.kind)) throw error;
    const faults = [...faultsOf(error, ctx)];
    if (!fields) return again(new Map(faults), error);
    const nearest = (path: string): string => fields.find((field) => path.split('.')[0] === field) ?? '';
    return again(new Map(faults.map(([path, message]) => [nearest(path), message])), error);
  }
}
