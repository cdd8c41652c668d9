/** A page with one form made from a shape: new households, seasons and the like. */
import { useFrame } from './frame';
import type { ComponentChildren } from 'preact';
import type { Shape } from '../../domain/shape/spec';
import { Faults, Fields } from './forms/fields';
import type { FormState } from './forms/inputs';
import { Csrf, Page } from './page';

interface FormPageProps {
  readonly title: string;
  readonly hint?: string;
  readonly shape: Shape;
  readonly form: FormState;
  readonly submit: string;
  /** Where it was asked for. */
  readonly back: string;
  readonly children?: ComponentChildren;
}

export function FormPage({ title, hint, shape, form, submit, back, children }: FormPageProps) {
  const frame = useFrame();
  return (
    <Page title={title} isNarrow>
      <h1>{title}</h1>
      {hint === undefined ? null : <p>{hint}</p>}
      <article>
        <form method="post" class="entry">
          <Csrf />
          <Faults form={form} />
          <div class="fields">
            <Fields shape={shape} form={form} />
          </div>
          {children}
          <div class="actions">
            <button type="submit">{submit}</button>
            <a href={back}>{frame.t('form.cancel')}</a>
          </div>
        </form>
      </article>
    </Page>
  );
}
