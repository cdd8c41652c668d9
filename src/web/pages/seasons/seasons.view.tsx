/** Seasons: the list, and one with its settlement, its statements, and its close. */
import type { Season } from '../../../calendar/seasons';
import type { AnyCode } from '../../../common/error-table';
import { parseMoney } from '../../../domain/quantity/money';
import { CLOSED_STATES, OPEN_STATES } from '../../../domain/statement/workflow';
import { message } from '../../../i18n/messages';
import type { JobView } from '../../../jobs/job';
import type { RunView } from '../../../jobs/runs.service';
import type { StatementLine } from '../../../domain/statement/statement-lines';
import type { FilterState } from '../../../seasons/season-list.queries';
import type { StatementView } from '../../../statements/statements.queries';
import { heads, longDate, wholeNumber } from '../../../i18n/format';
import { addressOf, type Frame, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { isActive, JobState, REFRESH_SECONDS } from '../exports/jobs.view';
import { debtsOfStatement, subjectWords } from '../../../i18n/debt-names';
import { AsShown, cashWords, ContractLink, NextPage, Scroll, Tag } from '../../kit/parts';

export interface SeasonsView {
  readonly seasons: readonly Season[];
}

export interface SeasonView {
  readonly season: Season;
  /** All before it are closed. */
  readonly isNext: boolean;
  readonly statements: readonly StatementView[];
  /** Only statements in this state are shown. */
  readonly state?: FilterState;
  /** The last settlement, when it was of this season. */
  readonly run?: RunView;
  /** The last time the reader presented all of it. */
  readonly presenting?: JobView;
  readonly next?: string;
}

export function SeasonsPage({ view }: { view: SeasonsView }) {
  const { frame, t, place } = useFrame();
  return (
    <Page title={t('nav.seasons')}>
      <div class="head">
        <h1>{t('nav.seasons')}</h1>
        {place?.roles.has('clerk') ? (
          <a role="button" href={addressOf(frame, 'seasons', 'new')}>
            {t('seasons.new')}
          </a>
        ) : null}
      </div>
      <article>
        {view.seasons.length === 0 ? <p>{t('seasons.none')}</p> : null}
        <Scroll label={t('nav.seasons')}>
          <table class="stack">
            <tbody>
              {view.seasons.map((season) => (
                <tr key={season.code}>
                  <th scope="row">
                    <a href={addressOf(frame, 'seasons', season.code)}>{season.name ?? season.code}</a>
                  </th>
                  <td>
                    {season.from} – {season.to}
                  </td>
                  <td>
                    <SeasonState season={season} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <AsShown list="seasons" />
      </article>
    </Page>
  );
}

function SeasonState({ season }: { season: Season }) {
  const frame = useFrame();
  return season.closed ? (
    <Tag tone="quiet">{frame.t('seasons.closed')}</Tag>
  ) : (
    <Tag tone="ok">{frame.t('seasons.open')}</Tag>
  );
}

export function SeasonPage({ view }: { view: SeasonView }) {
  const { frame, t, locale } = useFrame();
  const { season, run, statements } = view;
  const isRunning = run?.state === 'running' || isActive(view.presenting);
  return (
    <Page title={season.name ?? season.code} {...(isRunning ? { refreshSeconds: REFRESH_SECONDS } : {})}>
      <hgroup>
        <h1>
          {season.name ?? season.code} <SeasonState season={season} />
        </h1>
        <p>
          {longDate(locale, season.from)} – {longDate(locale, season.to)}
        </p>
      </hgroup>
      {season.closed ? null : <Steps view={view} isRunning={isRunning} />}
      <article>
        <h2>{t('seasons.statements')}</h2>
        <StateFilter view={view} />
        {statements.length === 0 ? <p>{t('list.empty')}</p> : <StatementsTable view={view} />}
        <NextPage cursor={view.next} />
        <p>
          <a href={`${addressOf(frame, 'statements')}?season=${encodeURIComponent(season.code)}`}>
            {t('statements.all')}
          </a>
        </p>
      </article>
    </Page>
  );
}

/** Settle, present, close: in this order, each as often as it takes. */
function Steps({ view, isRunning }: { view: SeasonView; isRunning: boolean }) {
  const { t, place } = useFrame();
  const { season, run, isNext } = view;
  const isClerk = place?.roles.has('clerk') ?? false;
  const isBranch = place?.roles.has('branch') ?? false;
  return (
    <article>
      <h2>{t('seasons.steps')}</h2>
      {run ? <Run run={run} /> : null}
      {run?.state === 'running' && (isClerk || isBranch) ? <StopForm season={season} /> : null}
      {view.presenting ? (
        <div role="status">
          {t('seasons.present')} <JobState job={view.presenting} />
        </div>
      ) : null}
      <p>{t(isNext ? 'seasons.stepsHint' : 'seasons.notNext')}</p>
      <div class="actions">
        {isClerk || isBranch ? <StepButton season={season} step="settle" isDisabled={isRunning} /> : null}
        {isClerk ? <StepButton season={season} step="present" isDisabled={isRunning} /> : null}
        {isClerk || isBranch ? <StepButton season={season} step="close" isDisabled={isRunning || !isNext} /> : null}
      </div>
    </article>
  );
}

interface StepProps {
  readonly season: Season;
  readonly step: 'settle' | 'present' | 'close';
  readonly isDisabled: boolean;
}

function StepButton({ season, step, isDisabled }: StepProps) {
  const frame = useFrame();
  return (
    <form method="post" action={`${addressOf(frame, 'seasons', season.code)}/${step}`}>
      <Csrf />
      <button type="submit" class={step === 'close' ? 'outline' : undefined} disabled={isDisabled}>
        {frame.t(`seasons.${step}`)}
      </button>
    </form>
  );
}

function StopForm({ season }: { season: Season }) {
  const frame = useFrame();
  return (
    <form method="post" action={addressOf(frame, 'seasons', season.code, 'settle', 'stop')}>
      <Csrf />
      <button type="submit" class="plain">
        {frame.t('run.stop')}
      </button>
    </form>
  );
}

function Run({ run }: { run: RunView }) {
  const { t, locale } = useFrame();
  const done = run.state === 'failed' ? run.done - run.failed : run.done;
  // How many there are is known when it begins.
  const state = run.state === 'running' && run.total === 0 ? 'waiting' : run.state;
  return (
    <div role="status">
      <p>
        {t(`run.${state}`, { done: wholeNumber(locale, done), total: wholeNumber(locale, run.total) })}
        {run.remainingSeconds === undefined ? null : ` ${t('run.remaining', { seconds: run.remainingSeconds })}`}
      </p>
      {run.state === 'running' ? (
        <progress aria-label={t('seasons.settle')} value={run.done} max={Math.max(1, run.total)} />
      ) : null}
      {run.failures.length === 0 ? null : (
        <ul class="faults">
          {run.failures.map((f) => (
            <li key={f.contract}>
              {f.contract} {message(locale, f.code as AnyCode)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a statement closes with: every debt's heads, and the cash. */
export function closings(frame: Frame, statement: StatementView): { owed: string; cash: string } {
  const lines = statement.lines.filter((l) => l.line === 'closing');
  const debts = debtsOfStatement(statement);
  const owed = lines
    .filter((l) => l.section === 'owed')
    .map((l) => `${subjectWords(frame, 'owed', l.subject, debts)} ${heads(frame.locale, Number(l.quantity))}`);
  const cash = lines.find((l) => l.section === 'cash');
  return { owed: owed.join(frame.t('list.comma')), cash: cash ? cashWords(frame, parseMoney(cash.quantity)) : '' };
}

/** What is owed in cash before or after the season, not what moved in it: it is said in words who owes whom. */
export function isCashBalance({ section, line }: Pick<StatementLine, 'section' | 'line'>): boolean {
  return section === 'cash' && (line === 'opening' || line === 'closing');
}

export function StateTag({ status }: { status: StatementView['status'] }) {
  const frame = useFrame();
  const tone = { draft: 'quiet', presented: 'warn', confirmed: 'ok', disputed: 'bad', closed_confirmed: 'ok', closed_unconfirmed: 'quiet' } as const; // prettier-ignore
  return <Tag tone={tone[status]}>{frame.word(`status.${status}`)}</Tag>;
}

/** The states a statement of this season can be in, as ways to the list of those only. */
function StateFilter({ view }: { view: SeasonView }) {
  const frame = useFrame();
  const address = addressOf(frame, 'seasons', view.season.code);
  const way = (state: FilterState | undefined, text: string) => (
    <a
      key={text}
      href={state === undefined ? address : `${address}?state=${state}`}
      aria-current={view.state === state ? 'true' : undefined}
    >
      {text}
    </a>
  );
  return (
    <nav class="pages" aria-label={frame.t('list.filter')}>
      {way(undefined, frame.t('list.all'))}
      {(view.season.closed ? CLOSED_STATES : OPEN_STATES).map((state) => way(state, frame.word(`status.${state}`)))}
      {view.season.closed ? null : way('changed', frame.t('seasons.changed'))}
    </nav>
  );
}

function StatementsTable({ view }: { view: SeasonView }) {
  const { frame, t } = useFrame();
  return (
    <Scroll label={t('seasons.statements')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.statement')}</th>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col" class="num">
              {t('column.stillOwed')}
            </th>
            <th scope="col" class="num">
              {t('column.cash')}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.statements.map((s) => {
            const { owed, cash } = closings(frame, s);
            return (
              <tr key={s.number}>
                <th scope="row">
                  <a href={addressOf(frame, 'statements', s.season, s.contract)}>{s.number}</a>
                </th>
                <td>
                  <ContractLink number={s.contract} />
                </td>
                <td>
                  <StateTag status={s.status} />
                  {s.isChanged ? <small class="below">{t('seasons.changed')}</small> : null}
                </td>
                <td class="num">{owed}</td>
                <td class="num">{cash}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
