/** The terms of a contract in plain sentences, and the days on which something falls due. */
import { parseMoney } from '../../../domain/quantity/money';
import { ruleOf, type Obligation } from '../../../domain/obligations/registry';
import { fieldsOf, type FieldSpec } from '../../../domain/shape/spec';
import { titleOf, type Terms } from '../../../domain/terms/terms';
import { heads, money } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import type { DebtPlan } from './contract.types';
import { debtName } from '../../../i18n/debt-names';
import { causeWord, choiceLabel } from '../../../i18n/choices';
import { headsOfClasses, Scroll } from '../../kit/parts';

export function TermsSummary({ terms }: { terms: Terms }) {
  const { frame, t } = useFrame();
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

/** One obligation as the sentence of its rule, which names what it needs of the rule's fields. */
export function obligationWords(frame: Frame, o: Obligation): string {
  const when = 'schedule' in o ? frame.t(`terms.schedule.${o.schedule.kind}`) : '';
  const fields = [...fieldsOf(ruleOf(o).terms)].map(
    ([name, spec]) => [name, fieldWords(frame, name, spec, o)] as const,
  );
  return frame.t(`terms.${o.rule}`, { ...Object.fromEntries(fields), when });
}

function fieldWords(frame: Frame, name: string, spec: FieldSpec, o: Obligation): string {
  // What the fields of rules hold: words, amounts as text, counts, and lists of words.
  const value = (o as unknown as Readonly<Record<string, string | number | readonly string[] | undefined>>)[name];
  if (value === undefined) return 'none';
  if (spec.is === 'choice' || spec.is === 'list')
    return [value].flat().map((one) => choiceLabel(frame, name, String(one))).join(frame.t('list.comma')); // prettier-ignore
  if (spec.is === 'money') return money(frame.locale, parseMoney(String(value)));
  return spec.is === 'count' && !name.endsWith('Days') ? heads(frame.locale, Number(value)) : String(value);
}

/** When what falls due, as agreed. */
export function PlanTable({ plan }: { plan: readonly DebtPlan[] }) {
  const { frame, t, locale } = useFrame();
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
