/** The statements of a season, its filters kept in the address; what it shows can be taken along as a file. */
import type { Season } from '../../../calendar/seasons';
import type { Fen } from '../../../domain/quantity/money';
import { STATEMENT_STATES } from '../../../domain/statement/workflow';
import type { StatementView } from '../../../statements/statements.queries';
import { heads, money } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { AsShown, ContractLink, HouseholdLink, NextPage, Scroll, Tag } from '../../kit/parts';
import { StateTag } from '../seasons/seasons.view';

export interface StatementRow {
  readonly statement: StatementView;
  readonly household: { readonly code: string; readonly name: string };
  /** Of all obligations. */
  readonly headsOwed: number;
  readonly headsOverdue: number;
  /** + = the household owes. */
  readonly cashFen: Fen;
}

export interface StatementsView {
  readonly seasons: readonly Season[];
  readonly season?: Season;
  readonly rows: readonly StatementRow[];
  readonly next?: string;
}

export function StatementsPage({ view }: { view: StatementsView }) {
  const { t } = useFrame();
  return (
    <Page title={t('statements.title')}>
      <h1>{t('statements.title')}</h1>
      <article>
        <Filters view={view} />
        {view.rows.length === 0 ? <p>{t('list.empty')}</p> : <StatementsTable rows={view.rows} />}
        <NextPage cursor={view.next} />
        <AsShown list="statements" />
      </article>
    </Page>
  );
}

function Filters({ view }: { view: StatementsView }) {
  const { frame, t, query } = useFrame();
  return (
    <form class="filters" method="get">
      <label>
        {t('exports.season')}
        <select name="season">
          {view.seasons.toReversed().map((s) => (
            <option key={s.code} value={s.code} selected={s.code === view.season?.code}>
              {s.name ?? s.code}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('contracts.search')}
        <input type="search" name="q" value={query['q'] ?? ''} />
      </label>
      <label>
        {t('column.state')}
        <select name="state">
          <option value="">{t('list.all')}</option>
          {STATEMENT_STATES.map((state) => (
            <option key={state} value={state} selected={query['state'] === state}>
              {frame.word(`status.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('column.owed')}
        <select name="owes">
          <option value="">{t('list.all')}</option>
          {(['heads', 'cash', 'overdue'] as const).map((owes) => (
            <option key={owes} value={owes} selected={query['owes'] === owes}>
              {t(`statements.${owes}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{t('list.filter')}</button>
    </form>
  );
}

function StatementsTable({ rows }: { rows: readonly StatementRow[] }) {
  const { frame, t, locale } = useFrame();
  return (
    <Scroll label={t('statements.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.statement')}</th>
            <th scope="col">{t('column.household')}</th>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col" class="num">
              {t('column.stillOwed')}
            </th>
            <th scope="col" class="num">
              {t('statements.overdue')}
            </th>
            <th scope="col" class="num">
              {t('column.cash')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ statement, household, headsOwed, headsOverdue, cashFen }) => (
            <tr key={statement.number}>
              <th scope="row">
                <a href={addressOf(frame, 'statements', statement.season, statement.contract)}>{statement.number}</a>
              </th>
              <td>
                <HouseholdLink {...household} />
              </td>
              <td>
                <ContractLink number={statement.contract} />
              </td>
              <td>
                <StateTag status={statement.status} />
              </td>
              <td class="num" data-label={t('column.stillOwed')}>
                {heads(locale, headsOwed)}
              </td>
              <td class="num" data-label={t('statements.overdue')}>
                {headsOverdue === 0 ? '–' : <Tag tone="bad">{heads(locale, headsOverdue)}</Tag>}
              </td>
              <td class="num" data-label={t('column.cash')}>
                {money(locale, cashFen)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
