/** Which line of a statement is wrong, and why: the same fields for a herder and for the clerk who brings the herder's paper. */
import type { DisputedLine } from '../../../domain/book/workflow-lines';
import { parseMoney, type Fen } from '../../../domain/quantity/money';
import type { Section } from '../../../domain/statement/statement';
import type { StatementLine } from '../../../domain/statement/statement-lines';
import { readShape } from '../../../domain/shape/read';
import { DisputeInput } from '../../../api/dto/statement-workflow.dto';
import { heads, money } from '../../../i18n/format';
import { FieldFault, idOf, type FormState } from '../../kit/forms/inputs';
import type { Typed } from '../../kit/forms/typed';
import { useFrame, type Frame } from '../../kit/frame';
import { subjectWords, type NamedDebt } from '../../../i18n/debt-names';
import { isCashBalance } from '../seasons/seasons.view';

export const isNothing = (l: StatementLine): boolean => /^0(?:\.00)?$/.test(l.quantity);

/** What a line says; what is owed in cash in the words of whoever reads it. */
export function lineFigure(frame: Frame, l: StatementLine, cash: (frame: Frame, fen: Fen) => string): string {
  if (l.unit === 'head') return heads(frame.locale, Number(l.quantity));
  const fen = parseMoney(l.quantity);
  return isCashBalance(l) ? cash(frame, fen) : money(frame.locale, fen);
}

/** How the form names a line: `owed|lambs:lamb|closing`. */
export function lineValue({ section, subject, line }: DisputedLine): string {
  return `${section}|${subject}|${line}`;
}

/** How people name it. */
export function lineName(frame: Frame, { section, subject, line }: DisputedLine, debts: readonly NamedDebt[]): string {
  return `${subjectWords(frame, section as Section, subject, debts)} · ${frame.word(`line.${section}.${line}`)}`;
}

interface DisputeFieldsProps {
  readonly form: FormState;
  /** The lines that can be meant. */
  readonly lines: readonly StatementLine[];
  readonly debts: readonly NamedDebt[];
  readonly figure: (line: StatementLine) => string;
}

export function DisputeFields({ form, lines, debts, figure }: DisputeFieldsProps) {
  const frame = useFrame();
  const { typed } = form;
  const told = (name: string) =>
    form.errors.has(name) ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${idOf(name)}-fault` } : {};
  return (
    <>
      <label for="f-line">{frame.t('field.dispute.line')}</label>
      <select id="f-line" name="line" required {...told('line')}>
        {lines.map((l) => (
          <option key={lineValue(l)} value={lineValue(l)} selected={typed['line'] === lineValue(l)}>
            {`${lineName(frame, l, debts)} ${figure(l)}`}
          </option>
        ))}
      </select>
      <FieldFault path="line" form={form} />
      <label for="f-reason">{frame.t('field.dispute.reason')}</label>
      <textarea id="f-reason" name="reason" rows={4} required {...told('reason')}>
        {typed['reason'] ?? ''}
      </textarea>
      <FieldFault path="reason" form={form} />
    </>
  );
}

/** @throws DomainErrors at `line` and `reason` */
export function disputeTyped(typed: Typed): DisputeInput {
  const [section = '', subject = '', line = ''] = (typed['line'] ?? '').split('|');
  return readShape(DisputeInput, { line: { section, subject, line }, reason: (typed['reason'] ?? '').trim() });
}
