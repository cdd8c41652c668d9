/** One proposal: what is asked for, what it would change, and the decision. */
import type { ProposalView } from '../../approvals/proposals.queries';
import { parseMoney } from '../../domain/quantity/money';
import type { ClosingEffect } from '../../settlement/closing-effect';
import type { ChangedLine, ContractEffect, ProposalEffect } from '../../settlement/proposal-effects';
import { Faults, FieldOf } from '../forms/fields';
import type { FormState } from '../forms/inputs';
import { amount, heads, moment, money, wholeNumber } from '../format';
import { addressOf, type Frame } from '../frame';
import { Csrf, Page } from '../page';
import type { ProposalDetail } from '../proposals.model';
import { fileHref } from './files';
import { ContractLink, Scroll, Tag } from './parts';
import { wordsOfProposal } from './proposal-words';
import { STATE_TONES } from './proposals';

interface ProposalProps {
  readonly frame: Frame;
  readonly view: ProposalDetail;
  readonly form: FormState;
}

export function ProposalPage({ frame, view, form }: ProposalProps) {
  const { t } = frame;
  const { proposal } = view;
  const { what } = wordsOfProposal(frame, proposal);
  const isWaiting = proposal.state === 'pending';
  return (
    <Page frame={frame} title={`${what} · ${t('proposal.title', { id: proposal.id })}`}>
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
        <AskedFor frame={frame} proposal={proposal} />
        {isWaiting ? <Decide frame={frame} view={view} form={form} /> : <Decided frame={frame} proposal={proposal} />}
      </div>
      {isWaiting ? <Effect frame={frame} view={view} /> : null}
    </Page>
  );
}

function AskedFor({ frame, proposal }: { frame: Frame; proposal: ProposalView }) {
  const { t } = frame;
  const { contract, lines, files } = wordsOfProposal(frame, proposal);
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
              <ContractLink frame={frame} number={contract} />
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
        <dd>{proposal.madeBy.name}</dd>
        <dt>{t('proposal.madeAt')}</dt>
        <dd>{moment(proposal.madeAt)}</dd>
        <dt>{t('proposal.expires')}</dt>
        <dd>{moment(proposal.expiresAt)}</dd>
      </dl>
    </article>
  );
}

function Decided({ frame, proposal }: { frame: Frame; proposal: ProposalView }) {
  const { t } = frame;
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
            <dd>{decidedBy.name}</dd>
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
      {state === 'approved' ? null : <p>{t('proposal.noEffect')}</p>}
    </article>
  );
}

/** Nobody decides about what they have asked for themselves. */
function Decide({ frame, view, form }: ProposalProps) {
  const { t } = frame;
  const { proposal, fault } = view;
  const isMine = proposal.madeBy.login === frame.viewer.actor;
  const mayDecide = !isMine && frame.place?.roles.has('branch') === true;
  return (
    <article>
      <h2>{t('proposal.decision')}</h2>
      {fault === undefined ? null : <p class="faults">{t('proposal.fault', { reason: fault })}</p>}
      {mayDecide ? <Buttons frame={frame} proposal={proposal} form={form} /> : <p>{t('proposal.waitsForBranch')}</p>}
      {isMine ? (
        <form method="post" action={`${addressOf(frame, 'proposals', String(proposal.id))}/withdraw`}>
          <Csrf frame={frame} />
          <button type="submit" class="outline">
            {t('proposal.withdraw')}
          </button>
        </form>
      ) : null}
    </article>
  );
}

function Buttons({ frame, proposal, form }: { frame: Frame; proposal: ProposalView; form: FormState }) {
  const { t } = frame;
  const address = addressOf(frame, 'proposals', String(proposal.id));
  return (
    <>
      <p>{t('proposal.approveLead')}</p>
      <form method="post" action={`${address}/approve`}>
        <Csrf frame={frame} />
        <button type="submit">{t('proposal.approve')}</button>
      </form>
      <form method="post" action={`${address}/refuse`}>
        <Csrf frame={frame} />
        <FieldOf spec={{ is: 'text', max: 2000, multiline: true, quotes: true }} path="reason" form={form} />
        <button type="submit" class="outline">
          {t('proposal.refuse')}
        </button>
      </form>
    </>
  );
}

