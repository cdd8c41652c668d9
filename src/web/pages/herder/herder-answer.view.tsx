/** What a household has to say about its statement: what was said before, the word that it is right, and what is wrong with it. */
import type { StatementLine } from '../../../domain/statement/statement-lines';
import type { StepView } from '../../../statements/workflow.queries';
import type { WitnessedSignature } from '../../../statements/witnesses';
import type { FormState } from '../../kit/forms/inputs';
import { longDate, moment } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import type { HerderStatementView } from './herder.model';
import { Csrf } from '../../kit/page';
import { debtsOfStatement } from '../../../i18n/debt-names';
import { Behind } from '../statements/witnesses.view';
import { DisputeFields, lineName } from '../statements/dispute-fields.view';

export function Steps({ view, steps }: { view: HerderStatementView; steps: readonly StepView[] }) {
  const frame = useFrame();
  if (steps.length === 0) return null;
  return (
    <article>
      <h2>{frame.t('statement.history')}</h2>
      <ul class="happened">
        {steps.map((step) => (
          <Step key={step.seq} view={view} step={step} />
        ))}
      </ul>
    </article>
  );
}

function Step({ view, step }: { view: HerderStatementView; step: StepView }) {
  const { frame, t, locale } = useFrame();
  const { line, answer } = step;
  return (
    <li>
      <small>
        <time datetime={step.at}>{moment(step.at)}</time>
      </small>{' '}
      <b>{answer === undefined ? frame.word(`status.${step.state}`, step.state) : t('statement.answer')}</b>
      {step.current ? null : <small> {t('my.changedSince')}</small>}
      {line === undefined ? null : <span class="below">{lineName(frame, line, debtsOfStatement(view.statement))}</span>}
      {step.reason === undefined ? null : <blockquote class="said">{step.reason}</blockquote>}
      {answer === undefined ? null : <blockquote class="said">{answer}</blockquote>}
      <PaperLink view={view} attachment={step.attachment} />
      {step.deadline === undefined ? null : (
        <small class="below">{t('my.answerBy', { on: longDate(locale, step.deadline) })}</small>
      )}
    </li>
  );
}

interface GivenProps {
  readonly view: HerderStatementView;
  readonly signature: WitnessedSignature;
}

/** What was signed on paper and recorded by others, with the paper itself to look at; and with which card, of those that a household has several of. */
export function Given({ view, signature }: GivenProps) {
  const { t } = useFrame();
  const { role, how, signer, signedOn, attachment } = signature;
  if (how !== 'paper')
    return signature.card === undefined ? null : (
      <p class="told good">
        {t(`statement.party.${role}`)} · {t(`signed.${how}`)} · {moment(signature.at)} <Behind signature={signature} />
      </p>
    );
  const said = [t(`statement.party.${role}`), signer, t('signed.paper'), signedOn].filter((word) => word !== undefined);
  return (
    <p class="told good">
      {said.join(' · ')}
      <PaperLink view={view} attachment={attachment} />
      <Behind signature={signature} />
      {signature.current ? null : <small> {t('my.changedSince')}</small>}
    </p>
  );
}

function PaperLink({ view, attachment }: { view: HerderStatementView; attachment?: string }) {
  const frame = useFrame();
  if (attachment === undefined) return null;
  const { cooperative, statement } = view;
  return (
    <>
      {' · '}
      <a href={`/c/${cooperative}/contracts/${encodeURIComponent(statement.contract)}/files/${attachment}`} download>
        {frame.t('signed.file')}
      </a>
    </>
  );
}

export function Confirm({ sha256 }: { sha256: string }) {
  const frame = useFrame();
  return (
    <form method="post" action={`${frame.path}/confirm`}>
      <Csrf />
      <input type="hidden" name="seen" value={sha256} />
      <button type="submit">{frame.t('my.confirm')}</button>
    </form>
  );
}

interface DisputeProps {
  readonly view: HerderStatementView;
  readonly form: FormState;
  /** The lines that can be meant. */
  readonly lines: readonly StatementLine[];
  readonly figure: (line: StatementLine) => string;
}

export function Dispute({ view, form, lines, figure }: DisputeProps) {
  const { frame, t } = useFrame();
  const { statement } = view;
  return (
    <details open={form.errors.has('line') || form.errors.has('reason')}>
      <summary>{t(statement.status === 'disputed' ? 'my.disputeMore' : 'my.dispute')}</summary>
      <form method="post" action={`${frame.path}/dispute`}>
        <Csrf />
        <input type="hidden" name="seen" value={statement.sha256} />
        <DisputeFields form={form} lines={lines} debts={debtsOfStatement(statement)} figure={figure} />
        <button type="submit" class="secondary">
          {t('my.disputeSend')}
        </button>
      </form>
    </details>
  );
}
