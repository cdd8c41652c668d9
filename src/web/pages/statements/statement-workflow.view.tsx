/** What became of a statement: its steps, its three signatures, and what its reader can do now. */
import type { ComponentChildren } from 'preact';
import { actorWord } from '../../../i18n/choices';
import { isSignable, papersOf, PARTIES, stepsFrom, type Party } from '../../../domain/statement/workflow';
import { partiesOf } from '../../../statements/parties';
import type { SignatureView, StepView } from '../../../statements/workflow.queries';
import type { WitnessedSignature } from '../../../statements/witnesses';
import { FieldFault, type FormState } from '../../kit/forms/inputs';
import { moment } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf } from '../../kit/page';
import { debtsOfStatement } from '../../../i18n/debt-names';
import { lineName } from './dispute-fields.view';
import { fileHref } from '../attachments/attachments.view';
import { Behind } from './witnesses.view';
import type { StatementPageView } from './statement.types';

interface LifeProps {
  readonly view: StatementPageView;
  /** The answer to a dispute. */
  readonly form: FormState;
}

export function StatementWorkflowPart({ view, form }: LifeProps) {
  const { t } = useFrame();
  const { statement, life } = view;
  const isChanged = statement.status === 'draft' && life.steps.length > 0;
  return (
    <article class="life">
      {isChanged ? <p class="told wait">{t('statement.changed')}</p> : null}
      <Actions view={view} form={form} />
      {life.steps.length === 0 ? null : (
        <>
          <h2>{t('statement.history')}</h2>
          <ul class="happened">
            {life.steps.map((step) => (
              <Step key={step.seq} statement={statement} step={step} />
            ))}
          </ul>
        </>
      )}
      <h2>{t('statement.signatures')}</h2>
      <dl class="pairs">
        {PARTIES.map((party) => (
          <Signatures
            key={party}
            contract={statement.contract}
            party={party}
            given={life.signatures.filter((s) => s.role === party)}
          />
        ))}
      </dl>
    </article>
  );
}

function Actions({ view, form }: LifeProps) {
  const { frame, t } = useFrame();
  const { statement, roles, season } = view;
  const { status } = statement;
  const parties = partiesOf(roles);
  const steps = stepsFrom(status, parties);
  return (
    <div class="actions">
      <a
        role="button"
        class="secondary small"
        href={`${addressOf(frame, 'statements', season.code, statement.contract)}/pdf`}
      >
        {t('statement.paper')}
      </a>
      {steps.has('present') ? (
        <Act view={view} to="present">
          <button type="submit" class="small">
            {t('statement.present')}
          </button>
        </Act>
      ) : null}
      {(['clerk', 'branch'] as const)
        .filter((role) => isSignable(status) && roles.has(role))
        .map((role) => (
          <Act key={role} view={view} to="sign">
            <input type="hidden" name="role" value={role} />
            <button type="submit" class="small secondary">
              {t(`statement.sign.${role}`)}
            </button>
          </Act>
        ))}
      {isSignable(status) && papersOf(parties).length > 0 ? <PaperWays view={view} /> : null}
      {steps.has('answer') ? (
        <Act view={view} to="answer">
          <label for="f-text">{t('field.answer.text')}</label>
          <textarea
            id="f-text"
            name="text"
            rows={3}

            required
            aria-invalid={form.errors.has('text') ? 'true' : undefined}
            aria-describedby={form.errors.has('text') ? 'f-text-fault' : undefined}
          >
            {form.typed['text'] ?? ''}
          </textarea>
          <FieldFault path="text" form={form} />
          <button type="submit" class="small">
            {t('statement.answer')}
          </button>
        </Act>
      ) : null}
    </div>
  );
}

/** To what stands on a signed paper. */
function PaperWays({ view: { season, statement, roles } }: { view: StatementPageView }) {
  const frame = useFrame();
  const way = (to: 'paper' | 'paper-dispute', text: string) => (
    <a role="button" class="outline small" href={addressOf(frame, 'statements', season.code, statement.contract, to)}>
      {text}
    </a>
  );
  return (
    <>
      {way('paper', frame.t('paper.sign'))}
      {roles.has('clerk') ? way('paper-dispute', frame.t('paper.dispute')) : null}
    </>
  );
}

interface ActProps {
  readonly view: StatementPageView;
  readonly to: 'present' | 'answer' | 'sign';
  readonly children: ComponentChildren;
}

/** A step on what is shown here: when it has changed meanwhile, it is refused. */
function Act({ view: { season, statement }, to, children }: ActProps) {
  const frame = useFrame();
  return (
    <form method="post" action={`${addressOf(frame, 'statements', season.code, statement.contract)}/${to}`}>
      <Csrf />
      <input type="hidden" name="seen" value={statement.sha256} />
      {children}
    </form>
  );
}

interface StepProps extends Pick<StatementPageView, 'statement'> {
  readonly step: StepView;
}

function Step({ statement, step }: StepProps) {
  const frame = useFrame();
  const { line, answer } = step;
  return (
    <li class={step.current ? undefined : 'quiet'}>
      <time datetime={step.at}>{moment(step.at)}</time>{' '}
      <b>{answer === undefined ? frame.word(`status.${step.state}`, step.state) : frame.t('statement.answer')}</b>{' '}
      {actorWord(frame, step.by)}
      {line === undefined ? null : ` · ${lineName(frame, line, debtsOfStatement(statement))}`}
      {step.reason === undefined ? null : <> · {step.reason}</>}
      {answer === undefined ? null : <> · {answer}</>}
      <PaperLink contract={statement.contract} attachment={step.attachment} />
      {step.current ? null : <small> {frame.t('my.changedSince')}</small>}
    </li>
  );
}

interface SignaturesProps {
  readonly contract: string;
  readonly party: Party;
  readonly given: readonly WitnessedSignature[];
}

/** Every signature of a party: who, how and when, and who recorded it where that is somebody else. */
function Signatures({ contract, party, given }: SignaturesProps) {
  const { t } = useFrame();
  return (
    <>
      <dt>{t(`statement.party.${party}`)}</dt>
      <dd>
        {given.length === 0 ? t('statement.unsigned') : null}
        {given.map((signature) => (
          <span key={signature.seq} class={signature.current ? 'line' : 'line quiet'}>
            <SignatureWords signature={signature} />
            <Behind signature={signature} />
            <PaperLink contract={contract} attachment={signature.attachment} />
            {signature.current ? null : <small> {t('statement.void')}</small>}
          </span>
        ))}
      </dd>
    </>
  );
}

function SignatureWords({ signature }: { signature: SignatureView }) {
  const { frame, t } = useFrame();
  const { how, at, signer, signedOn } = signature;
  const by = actorWord(frame, signature.by);
  if (how !== 'paper') return <>{[by, t(`signed.${how}`), moment(at)].join(' · ')}</>;
  const said = [signer, t('signed.paper'), signedOn].filter((word) => word !== undefined).join(' · ');
  return (
    <>
      {said} <small class="below">{t('signed.recorded', { by, at: moment(at) })}</small>
    </>
  );
}

function PaperLink({ contract, attachment }: { contract: string; attachment?: string }) {
  const frame = useFrame();
  if (attachment === undefined) return null;
  return (
    <>
      {' '}
      <a href={fileHref(frame, contract, attachment)} download>
        {frame.t('signed.file')} <code>{attachment.slice(0, 8)}</code>
      </a>
    </>
  );
}
