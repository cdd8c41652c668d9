/** One contract: who and what, both books with the reason behind every figure, what may be entered, and everything that happened. */
import { LineChart } from '../../kit/charts/lines';
import { longDate, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { Balances } from './balances.view';
import { FlockChart } from './contract-charts.view';
import type { ContractPageView, CourseView } from './contract.types';
import { HouseholdLink, Tag } from '../../kit/parts';
import { EntryWays, Timeline } from './timeline.view';
import { PlanTable, TermsSummary } from './terms-summary.view';

export function ContractPage({ view }: { view: ContractPageView }) {
  const { frame, t } = useFrame();
  const { contract } = view;
  return (
    <Page title={`${contract.number} ${contract.household.name}`}>
      <ContractHead view={view} />
      {contract.state === 'draft' ? <Draft view={view} /> : null}
      {view.balances && view.timeline ? (
        <Balances view={view.balances} today={view.on} shown={new Set(view.timeline.events.map(({ id }) => id))} />
      ) : null}
      {view.course && view.course.days.length > 0 ? <Course course={view.course} /> : null}
      {view.timeline && frame.place?.roles.has('clerk') ? (
        <EntryWays number={contract.number} isEnded={contract.isEnded ?? false} />
      ) : null}
      <article>
        <details open={contract.state === 'draft'}>
          <summary>{t('contract.terms')}</summary>
          <TermsSummary terms={view.terms} />
          <h2>{t('contract.plan')}</h2>
          <PlanTable plan={view.plan} />
        </details>
      </article>
      {view.timeline ? (
        <Timeline
          number={contract.number}
          view={view.timeline}
          debts={view.balances?.debts.map(({ debt }) => debt) ?? []}
        />
      ) : null}
    </Page>
  );
}

function Course({ course }: { course: CourseView }) {
  const { t, locale } = useFrame();
  return (
    <article class="charts">
      <FlockChart course={course} />
      {course.feed.every((fen) => fen === 0) ? null : (
        <LineChart
          title={t('chart.feed')}
          days={course.days}
          lines={[{ name: t('chart.feed'), tone: 'third', values: course.feed }]}
          text={(fen) => wholeNumber(locale, Math.round(fen / 100))}
        />
      )}
    </article>
  );
}

function ContractHead({ view }: { view: ContractPageView }) {
  const { t, locale } = useFrame();
  const { contract, on, today } = view;
  return (
    <>
      <div class="head">
        <hgroup>
          <h1>
            {t('contract.title', { number: contract.number })}{' '}
            {contract.state === 'draft' ? (
              <Tag tone="warn">{t('contracts.draft')}</Tag>
            ) : contract.isEnded ? (
              <Tag tone="quiet">{t('contracts.ended')}</Tag>
            ) : null}
          </h1>
          <p>
            <HouseholdLink {...contract.household} />
            {contract.keeper ? (
              <>
                {' · '}
                {t('contract.keeper')} <HouseholdLink {...contract.keeper} />
              </>
            ) : null}
            {' · '}
            {longDate(locale, contract.from)} –{' '}
            {contract.to === null ? t('contract.open') : longDate(locale, contract.to)}
          </p>
        </hgroup>
        {contract.state === 'draft' ? null : (
          <form class="filters" method="get">
            <label>
              {t('contract.asOf')}
              <input type="date" name="on" value={on} max={today} />
            </label>
            <button type="submit" class="outline">
              {t('contract.look')}
            </button>
          </form>
        )}
      </div>
      {on === today ? null : <p class="told wait">{t('contract.seenFrom', { on: longDate(locale, on) })}</p>}
      {contract.note === null ? null : <p class="note">{contract.note}</p>}
    </>
  );
}

/** A draft is not in force: the branch puts it in force, a clerk may still change it. */
function Draft({ view }: { view: ContractPageView }) {
  const { frame, t, place } = useFrame();
  const address = addressOf(frame, 'contracts', view.contract.number);
  return (
    <article>
      <p>{t('contract.isDraft')}</p>
      <div class="actions">
        {place?.roles.has('clerk') ? (
          <a role="button" class="outline" href={`${address}/edit`}>
            {t('contract.edit')}
          </a>
        ) : null}
        {place?.roles.has('clerk') || place?.roles.has('branch') ? (
          <form method="post" action={`${address}/activate`}>
            <Csrf />
            <input type="hidden" name="version" value={String(view.contract.version)} />
            <button type="submit">{t('contract.activate')}</button>
          </form>
        ) : null}
      </div>
    </article>
  );
}
