/** Households: the list, and one with all its contracts beside each other. */
import type { Fen } from '../../../domain/quantity/money';
import { money, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page, queryOf } from '../../kit/page';
import { ContractsTable, type ContractsRow } from '../contracts/contracts.view';
import { AsShown, Figure, HouseholdLink, NextPage, Scroll } from '../../kit/parts';

export interface HouseholdsView {
  readonly rows: readonly { readonly code: string; readonly name: string; readonly contracts: number }[];
  readonly next?: string;
}

export interface HouseholdView {
  readonly household: { readonly code: string; readonly name: string; readonly note: string | null };
  readonly contracts: readonly ContractsRow[];
  readonly today: string;
  /** Beside each other: what is owed under one contract is not paid by another. */
  readonly owesFen: Fen;
  readonly isOwedFen: Fen;
}

export function HouseholdsPage({ view }: { view: HouseholdsView }) {
  const { frame, t, place } = useFrame();
  return (
    <Page title={t('nav.households')}>
      <div class="head">
        <h1>{t('nav.households')}</h1>
        {place?.roles.has('clerk') || place?.roles.has('administrator') ? (
          <a role="button" href={addressOf(frame, 'households', 'new')} data-key="n">
            {t('households.new')}
          </a>
        ) : null}
      </div>
      <article>
        <form class="filters" method="get">
          <label>
            {t('households.search')}
            <input
              type="search"
              name="q"
              data-key="/"
              data-key-name={t('households.search')}
              value={frame.query['q'] ?? ''}
            />
          </label>
          <button type="submit">{t('list.filter')}</button>
        </form>
        {view.rows.length === 0 ? <p>{t('list.empty')}</p> : <HouseholdsTable view={view} />}
        <NextPage cursor={view.next} />
        <AsShown list="households" />
      </article>
    </Page>
  );
}

function HouseholdsTable({ view }: { view: HouseholdsView }) {
  const { frame, t } = useFrame();
  return (
    <Scroll label={t('nav.households')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.household')}</th>
            <th scope="col">{t('column.code')}</th>
            <th scope="col" class="num">
              {t('nav.contracts')}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <tr key={row.code}>
              <th scope="row">
                <HouseholdLink {...row} />
              </th>
              <td data-label={t('column.code')}>{row.code}</td>
              <td class="num" data-label={t('nav.contracts')}>
                {wholeNumber(frame.locale, row.contracts)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const CARD_READERS = ['clerk', 'administrator', 'auditor'] as const;

export function HouseholdPage({ view }: { view: HouseholdView }) {
  const { frame, t, locale, place } = useFrame();
  const { household } = view;
  return (
    <Page title={household.name}>
      <div class="head">
        <hgroup>
          <h1>{household.name}</h1>
          <p>{household.code}</p>
        </hgroup>
        {place?.roles.has('clerk') ? (
          <a
            role="button"
            href={`${addressOf(frame, 'contracts', 'new')}?${queryOf({ household: household.code })}`}
            data-key="n"
          >
            {t('contracts.new')}
          </a>
        ) : null}
      </div>
      {place && CARD_READERS.some((role) => place.roles.has(role)) ? (
        <p>
          <a href={addressOf(frame, 'households', household.code, 'cards')}>
            {t('cards.title', { household: household.name })}
          </a>
        </p>
      ) : null}
      {household.note === null ? null : <p class="note">{household.note}</p>}
      <section class="figures" aria-label={t('home.figures')}>
        <Figure name={t('households.owes')} value={money(locale, view.owesFen)} />
        <Figure name={t('households.isOwed')} value={money(locale, view.isOwedFen)} note={t('households.notNetted')} />
      </section>
      <article>
        <h2>{t('nav.contracts')}</h2>
        {view.contracts.length === 0 ? (
          <p>{t('list.empty')}</p>
        ) : (
          <ContractsTable view={{ rows: view.contracts, today: view.today }} />
        )}
      </article>
    </Page>
  );
}
