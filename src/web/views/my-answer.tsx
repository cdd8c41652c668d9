/** What a household has to say about its statement: what was said before, the word that it is right, and what is wrong with it. */
import type { Section } from '../../domain/settlement/statement';
import type { StatementLine } from '../../domain/settlement/statement-lines';
import type { DisputedLine } from '../../domain/book/life-lines';
import type { StepView } from '../../settlement/life.queries';
import { Fault, idOf, type FormState } from '../forms/inputs';
import { longDate, moment } from '../format';
import type { Frame } from '../frame';
import type { MyStatementView } from '../my.model';
import { Csrf } from '../page';
import { subjectWords } from './seasons';

/** How the form names a line: `owed|lambs:lamb|closing`. */
export function lineValue({ section, subject, line }: DisputedLine): string {
  return `${section}|${subject}|${line}`;
}

export function Steps({ frame, steps }: { frame: Frame; steps: readonly StepView[] }) {
  if (steps.length === 0) return null;
  return (
    <article>
      <h2>{frame.t('statement.history')}</h2>
      <ul class="happened">
        {steps.map((step) => (
          <Step key={step.seq} frame={frame} step={step} />
        ))}
      </ul>
    </article>
  );
}

function Step({ frame, step }: { frame: Frame; step: StepView }) {
  const { t, locale } = frame;
  const { line, answer } = step;
  return (
    <li>
      <small>
        <time datetime={step.at}>{moment(step.at)}</time>
      </small>{' '}
      <b>{answer === undefined ? frame.word(`status.${step.state}`, step.state) : t('statement.answer')}</b>
      {step.current ? null : <small> {t('my.changedSince')}</small>}
      {line === undefined ? null : <span class="below">{nameOf(frame, line)}</span>}
      {step.reason === undefined ? null : <blockquote class="said">{step.reason}</blockquote>}
      {answer === undefined ? null : <blockquote class="said">{answer}</blockquote>}
      {step.deadline === undefined ? null : (
        <small class="below">{t('my.answerBy', { on: longDate(locale, step.deadline) })}</small>
      )}
    </li>
  );
}

function nameOf(frame: Frame, { section, subject, line }: DisputedLine): string {
  return `${subjectWords(frame, section as Section, subject)} · ${frame.word(`line.${section}.${line}`)}`;
}

export function Confirm({ frame, sha256 }: { frame: Frame; sha256: string }) {
  return (
    <form method="post" action={`${frame.path}/confirm`}>
      <Csrf frame={frame} />
      <input type="hidden" name="seen" value={sha256} />
      <button type="submit">{frame.t('my.confirm')}</button>
    </form>
  );
}

interface DisputeProps {
  readonly frame: Frame;
  readonly view: MyStatementView;
  readonly form: FormState;
  /** The lines that can be meant. */
  readonly lines: readonly StatementLine[];
  readonly figure: (line: StatementLine) => string;
}

export function Dispute({ frame, view, form, lines, figure }: DisputeProps) {
  const { t } = frame;
  const { statement } = view;
  const told = (name: string) =>
    form.errors.has(name) ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${idOf(name)}-fault` } : {};
  return (
    <details open={form.errors.has('line') || form.errors.has('reason')}>
      <summary>{t(statement.status === 'disputed' ? 'my.disputeMore' : 'my.dispute')}</summary>
      <form method="post" action={`${frame.path}/dispute`}>
        <Csrf frame={frame} />
        <input type="hidden" name="seen" value={statement.sha256} />
        <label for="f-line">{t('field.dispute.line')}</label>
        <select id="f-line" name="line" required {...told('line')}>
          {lines.map((l) => {
            const value = lineValue(l);
            return (
              <option key={value} value={value} selected={form.typed['line'] === value}>
                {`${nameOf(frame, l)} ${figure(l)}`}
              </option>
            );
          })}
        </select>
        <Fault path="line" form={form} />
        <label for="f-reason">{t('field.dispute.reason')}</label>
        <textarea id="f-reason" name="reason" rows={4} maxlength={2000} required {...told('reason')}>
          {form.typed['reason'] ?? ''}
        </textarea>
        <Fault path="reason" form={form} />
        <button type="submit" class="secondary">
          {t('my.disputeSend')}
        </button>
      </form>
    </details>
  );
}
