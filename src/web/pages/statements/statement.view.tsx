/** One statement as it would be printed: every section with its lines; the numbers to sign stand above them. */
import { parseMoney } from '../../../domain/quantity/money';
import { SECTIONS, type Section } from '../../../domain/statement/statement';
import type { StatementLine } from '../../../domain/statement/statement-lines';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { amount, longDate, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { FlockChart, SeasonsChart } from '../contracts/contract-charts.view';
import { debtsOfStatement, subjectWords, type NamedDebt } from '../../../i18n/debt-names';
import { LateFacts } from './late-facts.view';
import {
  cashWords,
  ContractLink,
  DepositSigns,
  HouseholdLink,
  runningHead,
  Scroll,
  Unexplained,
} from '../../kit/parts';
import { closings, isCashBalance, StateTag } from '../seasons/seasons.view';
import { StatementWorkflowPart } from './statement-workflow.view';
import type { StatementPageView } from './statement.types';

/** Lines that are shown also when they are zero. */
const ALWAYS = new Set(['opening', 'closing', 'due', 'settled']);

interface StatementPageProps {
  readonly view: StatementPageView;
  readonly form: FormState;
}

/** @param form the answer to a dispute */
export function StatementPage({ view, form }: StatementPageProps) {
  const { frame, t, locale } = useFrame();
  const { season, statement } = view;
  const debts = debtsOfStatement(statement);
  const { owed, cash } = closings(frame, statement);
  return (
    <Page
      title={t('statement.title', { number: statement.number })}
      running={runningHead(frame, { ...statement, household: view.householdName }, season)}
      isNarrow
    >
      <hgroup>
        <h1>
          {t('statement.title', { number: statement.number })} <StateTag status={statement.status} />
        </h1>
        <p>
          <HouseholdLink code={statement.household} name={view.householdName} />
          {' · '}
          <ContractLink number={statement.contract} />
          {' · '}
          <a href={addressOf(frame, 'seasons', season.code)}>{season.name ?? season.code}</a> (
          {longDate(locale, season.from)} – {longDate(locale, season.to)})
        </p>
      </hgroup>
      <section class="figures" aria-label={t('home.figures')}>
        <div class="figure">
          <small>{t('column.stillOwed')}</small>
          <b>{owed === '' ? t('list.none') : owed}</b>
        </div>
        <div class="figure">
          <small>{t('books.cash')}</small>
          <b>{cash}</b>
        </div>
      </section>
      <Faults form={form} />
      <StatementWorkflowPart view={view} form={form} />
      {SECTIONS.map((section) => (
        <SectionLines
          key={section}
          section={section}
          lines={statement.lines.filter((l) => l.section === section)}
          debts={debts}
        />
      ))}
      <Unexplained subjects={statement.subjects} />
      <article class="charts">
        <SeasonsChart seasons={view.seasons} />
        <FlockChart course={view.course} />
      </article>
      <LateFacts facts={view.late} debts={debts} />
      <p class="chain">
        SHA-256 <code>{statement.sha256}</code>
      </p>
    </Page>
  );
}

interface SectionProps {
  readonly section: Section;
  readonly lines: readonly StatementLine[];
  readonly debts: readonly NamedDebt[];
}

function SectionLines({ section, lines, debts }: SectionProps) {
  const { frame, locale } = useFrame();
  if (lines.length === 0) return null;
  const subjects = [...new Set(lines.map((l) => l.subject))];
  // Lines on which nothing happened are left to the printed paper.
  const said = lines.filter((l) => ALWAYS.has(l.line) || !/^0(?:\.00)?$/.test(l.quantity));
  const rows = [...new Set(lines.map((l) => l.line))].filter((line) => said.some((l) => l.line === line));
  const text = (l: StatementLine | undefined): string =>
    l === undefined
      ? ''
      : l.unit === 'head'
        ? wholeNumber(locale, Number(l.quantity))
        : isCashBalance(l)
          ? cashWords(frame, parseMoney(l.quantity))
          : amount(locale, parseMoney(l.quantity));
  const found = (subject: string, line: string) => lines.find((l) => l.subject === subject && l.line === line);
  return (
    <article>
      <h2>{frame.word(`section.${section}`)}</h2>
      <Scroll label={frame.word(`section.${section}`)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{frame.t('column.line')}</th>
              {subjects.map((subject) => (
                <th scope="col" class="num" key={subject}>
                  {subjectWords(frame, section, subject, debts)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <tr key={line} class={line === 'closing' ? 'sum' : undefined}>
                <th scope="row">{frame.word(`line.${section}.${line}`)}</th>
                {subjects.map((subject) => (
                  <td class="num" key={subject}>
                    {text(found(subject, line))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {said.some((l) => l.section === 'cash' && l.quantity.startsWith('-') && !isCashBalance(l)) ? (
        <small>{frame.t('cash.signs')}</small>
      ) : null}
      <DepositSigns lines={lines} />
    </article>
  );
}
