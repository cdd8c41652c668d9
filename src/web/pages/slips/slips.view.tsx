/** The slips of what was recorded last: looked at one by one, or printed many at once. */
import { shanghaiDate } from '../../../common/clock';
import { EVENT_KINDS } from '../../../domain/events/registry';
import type { LastSlip } from '../../../slips/last-slips.queries';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import type { Debts } from '../../../contracts/debts.queries';
import { eventSummary } from '../../../i18n/event-summary';
import { AsShown, ContractLink, HouseholdLink, NextPage, Scroll } from '../../kit/parts';

export interface SlipsView {
  /** What was recorded today and never printed is ticked. */
  readonly today: string;
  readonly slips: readonly LastSlip[];
  /** Those of their contracts. */
  readonly debts: Debts;
  readonly next?: string;
}

export function SlipsPage({ view }: { view: SlipsView }) {
  const { frame, t, place } = useFrame();
  const mayPrint = place?.roles.has('clerk') ?? false;
  return (
    <Page title={t('slips.title')}>
      <h1>{t('slips.title')}</h1>
      <article>
        <Filters />
        {view.slips.length === 0 ? (
          <p>{t('list.empty')}</p>
        ) : mayPrint ? (
          <form method="post" action={addressOf(frame, 'slips')}>
            <Csrf />
            <SlipsTable view={view} mayPrint />
            <div class="actions">
              <button type="submit">{t('slips.print')}</button>
              <small>{t('slips.printHint')}</small>
            </div>
          </form>
        ) : (
          <SlipsTable view={view} mayPrint={false} />
        )}
        <NextPage cursor={view.next} />
        <AsShown list="slips" />
      </article>
    </Page>
  );
}

function Filters() {
  const { frame, t, query } = useFrame();
  return (
    <form class="filters" method="get">
      <label>
        {t('slips.kind')}
        <select name="kind">
          <option value="">{t('list.all')}</option>
          {[...EVENT_KINDS.keys()].map((kind) => (
            <option key={kind} value={kind} selected={query['kind'] === kind}>
              {frame.word(`kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('slips.printed')}
        <select name="print">
          <option value="">{t('list.all')}</option>
          <option value="new" selected={query['print'] === 'new'}>
            {t('slips.never')}
          </option>
        </select>
      </label>
      <button type="submit">{t('list.filter')}</button>
    </form>
  );
}

function SlipsTable({ view, mayPrint }: { view: SlipsView; mayPrint: boolean }) {
  const { t } = useFrame();
  return (
    <Scroll label={t('slips.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.slip')}</th>
            <th scope="col">{t('column.day')}</th>
            <th scope="col">{t('column.household')}</th>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col">{t('slips.printed')}</th>
          </tr>
        </thead>
        <tbody>
          {view.slips.map((slip) => (
            <SlipRow key={slip.seq} slip={slip} mayPrint={mayPrint} view={view} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface RowProps {
  readonly slip: LastSlip;
  readonly mayPrint: boolean;
  readonly view: SlipsView;
}

function SlipRow({ slip, mayPrint, view: { today, debts } }: RowProps) {
  const { frame, t } = useFrame();
  const isNew = slip.prints === 0 && shanghaiDate(slip.recordedAt) === today;
  const id = String(slip.event['id']);
  const way = <a href={addressOf(frame, 'contracts', slip.contract, 'events', id, 'slip')}>{slip.seq}</a>;
  const tick = <input type="checkbox" name="slip" value={`${slip.contract}/${id}`} checked={isNew} aria-label={t('slips.tick', { seq: slip.seq })} />; // prettier-ignore
  return (
    <tr>
      <th scope="row">
        {mayPrint ? tick : null}
        {way}
      </th>
      <td>{String(slip.event['on'])}</td>
      <td>
        <HouseholdLink {...slip.household} />
      </td>
      <td>
        <ContractLink number={slip.contract} />
      </td>
      <td class="wrap">
        <b>{frame.word(`kind.${String(slip.event['kind'])}`)}</b>
        {eventSummary(frame, slip.event, debts.get(slip.contract))}
      </td>
      <td>{slip.prints === 0 ? t('slips.never') : t('slips.times', { prints: slip.prints })}</td>
    </tr>
  );
}
