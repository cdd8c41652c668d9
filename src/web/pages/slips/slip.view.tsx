/** The slip of an event as a page that prints on A5: what happened, and what was owed before and after it. */
import type { ComponentChildren } from 'preact';
import type { SlipBalance, SlipView } from '../../../slips/slips';
import { moment, personWords } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { balanceFigure, balanceName, slipNumber } from './slip-text';
import { debtsOfSlip } from '../../../i18n/debt-names';
import { eventSummary } from '../../../i18n/event-summary';
import { Tag } from '../../kit/parts';
import { Pair } from '../../kit/pair';

interface SlipPageProps {
  readonly slip: SlipView;
  /** Where the reader came from. */
  readonly back: { readonly href: string; readonly text: string };
  /** What the reader can do with it. */
  readonly children?: ComponentChildren;
  /** For the telephones of herders. */
  readonly isPlain?: boolean;
}

export function SlipPage({ slip, back, children, isPlain = false }: SlipPageProps) {
  const { frame, t } = useFrame();
  const { event, reversedBy, recordedAt, approvedBy, bookedOn, late } = slip.event;
  const kind = frame.word(`kind.${String(event['kind'])}`);
  const { by, note } = event as { by?: string; note?: string };
  const { recordedBy: login } = slip;
  const recorder = by !== undefined && login !== undefined ? personWords({ name: by, login }) : (by ?? login);
  return (
    <Page title={`${kind} ${slipNumber(slip)}`} isNarrow isPlain={isPlain}>
      <p class="off-paper">
        <a href={back.href}>← {back.text}</a>
      </p>
      <article class="slip">
        <p class="copy">
          <Tag tone="bad">{slip.prints > 0 ? t('slip.copyOfPrinted', { prints: slip.prints }) : t('slip.copy')}</Tag>
        </p>
        <hgroup>
          <h1>
            {kind} {slipNumber(slip)}
          </h1>
          <p>{slip.cooperative.name}</p>
        </hgroup>
        {reversedBy === undefined ? null : <p class="faults">{t('slip.reversed', { by: reversedBy })}</p>}
        <dl class="pairs">
          <Pair name={t('column.household')} value={`${slip.household.name} ${slip.household.code}`} />
          <Pair name={t('column.contract')} value={slip.contract} />
          <Pair name={t('column.day')} value={String(event['on'])} />
          {late ? <Pair name={t('slip.booked')} value={bookedOn} /> : null}
          <Pair name={t('column.what')} value={eventSummary(frame, event, debtsOfSlip(slip.balance.after))} />
          {note === undefined ? null : <Pair name={t('slip.note')} value={note} />}
          <Pair
            name={t('slip.recorded')}
            value={[moment(recordedAt), recorder].filter((w) => w !== undefined).join(' · ')}
          />
          {approvedBy === undefined ? null : <Pair name={t('slip.approved')} value={approvedBy} />}
        </dl>
        <Balances balance={slip.balance} />
        <p class="sign">
          <span>{t('slip.signHousehold')}</span>
          <span>{t('slip.signClerk')}</span>
        </p>
      </article>
      {children}
    </Page>
  );
}

function Balances({ balance }: { balance: SlipView['balance'] }) {
  const { frame, t } = useFrame();
  const nameOf = ({ section, subject }: SlipBalance): string => `${section} ${subject}`;
  const before = new Map(balance.before.map((line) => [nameOf(line), line]));
  const debts = debtsOfSlip(balance.after);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('slip.balance', { on: balance.on })}</th>
          <th scope="col" class="num">
            {t('slip.before')}
          </th>
          <th scope="col" class="num">
            {t('slip.after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {balance.after.map((line) => {
          const was = before.get(nameOf(line));
          return (
            <tr key={nameOf(line)}>
              <th scope="row">{balanceName(frame, line, debts)}</th>
              <td class="num">{was ? balanceFigure(frame, was) : ''}</td>
              <td class="num">
                <b>{balanceFigure(frame, line)}</b>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
