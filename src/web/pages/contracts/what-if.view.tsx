/** What a contract would come to in good, normal and bad years, with the assumptions as fields of the form around it. */
import type { DayOutcome, YearAssumed } from '../../../domain/contract/what-if';
import { amount, heads, longDate, wholeNumber } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import { Scroll } from '../../kit/parts';

export const YEARS = ['good', 'normal', 'bad'] as const;
export type YearName = (typeof YEARS)[number];

export interface WhatIfView {
  readonly name: YearName;
  readonly year: YearAssumed;
  readonly days: readonly DayOutcome[];
}

/** Ewes may bear twins twice a year; no more than all are lost. */
export const MOST_ASSUMED: Readonly<Record<keyof YearAssumed, number>> = { bornPer100: 400, lostPer100: 100 };

/** The field of an assumption; what begins with an underscore is not part of the contract. */
export function assumedField(name: YearName, key: keyof YearAssumed): string {
  return `_year.${name}.${key}`;
}

export function WhatIfs({ views }: { views: readonly WhatIfView[] }) {
  const { frame, t } = useFrame();
  return (
    <>
      <h3>{t('whatIf.title')}</h3>
      <p>{t('whatIf.hint')}</p>
      <div class="books">
        {views.map((view) => (
          <div key={view.name} class="what-if">
            <h4>{t(`whatIf.${view.name}`)}</h4>
            <div class="fields">
              <Assumed view={view} of="bornPer100" label={t('whatIf.born')} />
              <Assumed view={view} of="lostPer100" label={t('whatIf.lost')} />
            </div>
            <p>{verdict(frame, view.days)}</p>
            <Outcomes view={view} />
          </div>
        ))}
      </div>
    </>
  );
}

interface AssumedProps {
  readonly view: WhatIfView;
  readonly of: keyof YearAssumed;
  readonly label: string;
}

function Assumed({ view, of, label }: AssumedProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        name={assumedField(view.name, of)}
        value={view.year[of]}
        min={0}
        max={MOST_ASSUMED[of]}
        inputmode="numeric"
      />
    </label>
  );
}

function verdict({ t, locale }: Frame, days: readonly DayOutcome[]): string {
  const first = days.find((day) => shortIn(day) > 0);
  return first
    ? t('whatIf.short', { on: longDate(locale, first.on), heads: heads(locale, Math.max(...days.map(shortIn))) })
    : t('whatIf.enough', { own: heads(locale, days.at(-1)?.own ?? 0) });
}

function shortIn(day: DayOutcome): number {
  return day.debts.reduce((sum, debt) => sum + debt.short, 0);
}

function Outcomes({ view }: { view: WhatIfView }) {
  const { t, locale } = useFrame();
  const hasCash = view.days.some((day) => day.cashFen !== 0);
  const heading = (text: string) => (
    <th scope="col" class="num">
      {text}
    </th>
  );
  const sum = (day: DayOutcome, of: 'added' | 'given' | 'short'): string =>
    wholeNumber(
      locale,
      day.debts.reduce((total, debt) => total + debt[of], 0),
    );
  return (
    <Scroll label={t(`whatIf.${view.name}`)}>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">{t('column.dueOn')}</th>
            {heading(t('plan.added'))}
            {heading(t('whatIf.given'))}
            {heading(t('whatIf.shortHeads'))}
            {heading(t('whatIf.own'))}
            {heading(t('whatIf.leased'))}
            {hasCash ? heading(t('whatIf.cash')) : null}
          </tr>
        </thead>
        <tbody>
          {view.days.map((day) => (
            <tr key={day.on} class={shortIn(day) > 0 ? 'short' : undefined}>
              <td>{day.on}</td>
              <td class="num">{sum(day, 'added')}</td>
              <td class="num">{sum(day, 'given')}</td>
              <td class="num">{sum(day, 'short')}</td>
              <td class="num">{wholeNumber(locale, day.own)}</td>
              <td class="num">{wholeNumber(locale, day.leased)}</td>
              {hasCash ? <td class="num">{amount(locale, day.cashFen)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
