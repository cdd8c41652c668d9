/** A season's statement as its household reads it: what it says, and what to do about it. */
import { parseMoney } from '../../domain/quantity/money';
import { SECTIONS } from '../../domain/settlement/statement';
import type { StatementLine } from '../../domain/settlement/statement-lines';
import type { StepView } from '../../settlement/life.queries';
import { Faults } from '../forms/fields';
import { Fault, type FormState } from '../forms/inputs';
import { longDate, moment, money, heads } from '../format';
import type { Frame } from '../frame';
import type { MyStatementView } from '../my.model';
import { Csrf, Page } from '../page';
import { LateFacts } from './late-facts';
import { StateTag, subjectWords } from './seasons';

/** A statement of these states waits for a word of the household; one that was confirmed can still be disputed. */
const CONFIRMABLE = new Set(['presented', 'disputed']);
const DISPUTABLE = new Set(['presented', 'confirmed']);

export function MyStatementPage({ frame, view, form }: { frame: Frame; view: MyStatementView; form: FormState }) {
  const { t, locale } = frame;
  const { season, statement, life } = view;
  return (
    <Page frame={frame} title={season.name ?? season.code} isNarrow isPlain>
      <p>
        <a href="/my">← {t('my.back')}</a>
      </p>
      <hgroup>
        <h1>{season.name ?? season.code}</h1>
        <p>
          {longDate(locale, season.from)} – {longDate(locale, season.to)} · {statement.contract}{' '}
          <StateTag frame={frame} status={statement.status} />
        </p>
      </hgroup>
      {SECTIONS.map((section) => (
        <Lines key={section} frame={frame} lines={statement.lines.filter((l) => l.section === section)} />
      ))}
      <LateFacts frame={frame} facts={view.late} />
      {life.steps.map((step) => (
        <Step key={step.seq} frame={frame} step={step} />
      ))}
      {CONFIRMABLE.has(statement.status) ? <Confirm frame={frame} sha256={statement.sha256} /> : null}
      {DISPUTABLE.has(statement.status) ? <Dispute frame={frame} view={view} form={form} /> : null}
      {statement.status === 'draft' ? <p>{t('my.stillDraft')}</p> : null}
    </Page>
  );
}

const isNothing = (l: StatementLine): boolean => /^0(?:\.00)?$/.test(l.quantity);

function figure(frame: Frame, l: StatementLine): string {
  return l.unit === 'CNY' ? money(frame.locale, parseMoney(l.quantity)) : heads(frame.locale, Number(l.quantity));
}

function Lines({ frame, lines }: { frame: Frame; lines: readonly StatementLine[] }) {
  const [first] = lines;
  if (!first) return null;
  const subjects = [...new Set(lines.map((l) => l.subject))];
  return (
    <article>
      <h2>{frame.word(`section.${first.section}`)}</h2>
      {subjects.map((subject) => {
        const said = lines.filter((l) => l.subject === subject && (l.line === 'closing' || !isNothing(l)));
        return (
          <table key={subject} class="large">
            <caption>{subjectWords(frame, first.section, subject)}</caption>
            <tbody>
              {said.map((l) => (
                <tr key={l.line} class={l.line === 'closing' ? 'sum' : undefined}>
                  <th scope="row">{frame.word(`line.${l.section}.${l.line}`)}</th>
                  <td class="num">{figure(frame, l)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </article>
  );
}

/** What was said about the statement before, and by whom. */
function Step({ frame, step }: { frame: Frame; step: StepView }) {
  const { t } = frame;
  return (
    <p class={`told ${step.state === 'disputed' ? 'wait' : 'good'}`}>
      {moment(step.at)} {frame.word(`status.${step.state}`, step.state)}
      {step.reason === undefined ? null : <> · {step.reason}</>}
      {step.answer === undefined ? null : <> · {t('my.answered', { answer: step.answer })}</>}
      {step.current ? null : <small> {t('my.changedSince')}</small>}
    </p>
  );
}

function Confirm({ frame, sha256 }: { frame: Frame; sha256: string }) {
  return (
    <form method="post" action={`${frame.path.replace(/\/(?:confirm|dispute)$/, '')}/confirm`}>
      <Csrf frame={frame} />
      <input type="hidden" name="seen" value={sha256} />
      <button type="submit">{frame.t('my.confirm')}</button>
    </form>
  );
}

function Dispute({ frame, view, form }: { frame: Frame; view: MyStatementView; form: FormState }) {
  const { t } = frame;
  const { statement } = view;
  const isOpen = form.errors.size > 0;
  return (
    <details open={isOpen}>
      <summary>{t('my.dispute')}</summary>
      <form method="post" action={`${frame.path.replace(/\/(?:confirm|dispute)$/, '')}/dispute`}>
        <Csrf frame={frame} />
        <Faults form={form} />
        <input type="hidden" name="seen" value={statement.sha256} />
        <label for="f-line">{t('my.disputeLine')}</label>
        <select id="f-line" name="line" required>
          {statement.lines
            .filter((l) => l.line === 'closing' || !isNothing(l))
            .map((l) => {
              const value = `${l.section}|${l.subject}|${l.line}`;
              return (
                <option key={value} value={value} selected={form.typed['line'] === value}>
                  {`${subjectWords(frame, l.section, l.subject)} · ${frame.word(`line.${l.section}.${l.line}`)} ${figure(frame, l)}`}
                </option>
              );
            })}
        </select>
        <label for="f-reason">{t('my.disputeReason')}</label>
        <textarea
          id="f-reason"
          name="reason"
          rows={4}
          required
          aria-invalid={form.errors.has('reason') ? 'true' : undefined}
          aria-describedby={form.errors.has('reason') ? 'f-reason-fault' : undefined}
        >
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
