/** What waits for a second person: the list, those that wait first. */
import {
  PROPOSAL_STATES,
  type MakerView,
  type ProposalState,
  type ProposalView,
} from '../../../approvals/proposals.queries';
import { moment, personWords } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import type { Debts } from '../../../contracts/debts.queries';
import type { ProposalsView } from './proposals.model';
import { AsShown, ContractLink, NextPage, Scroll, Tag } from '../../kit/parts';
import { wordsOfProposal } from './proposal-text';

export const STATE_TONES = {
  pending: 'warn',
  approved: 'ok',
  refused: 'bad',
  withdrawn: 'quiet',
  expired: 'quiet',
} as const satisfies Record<ProposalState, string>;

export function ProposalsPage({ view }: { view: ProposalsView }) {
  const { t } = useFrame();
  return (
    <Page title={t('proposals.title')}>
      <h1>{t('proposals.title')}</h1>
      <form class="filters" method="get">
        <label>
          {t('column.state')}
          <select name="state">
            <option value="">{t('proposals.waitingFirst')}</option>
            {PROPOSAL_STATES.map((state) => (
              <option key={state} value={state} selected={state === view.state}>
                {t(`proposal.state.${state}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="outline">
          {t('list.filter')}
        </button>
      </form>
      <article>
        <h2>{t(`proposal.state.${view.state ?? 'pending'}`)}</h2>
        {view.rows.length === 0 ? (
          <p>{t(view.state === undefined ? 'proposals.nothing' : 'list.empty')}</p>
        ) : (
          <ProposalTable rows={view.rows} debts={view.debts} isWaiting={(view.state ?? 'pending') === 'pending'} />
        )}
        <NextPage cursor={view.next} />
        <AsShown list="proposals" />
      </article>
      {view.decided.length === 0 ? null : (
        <article>
          <h2>{t('proposals.decided')}</h2>
          <ProposalTable rows={view.decided} debts={view.debts} isWaiting={false} />
        </article>
      )}
    </Page>
  );
}

/** Said of a maker who does not work here any more; what they have asked for is still to be decided. */
export function Gone({ maker }: { maker: MakerView }) {
  const frame = useFrame();
  return maker.gone === undefined ? null : <Tag tone="warn">{frame.t(`proposal.gone.${maker.gone}`)}</Tag>;
}

interface TableProps {
  readonly rows: readonly ProposalView[];
  readonly debts: Debts;
  readonly isWaiting: boolean;
}

function ProposalTable({ rows, debts, isWaiting }: TableProps) {
  const { t } = useFrame();
  return (
    <Scroll label={t('proposals.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('proposal.number')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col">{t('column.contract')}</th>
            <th scope="col">{t('proposal.madeBy')}</th>
            <th scope="col">{t('proposal.madeAt')}</th>
            <th scope="col">{t(isWaiting ? 'proposal.expires' : 'column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ProposalRow key={row.id} row={row} debts={debts} isWaiting={isWaiting} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ProposalRow({ row, debts, isWaiting }: Omit<TableProps, 'rows'> & { row: ProposalView }) {
  const { frame, t } = useFrame();
  const { what, contract, lines } = wordsOfProposal(frame, row, debts);
  return (
    <tr>
      <td data-label={t('proposal.number')}>{row.id}</td>
      <th scope="row" class="wrap">
        <a href={addressOf(frame, 'proposals', String(row.id))}>{what}</a>
        {lines.map((line) => (
          <small class="below" key={line}>
            {line}
          </small>
        ))}
      </th>
      <td>{contract === undefined ? null : <ContractLink number={contract} />}</td>
      <td data-label={t('proposal.madeBy')}>
        {personWords(row.madeBy)} <Gone maker={row.madeBy} />
      </td>
      <td data-label={t('proposal.madeAt')}>{moment(row.madeAt)}</td>
      <td data-label={isWaiting ? t('proposal.expires') : undefined}>
        {isWaiting ? (
          moment(row.expiresAt)
        ) : (
          <Tag tone={STATE_TONES[row.state]}>{t(`proposal.state.${row.state}`)}</Tag>
        )}
      </td>
    </tr>
  );
}