function Effect({ frame, view }: { frame: Frame; view: ProposalDetail }) {
  const { t } = frame;
  return (
    <article>
      <h2>{t('effect.title')}</h2>
      {view.obstacles.length === 0 ? null : (
        <div class="faults">
          <p>{t('effect.obstacle')}</p>
          <ul>
            {view.obstacles.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {view.effect ? <EffectOf frame={frame} effect={view.effect} /> : null}
    </article>
  );
}

function EffectOf({ frame, effect }: { frame: Frame; effect: ProposalEffect }) {
  return 'lines' in effect ? (
    <LinesEffect frame={frame} effect={effect} />
  ) : (
    <SeasonEffect frame={frame} effect={effect} />
  );
}

function LinesEffect({ frame, effect }: { frame: Frame; effect: ContractEffect }) {
  const { t } = frame;
  if (effect.lines.length === 0) return <p>{t('effect.none')}</p>;
  return (
    <>
      <p>{t('effect.lead', { contract: effect.contract, season: effect.season ?? '' })}</p>
      <Scroll label={t('effect.title')}>
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">{t('effect.section')}</th>
              <th scope="col">{t('column.what')}</th>
              <th scope="col" class="num">
                {t('effect.before')}
              </th>
              <th scope="col" class="num">
                {t('effect.after')}
              </th>
              <th scope="col">{t('column.unit')}</th>
            </tr>
          </thead>
          <tbody>
            {effect.lines.map((line) => (
              <tr key={`${line.section} ${line.subject} ${line.line}`}>
                <th scope="row">{sectionWords(frame, line)}</th>
                <td>{frame.word(`line.${line.section}.${line.line}`, line.line)}</td>
                <td class="num" data-label={t('effect.before')}>
                  {figure(frame, line, line.before)}
                </td>
                <td class="num" data-label={t('effect.after')}>
                  <b>{figure(frame, line, line.after)}</b>
                </td>
                <td>{frame.word(`unit.${line.unit}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** `应还牲畜（lambs）`, `存栏（代养 母羊）`, `往来款`. */
function sectionWords(frame: Frame, { section, subject }: ChangedLine): string {
  const name = frame.word(`section.${section}`, section);
  if (section === 'cash' || section === 'deposit') return name;
  const [book, cls] = subject.split(':');
  const meant = section === 'stock' && cls !== undefined ? `${frame.word(`book.${book}`)} ${frame.word(`class.${cls}`)}` : subject; // prettier-ignore
  return name + frame.t('event.because', { reason: meant });
}

function figure(frame: Frame, { unit }: ChangedLine, text: string | undefined): string {
  if (text === undefined) return '—';
  return unit === 'CNY' ? amount(frame.locale, parseMoney(text)) : wholeNumber(frame.locale, Number(text));
}

function SeasonEffect({ frame, effect }: { frame: Frame; effect: ClosingEffect }) {
  const { t, locale } = frame;
  const { totals, failures } = effect;
  return (
    <>
      <p>{t('effect.closing', { count: effect.statements, season: effect.season })}</p>
      {failures.length === 0 ? null : (
        <div class="faults">
          <p>{t('effect.failures', { count: failures.length })}</p>
          <ul>
            {failures.map((f) => (
              <li key={f.contract}>
                <ContractLink frame={frame} number={f.contract} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl class="pairs">
        <dt>{t('effect.householdsOwe')}</dt>
        <dd>{money(locale, parseMoney(totals.cash.householdsOwe))}</dd>
        <dt>{t('effect.householdsAreOwed')}</dt>
        <dd>{money(locale, parseMoney(totals.cash.householdsAreOwed))}</dd>
        <dt>{t('books.deposit')}</dt>
        <dd>{money(locale, parseMoney(totals.deposit))}</dd>
        {totals.owed.map((o) => (
          <>
            <dt>{t('effect.owed', { class: frame.word(`class.${o.class}`) })}</dt>
            <dd>
              {heads(locale, o.owed)}
              {o.arrears === 0
                ? ''
                : t('event.because', { reason: `${t('owed.arrears')} ${heads(locale, o.arrears)}` })}
            </dd>
          </>
        ))}
      </dl>
    </>
  );
}
