/** The first page of a cooperative: the season, what is due and overdue, and what waits for whom. */
import type { Season } from '../../../calendar/seasons';
import { daysBetween } from '../../../domain/calendar';
import type { DebtDue } from '../../../contracts/due-list.service';
import type { SeasonHeads } from '../../../seasons/season-heads';
import { BarChart, type Bar } from '../../kit/charts/bars';
import type { Tone } from '../../kit/charts/chart';
import { heads, longDate, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { debtName } from '../../../i18n/debt-names';
import { SeasonsChart } from '../contracts/contract-charts.view';
import { ContractLink, DebtState, Figure, headsOfClasses, HouseholdLink, Scroll } from '../../kit/parts';

/** One debt on the list. */
export interface DueRow {
  readonly contract: string;
  readonly household: { readonly code: string; readonly name: string };
  readonly debt: DebtDue;
  /** All of its contract. */
  readonly debts: readonly DebtDue[];
}

export interface HomeView {
  readonly today: string;
  readonly season?: Season;
  readonly contracts: number;
  readonly households: number;
  readonly leased: ReadonlyMap<string, number>;
  readonly overdue: { readonly contracts: number; readonly heads: number };
  readonly soon: { readonly contracts: number; readonly heads: number };
  /** The last seasons, oldest first. */
  readonly sums: readonly SeasonHeads[];
  readonly arrears: readonly ArrearsOfClass[];
  /** The most pressing first; cut to what fits a page. */
  readonly due: readonly DueRow[];
  /** What waits, and for whom. */
  readonly waiting: readonly Waiting[];
}

/** How long something has been overdue, in days. */
export const AGES = [
  { name: 'quarter', upTo: 90 },
  { name: 'year', upTo: 365 },
  { name: 'longer', upTo: Infinity },
] as const;

/** Heads of one class that are overdue, one number for each of `AGES`. */
export interface ArrearsOfClass {
  readonly class: string;
  readonly heads: readonly number[];
}

export interface Waiting {
  readonly what: 'drafts' | 'approvals' | 'presented' | 'disputed' | 'changed';
  readonly count: number;
  readonly href: string;
}

export function HomePage({ view }: { view: HomeView }) {
  const { frame, t, locale } = useFrame();
  const leased = [...view.leased.values()].reduce((sum, n) => sum + n, 0);
  return (
    <Page title={t('nav.home')}>
      <SeasonHead view={view} />
      <section class="figures" aria-label={t('home.figures')}>
        <Figure
          name={t('home.contracts')}
          value={wholeNumber(locale, view.contracts)}
          href={addressOf(frame, 'contracts')}
        />
        <Figure
          name={t('home.households')}
          value={wholeNumber(locale, view.households)}
          href={addressOf(frame, 'households')}
        />
        <Figure
          name={t('home.leased')}
          value={heads(locale, leased)}
          note={headsOfClasses(frame, [...view.leased].slice(0, 3))}
        />
        <Figure
          name={t('home.overdue')}
          value={heads(locale, view.overdue.heads)}
          note={t('home.inContracts', { count: view.overdue.contracts })}
          href={`${addressOf(frame, 'contracts')}?due=overdue`}
        />
        <Figure
          name={t('home.soon')}
          value={heads(locale, view.soon.heads)}
          note={t('home.inContracts', { count: view.soon.contracts })}
          href={`${addressOf(frame, 'contracts')}?due=soon`}
        />
      </section>
      <WaitingList waiting={view.waiting} />
      <article>
        <h2>{t('home.dueList')}</h2>
        {view.due.length === 0 ? <p>{t('home.nothingDue')}</p> : <DueTable rows={view.due} today={view.today} />}
      </article>
      <Charts view={view} />
    </Page>
  );
}

function Charts({ view }: { view: HomeView }) {
  const { frame, t, locale } = useFrame();
  const bar = (name: string, tone: Tone, value: number): Bar => ({ name, tone, value, text: heads(locale, value) });
  const tones: readonly Tone[] = ['second', 'third', 'first'];
  const arrears = view.arrears.map((of) => ({
    name: frame.word(`class.${of.class}`),
    bars: AGES.map(({ name }, i) => bar(t(`chart.age.${name}`), tones[i] ?? 'first', of.heads[i] ?? 0)),
  }));
  if (view.sums.length === 0 && arrears.length === 0) return null;
  return (
    <article class="charts">
      <SeasonsChart seasons={view.sums} />
      {arrears.length === 0 ? null : <BarChart title={t('chart.arrears')} groups={arrears} />}
    </article>
  );
}

function SeasonHead({ view }: { view: HomeView }) {
  const { frame, t, locale } = useFrame();
  const { season, today } = view;
  if (!season)
    return (
      <hgroup>
        <h1>{t('nav.home')}</h1>
        <p>
          {t('home.noSeason', { today: longDate(locale, today) })}{' '}
          <a href={addressOf(frame, 'seasons')}>{t('nav.seasons')}</a>
        </p>
      </hgroup>
    );
  return (
    <hgroup>
      <h1>
        <a href={addressOf(frame, 'seasons', season.code)}>{season.name ?? season.code}</a>
      </h1>
      <p>
        {t('home.season', {
          from: longDate(locale, season.from),
          to: longDate(locale, season.to),
          days: Math.max(0, daysBetween(today, season.to)),
        })}
      </p>
    </hgroup>
  );
}

function WaitingList({ waiting }: { waiting: readonly Waiting[] }) {
  const frame = useFrame();
  const open = waiting.filter(({ count }) => count > 0);
  if (open.length === 0) return null;
  return (
    <article>
      <h2>{frame.t('home.waiting')}</h2>
      <ul class="waiting">
        {open.map(({ what, count, href }) => (
          <li key={href}>
            <a href={href}>{frame.t(`home.waiting.${what}`, { count })}</a>
          </li>
        ))}
      </ul>
    </article>
  );
}

export function DueTable({ rows, today }: { rows: readonly DueRow[]; today: string }) {
  const { frame, t, locale } = useFrame();
  return (
    <Scroll label={t('home.dueList')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('column.household')}</th>
            <th scope="col">{t('column.owed')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col" class="num">
              {t('column.unsettled')}
            </th>
            <th scope="col">{t('column.dueOn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ contract, household, debt, debts }) => (
            <tr key={`${contract} ${debt.subject}`}>
              <td>
                <ContractLink number={contract} />
              </td>
              <td>
                <HouseholdLink {...household} />
              </td>
              <td>{debtName(frame, debt, debts)}</td>
              <td>
                <DebtState debt={debt} today={today} />
              </td>
              <td class="num" data-label={t('column.unsettled')}>
                {heads(locale, debt.arrears > 0 ? debt.arrears : (debt.next?.heads ?? 0))}
              </td>
              <td data-label={t('column.dueOn')}>{debt.overdueSince ?? debt.next?.on ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
