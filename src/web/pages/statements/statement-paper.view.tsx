/** The forms by which a clerk or the branch records what stands on a signed paper: a signature, or what a household disputes. */
import type { ComponentChildren } from 'preact';
import { papersOf } from '../../../domain/statement/workflow';
import { partiesOf } from '../../../statements/parties';
import { PaperInput } from '../../../api/dto/statement-workflow.dto';
import { Faults, Fields } from '../../kit/forms/fields';
import { FilesField } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { debtsOfStatement } from '../../../i18n/debt-names';
import { DisputeFields, isNothing, lineFigure } from './dispute-fields.view';
import { cashWords, HouseholdLink } from '../../kit/parts';
import { StateTag } from '../seasons/seasons.view';
import type { StatementPageView } from './statement.types';

interface PaperProps {
  readonly view: StatementPageView;
  readonly form: FormState;
}

export function PaperSignaturePage({ view, form }: PaperProps) {
  const frame = useFrame();
  const parties = papersOf(partiesOf(view.roles)).map((value) => ({
    value,
    text: frame.t(`statement.party.${value}`),
  }));
  return (
    <PaperPage view={view} form={form} title={frame.t('paper.sign')} submit={frame.t('paper.record')}>
      {view.roles.has('clerk') ? <p>{frame.t('paper.confirms')}</p> : null}
      <div class="fields">
        <Fields shape={PaperInput} form={{ ...form, choices: { role: parties } }} />
      </div>
    </PaperPage>
  );
}

export function PaperDisputePage({ view, form }: PaperProps) {
  const frame = useFrame();
  const lines = view.statement.lines.filter((l) => l.line === 'closing' || !isNothing(l));
  return (
    <PaperPage view={view} form={form} title={frame.t('paper.dispute')} submit={frame.t('paper.recordDispute')}>
      <DisputeFields
        form={form}
        lines={lines}
        debts={debtsOfStatement(view.statement)}
        figure={(l) => lineFigure(frame, l, cashWords)}
      />
    </PaperPage>
  );
}

interface PaperPageProps extends PaperProps {
  readonly title: string;
  readonly submit: string;
  readonly children: ComponentChildren;
}

/** What is recorded is about the content shown here; the paper has to carry the same. */
function PaperPage({ view: { statement, season, householdName }, form, title, submit, children }: PaperPageProps) {
  const { frame, t } = useFrame();
  return (
    <Page title={`${title} · ${statement.number}`} isNarrow>
      <hgroup>
        <h1>
          {title} <StateTag status={statement.status} />
        </h1>
        <p>
          {t('statement.title', { number: statement.number })}
          {' · '}
          <HouseholdLink code={statement.household} name={householdName} />
        </p>
      </hgroup>
      <p class="told wait">
        {t('paper.compare')} <code>{statement.sha256.slice(0, 16)}</code>
      </p>
      <article>
        <form method="post" class="entry" enctype="multipart/form-data">
          <Csrf />
          <input type="hidden" name="seen" value={statement.sha256} />
          <Faults form={form} />
          {children}
          <FilesField form={form} label={t('paper.file')} />
          <div class="actions">
            <button type="submit">{submit}</button>
            <a href={addressOf(frame, 'statements', season.code, statement.contract)}>{t('form.cancel')}</a>
          </div>
        </form>
      </article>
    </Page>
  );
}
