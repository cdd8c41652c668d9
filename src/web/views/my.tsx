/** A herder's own page: what is owed and by when, in five seconds; what happened last, below. */
import { Ring } from '../charts/ring';
import { heads, longDate, money } from '../format';
import type { Frame } from '../frame';
import type { MyContract, MyPageView } from '../my.model';
import { Page } from '../page';
import type { DebtView, EventLineView } from './contract-view';
import { eventSummary } from './event-summary';
import { DebtState, myCashWords } from './parts';
import { StateTag } from './seasons';

/** Events that fit a telephone without scrolling for long. */
const EVENTS_SHOWN = 8;

export function MyPage({ frame, view }: { frame: Frame; view: MyPageView }) {
  const { t } = frame;
  return (
    <Page frame={frame} title={view.household} isNarrow isPlain>
      <hgroup>
        <h1>{t('my.title', { household: view.household })}</h1>
        <p>{t('my.on', { cooperative: view.cooperative, on: longDate(frame.locale, view.today) })}</p>
      </hgroup>
      {view.contracts.length === 0 ? <p>{t('my.none')}</p> : null}
      {view.contracts.map((contract) => (
        <Contract key={contract.view.contract.number} frame={frame} contract={contract} today={view.today} />
      ))}
    </Page>
  );
}

function Contract({ frame, contract, today }: { frame: Frame; contract: MyContract; today: string }) {
  const { t } = frame;
  const { contract: about, balances, timeline } = contract.view;
  const events = timeline?.events ?? [];
  return (
    <article class="mine">
      <h2>{t('my.contract', { number: about.number })}</h2>
      {openFirst(balances?.debts ?? []).map((debt) => (
        <Debt key={debt.debt.subject} frame={frame} view={debt} today={today} />
      ))}
      {balances ? <Cash frame={frame} fen={balances.cashFen} deposit={balances.depositFen} /> : null}
      <h3>{t('my.statements')}</h3>
      <ul class="links">
        {contract.statements.map(({ season, status }) => (
          <li key={season.code}>
            <a href={`/my/statements/${encodeURIComponent(season.code)}/${encodeURIComponent(about.number)}`}>
              {season.name ?? season.code}
            </a>{' '}
            <StateTag frame={frame} status={status} />
          </li>
        ))}
      </ul>
      <h3>{t('my.last')}</h3>
      <ul class="happened">
        {events.slice(0, EVENTS_SHOWN).map((event) => (
          <Happened key={event.id} frame={frame} number={about.number} event={event} />
        ))}
      </ul>
    </article>
  );
}

/** What is still owed stands above what is settled. */
function openFirst(debts: readonly DebtView[]): readonly DebtView[] {
  const open = ({ debt }: DebtView): boolean => debt.total > debt.settled;
  return [...debts.filter(open), ...debts.filter((d) => !open(d))];
}

function Debt({ frame, view, today }: { frame: Frame; view: DebtView; today: string }) {
  const { t, locale } = frame;
  const { debt } = view;
  const open = debt.total - debt.settled;
  const what = frame.word(`class.${debt.class}`);
  const done = t('my.returned', { settled: heads(locale, debt.settled), total: heads(locale, debt.total) });
  return (
    <section class="debt">
      <Ring
        done={debt.settled}
        total={debt.total}
        label={`${what}: ${done}`}
        caption={`${debt.settled}/${debt.total}`}
      />
      <div>
        <p class={`big ${debt.arrears > 0 ? 'owes' : ''}`}>
          {open > 0
            ? t('my.owes', { heads: heads(locale, open), what })
            : open === 0
              ? t('my.settled', { what })
              : t('my.ahead', { heads: heads(locale, -open), what })}
        </p>
        <p>{done}</p>
        <p>
          <DebtState frame={frame} debt={debt} today={today} /> {forecast(frame, view)}
        </p>
      </div>
    </section>
  );
}

/** Whether the household is on its way, in one sentence. */
function forecast(frame: Frame, { debt }: DebtView): string {
  const { t, locale } = frame;
  if (debt.arrears > 0)
    return t('my.behind', { heads: heads(locale, debt.arrears), on: longDate(locale, debt.overdueSince ?? '') });
  if (debt.next) return t('my.next', { heads: heads(locale, debt.next.heads), on: longDate(locale, debt.next.on) });
  return debt.total > debt.settled ? t('my.onTrack') : '';
}

function Cash({ frame, fen, deposit }: { frame: Frame; fen: number; deposit: number }) {
  const { t, locale } = frame;
  return (
    <section class="cash">
      <p class={`big ${fen > 0 ? 'owes' : ''}`}>{myCashWords(frame, fen)}</p>
      {deposit === 0 ? null : <p>{t('my.deposit', { amount: money(locale, deposit) })}</p>}
      <p class="below">{t('my.apart')}</p>
    </section>
  );
}

function Happened({ frame, number, event }: { frame: Frame; number: string; event: EventLineView }) {
  const { t } = frame;
  const slip = `/my/slips/${encodeURIComponent(number)}/${encodeURIComponent(event.id)}`;
  return (
    <li class={event.reversedBy === undefined ? undefined : 'undone'}>
      <time datetime={event.on}>{event.on}</time> <b>{frame.word(`kind.${event.kind}`)}</b>{' '}
      {eventSummary(frame, event.event)}
      {event.reversedBy === undefined ? null : <small> {t('my.undone')}</small>}
      <small class="below">
        {' '}
        {event.bookedOn === event.on ? null : `${t('event.bookedOn', { on: event.bookedOn })} · `}
        <a href={slip}>{t('my.slip', { seq: event.seq })}</a>
      </small>
    </li>
  );
}
