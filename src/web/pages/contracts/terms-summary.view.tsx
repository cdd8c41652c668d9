/** The terms of a contract in plain sentences, and the days on which something falls due. */
import { parseMoney } from '../../../domain/quantity/money';
import type { Obligation } from '../../../domain/terms/obligation-terms';
import { titleOf, type Terms } from '../../../domain/terms/terms';
import { heads, money } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import type { DebtPlan } from './contract.types';
import { debtName } from '../../../i18n/debt-names';
import { causeWord } from '../../../i18n/choices';
import { headsOfClasses, Scroll } from '../../kit/parts';

export function TermsSummary({ terms }: { terms: Terms }) {
  const frame = useFrame();
  const { t } = frame;
  return (
    <ul class="terms">
      <li>
        {t('terms.handout', {
          heads: headsOfClasses(
            frame,
            terms.handout.map((h) => [h.class, h.count] as const),
          ),
        })}
      </li>
      <li>{frame.word(`title.${titleOf(terms)}`)}</li>
      <li>{t(terms.offspring === 'cooperative' ? 'terms.offspring.cooperative' : 'terms.offspring.household')}</li>
      {terms.obligations.map((o) => (
        <li key={o.id}>{obligationWords(frame, o)}</li>
      ))}
      {sentences(frame, terms).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Everything else that was agreed. */
function sentences(frame: Frame, terms: Terms): string[] {
  const { t } = frame;
  const { substitutions, shortfall, losses, feed, services, insurance, sales, deposit, deliverable } = terms;
  const share = (key: 'feed' | 'services' | 'insurance', percent: string | undefined): string[] =>
    percent === undefined ? [] : [t(`terms.${key}`, { percent })];
  return [
    ...(substitutions ?? []).map((s) =>
      t('terms.substitution', { class: frame.word(`class.${s.class}`), ratio: s.countsAs }),
    ),
    ...(losses ?? []).map((l) => {
      const causes = l.causes.includes('*')
        ? t('terms.anyCause')
        : l.causes.map((c) => causeWord(frame, c)).join(t('list.comma'));
      const price = l.price === undefined ? '' : money(frame.locale, parseMoney(l.price));
      const days = l.withinDays === undefined ? '' : t('terms.withinDays', { days: l.withinDays });
      return `${causes}${days}: ${t(`terms.loss.${l.effect}`, { price })}`;
    }),
    ...share('feed', feed?.householdShare),
    ...(feed?.creditLimit === undefined
      ? []
      : [t('terms.creditLimit', { amount: money(frame.locale, parseMoney(feed.creditLimit)) })]),
    ...share('services', services?.householdShare),
    ...share('insurance', insurance?.householdShare),
    ...(sales?.commission === undefined ? [] : [t('terms.commission', { percent: sales.commission })]),
    ...(shortfall?.action === 'cash'
      ? [t('terms.shortfall', { price: money(frame.locale, parseMoney(shortfall.pricePerHead ?? '0')) })]
      : []),
    ...(deposit === undefined ? [] : [t('terms.deposit', { amount: money(frame.locale, parseMoney(deposit)) })]),
    ...(deliverable?.minWeightKg === undefined ? [] : [t('terms.minWeight', { kg: deliverable.minWeightKg })]),
    ...(deliverable?.minAgeDays === undefined ? [] : [t('terms.minAge', { days: deliverable.minAgeDays })]),
  ];
}

/** One obligation as a sentence. */
export function obligationWords(frame: Frame, o: Obligation): string {
  const { t, locale } = frame;
  const when = 'schedule' in o ? t(`terms.schedule.${o.schedule.kind}`) : '';
  switch (o.rule) {
    case 'fixed_total':
      return t('terms.fixed_total', { class: frame.word(`class.${o.class}`), heads: heads(locale, o.quantity), when });
    case 'per_head':
      return t('terms.per_head', { class: frame.word(`class.${o.class}`), rate: o.rate, base: o.base.map((b) => frame.word(`class.${b}`)).join(t('list.comma')), when }); // prettier-ignore
    case 'per_year':
      return t('terms.per_year', { class: frame.word(`class.${o.class}`), heads: heads(locale, o.quantity) });
    case 'return_same':
      return o.classes === undefined
        ? t('terms.return_same')
        : t('terms.return_same.classes', {
            classes: o.classes.map((c) => frame.word(`class.${c}`)).join(t('list.comma')),
          });
    case 'share_of_births':
      return t('terms.share_of_births', { class: frame.word(`class.${o.class}`), share: o.share });
    case 'cash':
      return t('terms.cash', { amount: money(locale, parseMoney(o.amount)), when });
  }
}

/** When what falls due, as agreed. */
export function PlanTable({ plan }: { plan: readonly DebtPlan[] }) {
  const frame = useFrame();
  const { t, locale } = frame;
  const rows = plan.flatMap(({ steps, ...debt }) => steps.map((step) => ({ debt, ...step })));
  if (rows.length === 0) return <p>{t('plan.empty')}</p>;
  const text = (cls: string, n: number): string => (cls === 'CNY' ? money(locale, n) : heads(locale, n));
  return (
    <Scroll label={t('contract.plan')}>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">{t('column.dueOn')}</th>
            <th scope="col">{t('column.owed')}</th>
            <th scope="col" class="num">
              {t('plan.added')}
            </th>
            <th scope="col" class="num">
              {t('plan.due')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ debt, on, added, due }) => (
            <tr key={`${debt.obligation} ${debt.class} ${on}`}>
              <td>{on}</td>
              <td>{debtName(frame, debt, plan)}</td>
              <td class="num">{text(debt.class, added)}</td>
              <td class="num">{text(debt.class, due)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
