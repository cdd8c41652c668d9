/** A season's statement as its household reads it: what it says, and what to do about it. */
import { SECTIONS } from '../../domain/settlement/statement';
import type { StatementLine } from '../../domain/settlement/statement-lines';
import type { SignatureView, StepView } from '../../settlement/life.queries';
import { Faults } from '../forms/fields';
import type { FormState } from '../forms/inputs';
import { longDate, moment } from '../format';
import type { Frame } from '../frame';
import type { MyStatementView } from '../my.model';
import { Csrf, Page } from '../page';
import { DisputeFields, figure, isNothing } from './dispute-fields';
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
      {life.steps.map((step) => (
        <Step key={step.seq} frame={frame} view={view} step={step} />
      ))}
      {life.signatures.map((signature) => (
        <OnPaper key={signature.seq} frame={frame} view={view} signature={signature} />
      ))}
      {CONFIRMABLE.has(statement.status) ? <Confirm frame={frame} sha256={statement.sha256} /> : null}
      {DISPUTABLE.has(statement.status) ? <Dispute frame={frame} view={view} form={form} /> : null}
      {statement.status === 'draft' ? <p>{t('my.stillDraft')}</p> : null}
    </Page>
  );
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
function Step({ frame, view, step }: { frame: Frame; view: MyStatementView; step: StepView }) {
  const { t } = frame;
  return (
    <p class={`told ${step.state === 'disputed' ? 'wait' : 'good'}`}>
      {moment(step.at)} {frame.word(`status.${step.state}`, step.state)}
      {step.reason === undefined ? null : <> · {step.reason}</>}
      {step.answer === undefined ? null : <> · {t('my.answered', { answer: step.answer })}</>}
      <PaperLink frame={frame} view={view} attachment={step.attachment} />
      {step.current ? null : <small> {t('my.changedSince')}</small>}
    </p>
  );
}

/** What was signed on paper and recorded by others, with the paper itself to look at. */
function OnPaper({ frame, view, signature }: { frame: Frame; view: MyStatementView; signature: SignatureView }) {
  const { t } = frame;
  const { role, how, signer, signedOn, attachment } = signature;
  if (how !== 'paper') return null;
  const said = [t(`statement.party.${role}`), signer, t('signed.paper'), signedOn].filter((word) => word !== undefined);
  return (
    <p class="told good">
      {said.join(' · ')}
      <PaperLink frame={frame} view={view} attachment={attachment} />
      {signature.current ? null : <small> {t('my.changedSince')}</small>}
    </p>
  );
}

function PaperLink({ frame, view, attachment }: { frame: Frame; view: MyStatementView; attachment?: string }) {
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
        <DisputeFields form={form} lines={statement.lines} />
        <button type="submit" class="secondary">
          {t('my.disputeSend')}
        </button>
      </form>
    </details>
  );
}
