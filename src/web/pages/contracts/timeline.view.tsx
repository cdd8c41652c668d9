/** Everything that happened under a contract, the newest first, with the balance at the end of each day; and what may be entered. */
import { EVENT_KINDS } from '../../../domain/events/registry';
import { amount, heads, moment, money } from '../../../i18n/format';
import { Csrf } from '../../kit/page';
import { addressOf, useFrame } from '../../kit/frame';
import { queryOf } from '../../kit/page';
import type { EventLineView, TimelineView } from './contract.types';
import type { NamedDebt } from '../../../i18n/debt-names';
import { eventSummary } from '../../../i18n/event-summary';
import { AsShown, Scroll, Tag } from '../../kit/parts';

/** What a clerk enters most days. */
const USUAL = ['lamb_return', 'feed_issue', 'lambing', 'death', 'cash_in', 'count', 'handover', 'sale'];

/** Buttons for entries: the usual ones at hand, the others behind one more press. */
export function EntryWays({ number, isEnded }: { number: string; isEnded: boolean }) {
  const frame = useFrame();
  const kinds = [...EVENT_KINDS.values()].filter((k) => k.kind !== 'reversal' && (!isEnded || k.afterCompletion));
  const usual = kinds
    .filter((k) => USUAL.includes(k.kind))
    .sort((a, b) => USUAL.indexOf(a.kind) - USUAL.indexOf(b.kind));
  const way = (kind: string, approval: boolean, key?: string) => (
    <li key={kind}>
      <a
        role="button"
        class="outline"
        href={`${addressOf(frame, 'contracts', number)}/events/new?kind=${kind}`}
        data-key={key}
      >
        {frame.word(`kind.${kind}`)}
        {approval ? <small> {frame.t('entry.needsApproval')}</small> : null}
      </a>
    </li>
  );
  return (
    <article>
      <h2>{frame.t('entry.title')}</h2>
      <ul class="ways-in">{usual.map((k, i) => way(k.kind, k.approval, String(i + 1)))}</ul>
      <details>
        <summary>{frame.t('entry.others')}</summary>
        <ul class="ways-in">{kinds.filter((k) => !usual.includes(k)).map((k) => way(k.kind, k.approval))}</ul>
      </details>
    </article>
  );
}

interface TimelineProps {
  readonly number: string;
  readonly view: TimelineView;
  readonly debts: readonly NamedDebt[];
}

