/** Both books of a contract: heads owed and cash, never netted; behind every figure the events that make it. */
import type { ComponentChildren } from 'preact';
import type { DueStep } from '../../../domain/obligations/plan';
import { heads, money, wholeNumber } from '../../../i18n/format';
import { whyBelowZero } from '../../../i18n/stock-words';
import { useFrame } from '../../kit/frame';
import { queryOf } from '../../kit/page';
import type { BalancesView, CashLineView, DebtView, Reason, StockView } from './contract.types';
import { debtName, type NamedDebt } from '../../../i18n/debt-names';
import { cashWords, DebtState, depositWords, openFirst, Scroll } from '../../kit/parts';
import { Pair } from '../../kit/pair';
import { obligationWords } from './terms-summary.view';

interface BalancesProps {
  readonly view: BalancesView;
  readonly today: string;
  /** Ids of the events that the page itself shows. */
  readonly shown: ReadonlySet<string>;
}

export function Balances({ view, today, shown }: BalancesProps) {
  const { frame, t } = useFrame();
  const debts = view.debts.map(({ debt }) => debt);
  return (
    <div class="books">
      <article>
        <h2>{t('books.heads')}</h2>
        {view.debts.length === 0 ? <p>{t('books.noDebt')}</p> : null}
        {openFirst(view.debts).map((debt) => (
          <Debt key={debt.debt.subject} view={debt} debts={debts} today={today} shown={shown} />
        ))}
      </article>
      <article>
        <h2>{t('books.cash')}</h2>
        <p class={`big ${view.cashFen > 0 ? 'owes' : ''}`}>{cashWords(frame, view.cashFen)}</p>
        {view.cash.map((line) => (
          <CashLine key={line.line} view={line} shown={shown} />
        ))}
        {view.deposits.length === 0 ? null : (
          <Why summary={depositWords(frame, view.depositFen)}>
            <Reasons shown={shown} reasons={view.deposits} label={t('books.deposit')} />
          </Why>
        )}
      </article>
      <article>
        <h2>{t('books.stock')}</h2>
        {view.stock.length === 0 ? <p>{t('list.none')}</p> : null}
        {view.stock.map((stock) => (
          <Stock key={`${stock.book}:${stock.class}`} view={stock} shown={shown} />
        ))}
      </article>
    </div>
  );
}

interface DebtProps extends Omit<BalancesProps, 'view'> {
  readonly view: DebtView;
  readonly debts: readonly NamedDebt[];
}

function Debt({ view, debts, today, shown }: DebtProps) {
  const { frame, t, locale } = useFrame();
  const { debt } = view;
  const open = debt.total - debt.settled;
  return (
    <section class="debt">
      <h3>
        {debtName(frame, debt, debts)} <DebtState debt={debt} today={today} />
      </h3>
      <p class={`big ${debt.arrears > 0 ? 'owes' : ''}`}>
        {open >= 0 ? t('owed.still', { heads: heads(locale, open) }) : t('owed.ahead', { heads: heads(locale, -open) })}
      </p>
      <dl class="pairs">
        <Pair name={t('owed.total')} value={heads(locale, debt.total)} />
        <Pair name={t('owed.due')} value={heads(locale, debt.due)} />
        <Pair name={t('owed.settled')} value={heads(locale, debt.settled)} />
        <Pair name={t('owed.arrears')} value={heads(locale, debt.arrears)} />
        {debt.next ? <Pair name={t('owed.next', { on: debt.next.on })} value={heads(locale, debt.next.heads)} /> : null}
      </dl>
      <Why summary={t('books.why')}>
        {view.obligation ? <p>{obligationWords(frame, view.obligation)}</p> : null}
        {view.steps ? <Steps steps={view.steps} /> : null}
        <Reasons shown={shown} reasons={view.changedBy} label={t('owed.changedBy')} />
        <Reasons shown={shown} reasons={view.settledBy} label={t('owed.settledBy')} />
      </Why>
    </section>
  );
}

type PartProps<View> = Pick<BalancesProps, 'shown'> & { readonly view: View };

function CashLine({ view, shown }: PartProps<CashLineView>) {
  const frame = useFrame();
  const name = frame.word(`line.cash.${view.line}`);
  const summary = (
    <>
      {name} <span class="right">{money(frame.locale, view.fen)}</span>
    </>
  );
  return (
    <Why summary={summary}>
      {view.line === 'rent' ? (
        <p>{frame.t('books.rent')}</p>
      ) : (
        <Reasons shown={shown} reasons={view.because} label={name} />
      )}
    </Why>
  );
}

function Stock({ view, shown }: PartProps<StockView>) {
  const frame = useFrame();
  const name = `${frame.word(`book.${view.book}`)} · ${frame.word(`class.${view.class}`)}`;
  const summary = (
    <>
      {name} <span class="right">{heads(frame.locale, view.heads)}</span>
    </>
  );
  return (
    <Why summary={summary}>
      {view.heads < 0 ? <p>{whyBelowZero(frame, view.class)}</p> : null}
      <Reasons shown={shown} reasons={view.because} label={name} />
    </Why>
  );
}

/** A figure that opens to show where it comes from. */
function Why({ summary, children }: { summary: ComponentChildren; children: ComponentChildren }) {
  return (
    <details class="why">
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

function Steps({ steps }: { steps: readonly DueStep[] }) {
  const { t, locale } = useFrame();
  if (steps.length === 0) return null;
  return (
    <table class="small">
      <caption>{t('contract.plan')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.dueOn')}</th>
          <th scope="col" class="num">
            {t('plan.added')}
          </th>
          <th scope="col" class="num">
            {t('plan.due')}
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step.on}>
            <td>{step.on}</td>
            <td class="num">{wholeNumber(locale, step.added)}</td>
            <td class="num">{wholeNumber(locale, step.due)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ReasonsProps extends Pick<BalancesProps, 'shown'> {
  readonly reasons: readonly Reason[];
  readonly label: string;
}

function Reasons({ shown, reasons, label }: ReasonsProps) {
  const frame = useFrame();
  if (reasons.length === 0) return null;
  const { after: _after, ...kept } = frame.query;
  // Of an event further back the part of the timeline is opened that shows it.
  const pageOf = (id: string): string => (shown.has(id) ? '' : `?${queryOf({ ...kept, event: id })}`);
  return (
    <Scroll label={label}>
      <table class="small">
        <caption>{label}</caption>
        <tbody>
          {reasons.map((r, i) => (
            <tr key={`${r.id} ${i}`}>
              <td>{r.on}</td>
              <td>
                <a href={`${pageOf(r.id)}#e-${r.id}`}>{frame.word(`kind.${r.kind}`)}</a>
                {r.bookedOn === r.on ? null : <small> {frame.t('event.bookedOn', { on: r.bookedOn })}</small>}
              </td>
              <td class="num">{r.fen === undefined ? r.heads : money(frame.locale, r.fen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
