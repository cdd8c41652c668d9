/** A season's statement as its household reads it: what it says, and what to do about it. */
import { stepsFrom, type Party } from '../../../domain/statement/workflow';
import { SECTIONS } from '../../../domain/statement/statement';
import type { StatementLine } from '../../../domain/statement/statement-lines';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { longDate } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import type { HerderStatementView } from './herder.model';
import { Page } from '../../kit/page';
import { debtsOfStatement, subjectWords, type NamedDebt } from '../../../i18n/debt-names';
import { isNothing, lineFigure, lineValue } from '../statements/dispute-fields.view';
import { LateFacts } from '../statements/late-facts.view';
import { Confirm, Dispute, Given, Steps } from './herder-answer.view';
import { DepositSigns, herderCashWords, runningHead, Unexplained } from '../../kit/parts';
import { isCashBalance, StateTag } from '../seasons/seasons.view';

const HOUSEHOLD: ReadonlySet<Party> = new Set(['household']);

export function HerderStatementPage({ view, form }: { view: HerderStatementView; form: FormState }) {
  const { frame, t, locale } = useFrame();
  const { season, statement, life } = view;
  const steps = stepsFrom(statement.status, HOUSEHOLD);
  const said = statement.lines.filter((l) => l.line === 'closing' || !isNothing(l));
  const debts = debtsOfStatement(statement);
  const disputed = new Set(life.steps.flatMap((s) => (s.current && s.line ? [lineValue(s.line)] : [])));
  return (
    <Page title={season.name ?? season.code} running={runningHead(frame, statement, season)} isNarrow isPlain>
      <p>
        <a href="/my">← {t('my.back')}</a>
      </p>
      <hgroup>
        <h1>{season.name ?? season.code}</h1>
        <p>
          {longDate(locale, season.from)} – {longDate(locale, season.to)} · {statement.contract}{' '}
          <StateTag status={statement.status} />
        </p>
      </hgroup>
      <Faults form={form} />
      {SECTIONS.map((section) => (
        <Lines key={section} lines={said.filter((l) => l.section === section)} debts={debts} disputed={disputed} />
      ))}
      <Unexplained subjects={statement.subjects} />
      <LateFacts facts={view.late} debts={debts} />
      <Steps view={view} steps={life.steps} />
      {life.signatures.map((signature) => (
        <Given key={signature.seq} view={view} signature={signature} />
      ))}
      {steps.has('confirm') ? <Confirm sha256={statement.sha256} /> : null}
      {steps.has('dispute') ? <Dispute view={view} form={form} lines={said} figure={(l) => figure(frame, l)} /> : null}
      {statement.status === 'draft' ? <p>{t('my.stillDraft')}</p> : null}
    </Page>
  );
}

const figure = (frame: Frame, l: StatementLine): string => lineFigure(frame, l, herderCashWords);

interface LinesProps {
  readonly lines: readonly StatementLine[];
  readonly debts: readonly NamedDebt[];
  readonly disputed: ReadonlySet<string>;
}

function Lines({ lines, debts, disputed }: LinesProps) {
  const { frame, t } = useFrame();
  const [first] = lines;
  if (!first) return null;
  const subjects = [...new Set(lines.map((l) => l.subject))];
  return (
    <article>
      <h2>{frame.word(`section.${first.section}`)}</h2>
      {subjects.map((subject) => (
        <table key={subject} class="large">
          {first.unit === 'CNY' ? null : <caption>{subjectWords(frame, first.section, subject, debts)}</caption>}
          <tbody>
            {lines
              .filter((l) => l.subject === subject)
              .map((l) => {
                const isDisputed = disputed.has(lineValue(l));
                return (
                  <tr key={l.line} class={`${l.line === 'closing' ? 'sum' : ''} ${isDisputed ? 'disputed' : ''}`}>
                    <th scope="row">
                      {frame.word(`line.${l.section}.${l.line}`)}
                      {isDisputed ? <small> {frame.word('status.disputed')}</small> : null}
                    </th>
                    <td class="num">{figure(frame, l)}</td>
                  </tr>
                );
              })}
          </tbody>
        </table>
      ))}
      {lines.some((l) => l.section === 'cash' && l.quantity.startsWith('-') && !isCashBalance(l)) ? (
        <small>{t('my.signs')}</small>
      ) : null}
      <DepositSigns lines={lines} />
    </article>
  );
}