export function Timeline({ number, view, debts }: TimelineProps) {
  const { frame, t } = useFrame();
  const { events } = view;
  const mayEnter = frame.place?.roles.has('clerk') ?? false;
  return (
    <article id="timeline">
      <h2>{t('timeline.title')}</h2>
      {events.some(({ files }) => files > 0) ? (
        <p>
          <a href={addressOf(frame, 'contracts', number, 'files')}>{t('files.all')}</a>
        </p>
      ) : null}
      {events.length === 0 ? (
        <p>{t('list.empty')}</p>
      ) : (
        <Scroll label={t('timeline.title')}>
          <table class="timeline stack">
            <thead>
              <tr>
                <th scope="col">{t('column.day')}</th>
                <th scope="col">{t('column.what')}</th>
                <th scope="col" class="num">
                  {t('column.settled')}
                </th>
                <th scope="col" class="num">
                  {t('column.cashChange')}
                </th>
                <th scope="col" class="num">
                  {t('column.balance')}
                </th>
                <th scope="col">
                  <span class="unseen">{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <EventRow key={event.id} number={number} event={event} debts={debts} mayEnter={mayEnter} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <TimelinePages view={view} />
      <AsShown list="events" query={{ contract: number }} />
    </article>
  );
}

function TimelinePages({ view }: { view: TimelineView }) {
  const frame = useFrame();
  const { after: _before, event: _event, ...kept } = frame.query;
  return (
    <nav class="pages" aria-label={frame.t('list.pages')}>
      {view.isNewest ? null : <a href={`?${queryOf(kept)}#timeline`}>{frame.t('timeline.newest')}</a>}
      {view.older === undefined ? null : (
        <a rel="next" href={`?${queryOf({ ...kept, after: view.older })}#timeline`}>
          {frame.t('timeline.older')}
        </a>
      )}
    </nav>
  );
}

interface RowProps {
  readonly number: string;
  readonly event: EventLineView;
  readonly debts: readonly NamedDebt[];
  readonly mayEnter: boolean;
}

function EventRow({ number, event, debts, mayEnter }: RowProps) {
  const { t, locale } = useFrame();
  return (
    <tr id={`e-${event.id}`} class={event.reversedBy === undefined ? undefined : 'reversed'}>
      <td>
        {event.on}
        {event.bookedOn === event.on ? null : (
          <small class="below">{t('event.bookedOn', { on: event.bookedOn })}</small>
        )}
      </td>
      <td class="wrap">
        <Said number={number} event={event} debts={debts} />
      </td>
      <td class="num" data-label={t('column.settled')}>
        {event.settled?.join(', ')}
      </td>
      <td class="num" data-label={t('column.cashChange')}>
        {event.fen === undefined ? null : amount(locale, event.fen)}
      </td>
      <td class="num" data-label={t('column.balance')}>
        {event.balance ? <Balance balance={event.balance} /> : null}
      </td>
      <td class="mends">
        <FilesLink number={number} event={event} />
        {mayEnter ? <SlipButton number={number} id={event.id} /> : null}
        {mayEnter && event.reversedBy === undefined && event.kind !== 'reversal' ? (
          <Mend number={number} event={event} />
        ) : null}
      </td>
    </tr>
  );
}

function Said({ number, event, debts }: Omit<RowProps, 'mayEnter'>) {
  const { frame, t } = useFrame();
  const { note, by } = event.event as { note?: string; by?: string };
  return (
    <>
      <b>{frame.word(`kind.${event.kind}`)}</b> {eventSummary(frame, event.event, debts)}
      {event.reversedBy === undefined ? null : (
        <>
          {' '}
          <Tag tone="bad">{t('event.reversed')}</Tag>
        </>
      )}
      <small class="below">
        {note === undefined ? null : <span class="said">{note} · </span>}
        {by === undefined ? null : `${by} · `}
        <a href={addressOf(frame, 'contracts', number, 'events', event.id, 'slip')}>
          {t('event.recorded', { seq: event.seq, at: event.recordedAt === undefined ? '' : moment(event.recordedAt) })}
        </a>
        {event.approvedBy === undefined ? null : ` · ${t('event.approvedBy', { who: event.approvedBy })}`}
      </small>
    </>
  );
}

function Balance({ balance }: { balance: NonNullable<EventLineView['balance']> }) {
  const frame = useFrame();
  return (
    <>
      {balance.owed.map((o) => (
        <span class="line" key={`${o.obligation} ${o.class}`}>
          {frame.word(`class.${o.class}`)} {heads(frame.locale, o.heads)}
        </span>
      ))}
      {balance.fen === undefined ? null : <span class="line">{money(frame.locale, balance.fen)}</span>}
    </>
  );
}

/** Nothing is edited or deleted: an entry is reversed, or reversed and entered anew. */
function Mend({ number, event }: { number: string; event: EventLineView }) {
  const frame = useFrame();
  const entry = `${addressOf(frame, 'contracts', number)}/events/new`;
  const of = encodeURIComponent(event.id);
  return (
    <span class="mend">
      <a href={`${entry}?kind=reversal&of=${of}`}>{frame.t('event.reverse')}</a>
      {event.kind === 'amendment' ? null : (
        <a href={`${entry}?kind=${event.kind}&corrects=${of}`}>{frame.t('event.correct')}</a>
      )}
      {event.isAlone ? <small>{frame.t('event.alone')}</small> : null}
    </span>
  );
}

/** To the photos and papers of an event; whoever only reads is led to those that are there. */
function FilesLink({ number, event }: Omit<RowProps, 'mayEnter' | 'debts'>) {
  const frame = useFrame();
  const roles = frame.place?.roles;
  if (event.files === 0 && !roles?.has('clerk') && !roles?.has('branch')) return null;
  return (
    <span class="mend">
      <a href={addressOf(frame, 'contracts', number, 'events', event.id, 'files')}>
        {event.files === 0 ? frame.t('files.add') : frame.t('files.count', { count: event.files })}
      </a>
    </span>
  );
}

/** A form, since each print counts. */
function SlipButton({ number, id }: { number: string; id: string }) {
  const frame = useFrame();
  return (
    <form class="mend" method="post" action={addressOf(frame, 'contracts', number, 'events', id, 'slip')}>
      <Csrf />
      <button type="submit" class="plain">
        {frame.t('slip.print')}
      </button>
    </form>
  );
}
