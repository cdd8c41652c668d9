/** Which line of a statement is wrong, and why: the same fields for a herder and for the clerk who brings the herder's paper. */
import { parseMoney } from '../../domain/quantity/money';
import type { StatementLine } from '../../domain/settlement/statement-lines';
import { readShape } from '../../domain/shape/read';
import { DisputeInput } from '../../http/life.dto';
import { heads, money } from '../format';
import { Fault, type FormState } from '../forms/inputs';
import type { Typed } from '../forms/typed';
import type { Frame } from '../frame';
import { subjectWords } from './seasons';

export const isNothing = (l: StatementLine): boolean => /^0(?:\.00)?$/.test(l.quantity);

export function figure(frame: Frame, l: StatementLine): string {
  return l.unit === 'CNY' ? money(frame.locale, parseMoney(l.quantity)) : heads(frame.locale, Number(l.quantity));
}

export function DisputeFields({ form, lines }: { form: FormState; lines: readonly StatementLine[] }) {
  const { frame, typed } = form;
  return (
    <>
      <label for="f-line">{frame.t('my.disputeLine')}</label>
      <select id="f-line" name="line" required>
        {lines
          .filter((l) => l.line === 'closing' || !isNothing(l))
          .map((l) => {
            const value = `${l.section}|${l.subject}|${l.line}`;
            return (
              <option key={value} value={value} selected={typed['line'] === value}>
                {`${subjectWords(frame, l.section, l.subject)} · ${frame.word(`line.${l.section}.${l.line}`)} ${figure(frame, l)}`}
              </option>
            );
          })}
      </select>
      <label for="f-reason">{frame.t('my.disputeReason')}</label>
      <textarea id="f-reason" name="reason" rows={4} maxlength={2000} required>
        {typed['reason'] ?? ''}
      </textarea>
      <Fault path="reason" form={form} />
    </>
  );
}

/** @throws DomainErrors at `line` and `reason` */
export function disputeTyped(typed: Typed): DisputeInput {
  const [section = '', subject = '', line = ''] = (typed['line'] ?? '').split('|');
  return readShape(DisputeInput, { line: { section, subject, line }, reason: (typed['reason'] ?? '').trim() });
}
