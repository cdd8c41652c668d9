/** The list of contracts, its filters kept in the address. */
import type { DebtDue } from '../../../contracts/due-list.service';
import type { Fen } from '../../../domain/quantity/money';
import { amount, heads, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import type { PageKey } from '../../../i18n/pages';
import { debtName } from '../../../i18n/debt-names';
import { AsShown, ContractLink, DebtState, HouseholdLink, NextPage, Scroll, Tag } from '../../kit/parts';

export interface ContractsRow {
  readonly number: string;
  readonly household: { readonly code: string; readonly name: string };
  readonly from: string;
  readonly to: string | null;
  readonly state: 'draft' | 'active' | 'ended';
  readonly debts: readonly DebtDue[];
  readonly cashFen: Fen;
}

export interface ContractsView {
  readonly today: string;
  readonly rows: readonly ContractsRow[];
  readonly next?: string;
}

export function ContractsPage({ view }: { view: ContractsView }) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('nav.contracts')}>
      <div class="head">
        <h1>{t('nav.contracts')}</h1>
        {frame.place?.roles.has('clerk') ? (
          <a role="button" href={addressOf(frame, 'contracts', 'new')} data-key="n">
            {t('contracts.new')}
          </a>
        ) : null}
      </div>
      <article>
        <Filters />
        {view.rows.length === 0 ? <p>{t('list.empty')}</p> : <ContractsTable view={view} />}
        <NextPage cursor={view.next} />
        <AsShown list="contracts" />
      </article>
    </Page>
  );
}

function Filters() {
  const { t, query } = useFrame();
  return (
    <form class="filters" method="get">
      <label>
        {t('contracts.search')}
        <input type="search" name="q" data-key="/" data-key-name={t('contracts.search')} value={query['q'] ?? ''} />
      </label>
      <Choice name="due" label="contracts.due" values={['overdue', 'soon', 'ended']} />
      <Choice name="state" label="column.state" values={['active', 'draft']} />
      <button type="submit">{t('list.filter')}</button>
    </form>
  );
}

interface ChoiceProps {
  readonly name: 'due' | 'state';
  readonly label: PageKey;
  readonly values: readonly ('overdue' | 'soon' | 'ended' | 'active' | 'draft')[];
}

function Choice({ name, label, values }: ChoiceProps) {
  const frame = useFrame();
  return (
    <label>
      {frame.t(label)}
      <select name={name}>
        <option value="">{frame.t('list.all')}</option>
        {values.map((value) => (
          <option key={value} value={value} selected={frame.query[name] === value}>
            {frame.t(`contracts.${value}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ContractsTable({ view }: { view: Pick<ContractsView, 'rows' | 'today'> }) {
  const { t } = useFrame();
  return (
    <Scroll label={t('nav.contracts')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('column.household')}</th>
            <th scope="col">{t('column.owed')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col" class="num">
              {t('column.stillOwed')}
            </th>
            <th scope="col" class="num">
              {t('column.cash')}
            </th>
            <th scope="col">{t('column.term')}</th>
          </tr>
        </thead>
        {view.rows.map((row) => (
          <ContractRows key={row.number} row={row} today={view.today} />
        ))}
      </table>
    </Scroll>
  );
}

/** One contract: a row for each of its debts, what concerns the whole beside the first. */
function ContractRows({ row, today }: { row: ContractsRow; today: string }) {
  const { frame, t, locale } = useFrame();
  const rows = row.debts.length === 0 ? [undefined] : row.debts;
  return (
    <tbody>
      {rows.map((debt, i) => (
        <tr key={debt?.subject ?? ''}>
          {i > 0 ? null : (
            <>
              <th scope="rowgroup" rowspan={rows.length}>
                <ContractLink number={row.number} />
              </th>
              <td rowspan={rows.length}>
                <HouseholdLink {...row.household} />
              </td>
            </>
          )}
          <td>{debt ? debtName(frame, debt, row.debts) : ''}</td>
          <td>{debt ? <DebtState debt={debt} today={today} /> : <State state={row.state} />}</td>
          <td class="num">{debt ? <StillOwed debt={debt} /> : ''}</td>
          {i > 0 ? null : (
            <>
              <td class="num" rowspan={rows.length} data-label={t('column.cash')}>
                {row.state === 'draft' ? '–' : amount(locale, row.cashFen)}
              </td>
              <td rowspan={rows.length}>
                {row.from} – {row.to ?? t('contract.open')}
              </td>
            </>
          )}
        </tr>
      ))}
    </tbody>
  );
}

function State({ state }: { state: ContractsRow['state'] }) {
  const frame = useFrame();
  return <Tag tone={state === 'draft' ? 'warn' : 'quiet'}>{frame.t(`contracts.${state}`)}</Tag>;
}

function StillOwed({ debt }: { debt: DebtDue }) {
  const { frame, locale } = useFrame();
  return (
    <>
      {heads(locale, debt.total - debt.settled)}{' '}
      <small>{frame.t('due.of', { total: wholeNumber(locale, debt.total) })}</small>
    </>
  );
}
