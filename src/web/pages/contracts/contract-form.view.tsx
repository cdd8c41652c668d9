/** The form of a draft: the parties, what is handed out and owed, then everything that is agreed only sometimes. */
import { fieldsOf, type FieldSpec } from '../../../domain/shape/spec';
import { Terms } from '../../../domain/terms/terms';
import { ContractContent, ContractInput } from '../../../api/dto/inputs.dto';
import { Faults, FieldOf } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import type { DebtPlan } from './contract.types';
import { PlanTable, TermsSummary } from './terms-summary.view';
import { WhatIfs, type WhatIfView } from './what-if.view';

export interface ContractFormView {
  readonly form: FormState;
  /** What the terms come to, when they hold together. */
  readonly checked?: {
    readonly terms: Terms;
    readonly plan: readonly DebtPlan[];
    readonly whatIfs: readonly WhatIfView[];
  };
  /** The number of the draft that is changed. */
  readonly editing?: string;
}

/** Agreed in nearly every contract; the other terms stand behind one more press. */
const USUAL_TERMS = ['handout', 'title', 'offspring', 'obligations'];

export function ContractFormPage({ view }: { view: ContractFormView }) {
  const { frame, t } = useFrame();
  const { form, editing, checked } = view;
  const title = editing === undefined ? t('contracts.new') : t('contract.editing', { number: editing });
  return (
    <Page title={title}>
      <h1>{title}</h1>
      <p>{t('contract.formHint')}</p>
      <form method="post" class="entry">
        <Csrf />
        {form.typed['_version'] === undefined ? null : (
          <input type="hidden" name="_version" value={form.typed['_version']} />
        )}
        <Faults form={form} />
        <PartyFields form={form} />
        <TermsFields form={form} />
        <section id="preview" data-live="check" aria-label={t('contract.checked')}>
          {checked ? <Checked checked={checked} /> : <p class="hint">{t('contract.previewHint')}</p>}
        </section>
        <div class="actions">
          <button type="submit" name="_do" value="check" class="outline" formaction="#preview">
            {t('contract.check')}
          </button>
          <button type="submit" name="_do" value="save">
            {t('contract.save')}
          </button>
          <a href={editing === undefined ? addressOf(frame, 'contracts') : addressOf(frame, 'contracts', editing)}>
            {t('form.cancel')}
          </a>
        </div>
      </form>
    </Page>
  );
}

function PartyFields({ form }: { form: FormState }) {
  const frame = useFrame();
  const fields = new Map([...fieldsOf(ContractInput)].filter(([name]) => name !== 'terms' && !form.hidden?.has(name)));
  const order = ['number', ...fieldsOf(ContractContent).keys()].filter((name) => fields.has(name));
  return (
    <article>
      <h2>{frame.t('contract.parties')}</h2>
      <div class="fields">
        {order.map((name) => (
          <FieldOf key={name} spec={fields.get(name) as FieldSpec} path={name} form={form} />
        ))}
      </div>
    </article>
  );
}

/** The terms' fields, for drafts and for amendments. */
export function TermsFields({ form }: { form: FormState }) {
  const frame = useFrame();
  const fields = [...fieldsOf(Terms)];
  const field = ([name, spec]: readonly [string, FieldSpec]) => (
    <FieldOf key={name} spec={spec} path={`terms.${name}`} form={form} />
  );
  const others = fields.filter(([name]) => !USUAL_TERMS.includes(name));
  const isOther = (path: string): boolean => others.some(([name]) => path.startsWith(`terms.${name}`));
  const isOpen = Object.entries(form.typed).some(([path, text]) => text !== '' && isOther(path));
  return (
    <article>
      <h2>{frame.t('contract.terms')}</h2>
      <div class="fields">
        {USUAL_TERMS.map((name) => fields.find(([n]) => n === name) as [string, FieldSpec]).map(field)}
      </div>
      <details open={isOpen || isOther(form.typed['_more'] ?? '') || form.errors.size > 0}>
        <summary>{frame.t('contract.otherTerms')}</summary>
        <div class="fields">{others.map(field)}</div>
      </details>
    </article>
  );
}

function Checked({ checked }: { checked: NonNullable<ContractFormView['checked']> }) {
  const frame = useFrame();
  return (
    <article class="checked">
      <h2>{frame.t('contract.checked')}</h2>
      <TermsSummary terms={checked.terms} />
      <PlanTable plan={checked.plan} />
      <WhatIfs views={checked.whatIfs} />
    </article>
  );
}
