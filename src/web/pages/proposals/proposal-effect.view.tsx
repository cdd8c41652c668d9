/** What approving a proposal would change: the lines of a statement, or what closing a season would freeze. */
import { parseMoney } from '../../../domain/quantity/money';
import type { ClosingEffect } from '../../../seasons/closing-effect';
import type { ChangedLine, ContractEffect, ProposalEffect } from '../../../seasons/proposal-effects.service';
import type { Debts } from '../../../contracts/debts.queries';
import { amount, heads, money, wholeNumber } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import type { ProposalDetail } from './proposals.model';
import { subjectWords, type NamedDebt } from '../../../i18n/debt-names';
import { ContractLink, Scroll } from '../../kit/parts';
import { ChangedSettings } from './settings-effect.view';

export function Effect({ view }: { view: ProposalDetail }) {
  const { t } = useFrame();
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
      {view.effect ? <EffectOf effect={view.effect} debts={view.debts} /> : null}
    </article>
  );
}

function EffectOf({ effect, debts }: { effect: ProposalEffect; debts: Debts }) {
  if ('settings' in effect) return <ChangedSettings effect={effect} />;
  return 'lines' in effect ? (
    <LinesEffect effect={effect} debts={debts.get(effect.contract) ?? []} />
  ) : (
    <SeasonEffect effect={effect} />
  );
}

interface LinesProps {
  readonly effect: ContractEffect;
  readonly debts: readonly NamedDebt[];
}

function LinesEffect({ effect, debts }: LinesProps) {
  const { frame, t } = useFrame();
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
                <th scope="row">{sectionWords(frame, line, debts)}</th>
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

/** `应还牲畜（羔羊）`, `存栏（代养 · 母羊）`, `往来款`. */
function sectionWords(frame: Frame, { section, subject }: ChangedLine, debts: readonly NamedDebt[]): string {
  const name = frame.word(`section.${section}`, section);
  if (section === 'cash' || section === 'deposit') return name;
  return name + frame.t('event.because', { reason: subjectWords(frame, section, subject, debts) });
}

function figure(frame: Frame, { unit }: ChangedLine, text: string | undefined): string {
  if (text === undefined) return '—';
  return unit === 'CNY' ? amount(frame.locale, parseMoney(text)) : wholeNumber(frame.locale, Number(text));
}

function SeasonEffect({ effect }: { effect: ClosingEffect }) {
  const { frame, t, locale } = useFrame();
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
                <ContractLink number={f.contract} />
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
        {totals.depositsShort === undefined ? null : (
          <>
            <dt>{t('effect.depositsShort')}</dt>
            <dd>{money(locale, parseMoney(totals.depositsShort))}</dd>
          </>
        )}
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
