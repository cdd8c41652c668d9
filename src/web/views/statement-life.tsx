/** What became of a statement: its steps, its three signatures, and what its reader can do now. */
import type { ComponentChildren } from 'preact';
import type { Section } from '../../domain/settlement/statement';
import type { Party } from '../../domain/settlement/statement-life';
import type { SignatureView, StepView } from '../../settlement/life.queries';
import { moment } from '../format';
import { addressOf, type Frame } from '../frame';
import { Csrf } from '../page';
import { subjectWords } from './seasons';
import type { StatementPageView } from './statement-view';

const PARTIES = ['household', 'clerk', 'branch'] as const satisfies readonly Party[];

export function StatementLife({ frame, view }: { frame: Frame; view: StatementPageView }) {
  const { t } = frame;
  const { statement, life } = view;
  const isChanged = statement.status === 'draft' && life.steps.length > 0;
  return (
    <article class="life">
      {isChanged ? <p class="told wait">{t('statement.changed')}</p> : null}
      <Actions frame={frame} view={view} />
      {life.steps.length === 0 ? null : (
        <>
          <h2>{t('statement.history')}</h2>
          <ul class="happened">
            {life.steps.map((step) => (
              <Step key={step.seq} frame={frame} step={step} />
            ))}
          </ul>
        </>
      )}
      <h2>{t('statement.signatures')}</h2>
      <dl class="pairs">
        {PARTIES.map((party) => (
          <Signature key={party} frame={frame} party={party} given={life.signatures.filter((s) => s.role === party)} />
        ))}
      </dl>
    </article>
  );
}

function Actions({ frame, view }: { frame: Frame; view: StatementPageView }) {
  const { t } = frame;
  const { statement, roles, season } = view;
  const { status } = statement;
  const isLive = !season.closed && status !== 'draft';
  const isClerk = roles.has('clerk');
  return (
    <div class="actions">
      <a
        role="button"
        class="secondary small"
        href={`${addressOf(frame, 'statements', season.code, statement.contract)}/pdf`}
      >
        {t('statement.paper')}
      </a>
      {!season.closed && isClerk && (status === 'draft' || status === 'disputed') ? (
        <Act frame={frame} view={view} to="present">
          <button type="submit" class="small">
            {t('statement.present')}
          </button>
        </Act>
      ) : null}
      {(['clerk', 'branch'] as const)
        .filter((role) => isLive && roles.has(role))
        .map((role) => (
          <Act key={role} frame={frame} view={view} to="sign">
            <input type="hidden" name="role" value={role} />
            <button type="submit" class="small secondary">
              {t(`statement.sign.${role}`)}
            </button>
          </Act>
        ))}
      {!season.closed && isClerk && status === 'disputed' ? (
        <Act frame={frame} view={view} to="answer">
          <label for="f-text">{t('statement.answerText')}</label>
          <textarea id="f-text" name="text" rows={3} maxlength={2000} required></textarea>
          <button type="submit" class="small">
            {t('statement.answer')}
          </button>
        </Act>
      ) : null}
    </div>
  );
}

interface ActProps {
  readonly frame: Frame;
  readonly view: StatementPageView;
  readonly to: 'present' | 'answer' | 'sign';
  readonly children: ComponentChildren;
}

/** A step on what is shown here: when it has changed meanwhile, it is refused. */
function Act({ frame, view: { season, statement }, to, children }: ActProps) {
  return (
    <form method="post" action={`${addressOf(frame, 'statements', season.code, statement.contract)}/${to}`}>
      <Csrf frame={frame} />
      <input type="hidden" name="seen" value={statement.sha256} />
      {children}
    </form>
  );
}

function Step({ frame, step }: { frame: Frame; step: StepView }) {
  const { line } = step;
  return (
    <li class={step.current ? undefined : 'quiet'}>
      <time datetime={step.at}>{moment(step.at)}</time> <b>{frame.word(`status.${step.state}`, step.state)}</b>{' '}
      {step.by}
      {line === undefined
        ? null
        : ` · ${subjectWords(frame, line.section as Section, line.subject)} ${frame.word(`line.${line.section}.${line.line}`)}`}
      {step.reason === undefined ? null : <> · {step.reason}</>}
      {step.answer === undefined ? null : <> · {frame.t('my.answered', { answer: step.answer })}</>}
      {step.current ? null : <small> {frame.t('my.changedSince')}</small>}
    </li>
  );
}

function Signature({ frame, party, given }: { frame: Frame; party: Party; given: readonly SignatureView[] }) {
  const { t } = frame;
  const last = given.at(-1);
  return (
    <>
      <dt>{t(`statement.party.${party}`)}</dt>
      <dd>
        {last === undefined ? t('statement.unsigned') : `${last.by} · ${moment(last.at)}`}
        {last === undefined || last.current ? null : <small> {t('statement.void')}</small>}
      </dd>
    </>
  );
}
