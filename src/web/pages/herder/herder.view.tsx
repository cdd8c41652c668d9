/** A herder's own page: what is owed and by when, in five seconds; what happened last, below. */
import { VERTICAL, verticalWord } from '../../../i18n/pages';
import { Ring } from '../../kit/charts/ring';
import { heads, longDate, moment, money } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import type { HerderContract, HerderPageView } from './herder.model';
import { Page } from '../../kit/page';
import type { DebtView, EventLineView } from '../contracts/contract.types';
import { FlockChart, SeasonsChart } from '../contracts/contract-charts.view';
import { debtName, type NamedDebt } from '../../../i18n/debt-names';
import { eventSummary } from '../../../i18n/event-summary';
import { DebtState, herderCashWords, openFirst } from '../../kit/parts';
import { StateTag } from '../seasons/seasons.view';

/** Events that fit a telephone without scrolling for long. */
const EVENTS_SHOWN = 8;

export function HerderPage({ view }: { view: HerderPageView }) {
  const { frame, t } = useFrame();
  return (
    <Page title={view.household} isNarrow isPlain>
      <hgroup>
        <h1>{t('my.title', { household: view.household })}</h1>
        <p>{t('my.on', { cooperative: view.cooperative, on: longDate(frame.locale, view.today) })}</p>
      </hgroup>
      {frame.locale === 'mn' ? <Script /> : null}
      {view.newCards.map(({ holder, madeBy, madeAt }) => (
        <p class="told wait" key={madeAt}>
          {t('my.newCard', { holder, by: madeBy, at: moment(madeAt) })}
        </p>
      ))}
      {view.contracts.length === 0 ? <p>{t('my.none')}</p> : null}
      {view.contracts.map((contract) => (
        <Contract key={contract.view.contract.number} contract={contract} today={view.today} />
      ))}
    </Page>
  );
}

/** The way to labels in the traditional script, and back. */
function Script() {
  const { t, isVertical } = useFrame();
  return (
    <p>
      <a href={`?lang=${isVertical ? 'mn' : VERTICAL}`}>{t(isVertical ? 'my.cyrillic' : 'my.vertical')}</a>
      {isVertical ? <small class="below">{t('my.verticalUnread')}</small> : null}
    </p>
  );
}

function Contract({ contract, today }: { contract: HerderContract; today: string }) {
  const { frame, t } = useFrame();
  const { contract: about, balances, timeline } = contract.view;
  const events = timeline?.events ?? [];
  const debts = balances?.debts ?? [];
  const named = debts.map(({ debt }) => debt);
  return (
    <article class="mine">
      <h2>{t('my.contract', { number: about.number })}</h2>
      {openFirst(debts).map((debt) => (
        <Debt
          key={debt.debt.subject}
          view={debt}
          name={debtName(frame, debt.debt, named)}
          today={today}
          contract={about.number}
        />
      ))}
      {balances ? <Cash fen={balances.cashFen} deposit={balances.depositFen} /> : null}
      <h3>{t('my.statements')}</h3>
      <ul class="links">
        {contract.statements.map(({ season, status }) => (
          <li key={season.code}>
            <a href={`/my/statements/${encodeURIComponent(season.code)}/${encodeURIComponent(about.number)}`}>
              {season.name ?? season.code}
            </a>{' '}
            <StateTag status={status} />
          </li>
        ))}
      </ul>
      <SeasonsChart seasons={contract.seasons} />
      <FlockChart course={contract.view.course} />
      <h3>{t('my.last')}</h3>
      <ul class="happened">
        {events.slice(0, EVENTS_SHOWN).map((event) => (
          <Happened key={event.id} number={about.number} event={event} debts={named} />
        ))}
      </ul>
    </article>
  );
}

interface DebtProps {
  readonly view: DebtView;
  readonly name: string;
  readonly today: string;
  readonly contract: string;
}

function Debt({ view, name: what, today, contract }: DebtProps) {
  const { frame, t, locale } = useFrame();
  const { debt } = view;
  const open = debt.total - debt.settled;
  const done = t('my.returned', { settled: heads(locale, debt.settled), total: heads(locale, debt.total) });
  const vertical = frame.isVertical ? verticalWord(`class.${debt.class}`) : undefined;
  return (
    <section class="debt">
      {vertical === undefined ? null : (
        <p class="vertical" lang={VERTICAL}>
          {`${verticalWord('returned') ?? ''} ${vertical}`}
        </p>
      )}
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
          <DebtState debt={debt} today={today} /> {forecast(frame, view)}
        </p>
      </div>
      {vertical === undefined ? null : (
        <dl class="columns" lang={VERTICAL}>
          <Column word={`${verticalWord('owed') ?? ''} ${vertical}`} figure={String(open)} owes={debt.arrears > 0} />
          <Column word={vertical} figure={String(debt.total)} />
          <Column word={verticalWord('contract') ?? ''} figure={contract} />
        </dl>
      )}
    </section>
  );
}

function Column({ word, figure, owes }: { word: string; figure: string; owes?: boolean }) {
  return (
    <div class={owes ? 'owes' : undefined}>
      <dt class="vertical">{word}</dt>
      <dd>{figure}</dd>
    </div>
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

function Cash({ fen, deposit }: { fen: number; deposit: number }) {
  const { frame, t, locale } = useFrame();
  return (
    <section class="cash">
      <p class={`big ${fen > 0 ? 'owes' : ''}`}>{herderCashWords(frame, fen)}</p>
      {deposit === 0 ? null : (
        <p>{t(deposit > 0 ? 'my.deposit' : 'my.depositShort', { amount: money(locale, Math.abs(deposit)) })}</p>
      )}
      <p class="below">{t('my.apart')}</p>
    </section>
  );
}

interface HappenedProps {
  readonly number: string;
  readonly event: EventLineView;
  readonly debts: readonly NamedDebt[];
}

function Happened({ number, event, debts }: HappenedProps) {
  const { frame, t } = useFrame();
  const slip = `/my/slips/${encodeURIComponent(number)}/${encodeURIComponent(event.id)}`;
  return (
    <li class={event.reversedBy === undefined ? undefined : 'undone'}>
      <time datetime={event.on}>{event.on}</time> <b>{frame.word(`kind.${event.kind}`)}</b>{' '}
      {eventSummary(frame, event.event, debts)}
      {event.reversedBy === undefined ? null : <small> {t('my.undone')}</small>}
      <small class="below">
        {' '}
        {event.bookedOn === event.on ? null : `${t('event.bookedOn', { on: event.bookedOn })} · `}
        <a href={slip}>{t('my.slip', { seq: event.seq })}</a>
      </small>
    </li>
  );
}
