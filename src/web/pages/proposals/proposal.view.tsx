/** One proposal: what is asked for, what it would change, and the decision. */
import type { ProposalView } from '../../../approvals/proposals.queries';
import type { Tie } from '../../../approvals/ties';
import { Faults, FieldOf } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { moment, personWords, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import type { ProposalDetail } from './proposals.model';
import { fileHref } from '../attachments/attachments.view';
import { changeWords } from '../account/offers.view';
import { ContractLink, Tag } from '../../kit/parts';
import { Effect } from './proposal-effect.view';
import { wordsOfProposal } from './proposal-text';
import { Gone, STATE_TONES } from './proposals.view';

interface ProposalProps {
  readonly view: ProposalDetail;
  readonly form: FormState;
}

export function ProposalPage({ view, form }: ProposalProps) {
  const { frame, t } = useFrame();
  const { proposal } = view;
  const { what } = wordsOfProposal(frame, proposal);
  const isWaiting = proposal.state === 'pending';
  return (
    <Page title={`${what} · ${t('proposal.title', { id: proposal.id })}`}>
      <hgroup>
        <h1>
          {what} <Tag tone={STATE_TONES[proposal.state]}>{t(`proposal.state.${proposal.state}`)}</Tag>
        </h1>
        <p>
          <a href={addressOf(frame, 'proposals')}>{t('proposals.title')}</a> ·{' '}
          {t('proposal.title', { id: proposal.id })}
        </p>
      </hgroup>
      <Faults form={form} />
      <div class="books">
        <AskedFor view={view} />
        {isWaiting ? <Decide view={view} form={form} /> : <Decided view={view} />}
      </div>
      {isWaiting ? <Effect view={view} /> : null}
    </Page>
  );
}

function AskedFor({ view: { proposal, debts } }: { view: ProposalDetail }) {
  const { frame, t } = useFrame();
  const { contract, lines, files } = wordsOfProposal(frame, proposal, debts);
  return (
    <article>
      <h2>{t('proposal.asks')}</h2>
      {lines.map((line) => (
        <p class="said" key={line}>
          {line}
        </p>
      ))}
      <dl class="pairs">
        {contract === undefined ? null : (
          <>
            <dt>{t('column.contract')}</dt>
            <dd>
              <ContractLink number={contract} />
            </dd>
            {files.length === 0 ? null : (
              <>
                <dt>{t('field.files')}</dt>
                <dd>
                  {files.map((sha256) => (
                    <a key={sha256} class="line" href={fileHref(frame, contract, sha256)} download>
                      <code>{sha256.slice(0, 16)}</code>
                    </a>
                  ))}
                </dd>
              </>
            )}
          </>
        )}
        <dt>{t('proposal.madeBy')}</dt>
        <dd>
          {personWords(proposal.madeBy)} <Gone maker={proposal.madeBy} />
        </dd>
        <dt>{t('proposal.madeAt')}</dt>
        <dd>{moment(proposal.madeAt)}</dd>
        <dt>{t('proposal.expires')}</dt>
        <dd>{moment(proposal.expiresAt)}</dd>
      </dl>
    </article>
  );
}

function Decided({ view: { proposal, tie } }: { view: ProposalDetail }) {
  const { frame, t } = useFrame();
  const { state, decidedBy, decidedAt, reason, result } = proposal;
  const seq = result?.['seq'];
  return (
    <article>
      <h2>{t('proposal.decision')}</h2>
      <p>
        <Tag tone={STATE_TONES[state]}>{t(`proposal.state.${state}`)}</Tag>
      </p>
      <dl class="pairs">
        {decidedBy === undefined ? null : (
          <>
            <dt>{t('proposal.decidedBy')}</dt>
            <dd>{personWords(decidedBy)}</dd>
          </>
        )}
        {decidedAt === undefined ? null : (
          <>
            <dt>{t('proposal.decidedAt')}</dt>
            <dd>{moment(decidedAt)}</dd>
          </>
        )}
        {typeof seq === 'number' ? (
          <>
            <dt>{t('proposal.seq')}</dt>
            <dd>{wholeNumber(frame.locale, seq)}</dd>
          </>
        ) : null}
      </dl>
      {reason === undefined ? null : <p class="note">{t('proposal.because', { reason })}</p>}
      {tie === undefined ? null : <p class="note">{changeWords(frame, tie)}</p>}
      {state === 'approved' ? null : <p>{t('proposal.noEffect')}</p>}
    </article>
  );
}

/** Nobody decides about what they have asked for themselves. */
function Decide({ view, form }: ProposalProps) {
  const { frame, t } = useFrame();
  const { proposal, fault, tie, shown } = view;
  const isMine = proposal.madeBy.login === frame.viewer.actor;
  const mayDecide = !isMine && frame.place?.roles.has('branch') === true;
  return (
    <article>
      <h2>{t('proposal.decision')}</h2>
      {fault === undefined ? null : <p class="faults">{t('proposal.fault', { reason: fault })}</p>}
      {mayDecide ? (
        <Buttons proposal={proposal} tie={tie} shown={shown} form={form} />
      ) : (
        <p>{t('proposal.waitsForBranch')}</p>
      )}
      {isMine ? (
        <form method="post" action={`${addressOf(frame, 'proposals', String(proposal.id))}/withdraw`}>
          <Csrf />
          <button type="submit" class="outline">
            {t('proposal.withdraw')}
          </button>
        </form>
      ) : null}
    </article>
  );
}

interface ButtonsProps {
  readonly proposal: ProposalView;
  readonly tie: Tie | undefined;
  readonly shown: string;
  readonly form: FormState;
}

/** Who may not approve for this maker yet may refuse all the same: that records nothing. */
function Buttons({ proposal, tie, shown, form }: ButtonsProps) {
  const { frame, t } = useFrame();
  const address = addressOf(frame, 'proposals', String(proposal.id));
  return (
    <>
      {tie?.approvalFrom === undefined ? (
        <>
          <p>{t('proposal.approveLead')}</p>
          <form method="post" action={`${address}/approve`}>
            <Csrf />
            <input type="hidden" name="shown" value={shown} />
            <button type="submit">{t('proposal.approve')}</button>
          </form>
        </>
      ) : (
        <p class="note">
          {changeWords(frame, tie)} {t('proposal.notYet', { from: moment(tie.approvalFrom) })}
        </p>
      )}
      <form method="post" action={`${address}/refuse`}>
        <Csrf />
        <FieldOf spec={{ is: 'text', max: 2000, multiline: true, quotes: true }} path="reason" form={form} />
        <button type="submit" class="outline">
          {t('proposal.refuse')}
        </button>
      </form>
    </>
  );
}
