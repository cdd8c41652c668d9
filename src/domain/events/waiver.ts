/** Waiver: heads that the household need no longer return; a second person approves it. */
import { ratio } from '../quantity/ratio';
import { Count, Text } from '../shape/field';
import { defineKind } from './kind';
import { singleSubject } from './subject';

export class Waiver {
  @Text(120, { optional: true }) obligation?: string;
  @Count() quantity: number;
  @Text(2000, { multiline: true }) reason: string;
  /** Number of the resolution of the members' meeting. */
  @Text(200, { optional: true }) resolution?: string;
}

/** S + quantity (docs/rules.md section 6). */
export const waiver = defineKind<Waiver>({
  kind: 'waiver',
  payload: Waiver,
  approval: true,
  afterCompletion: false,
  effects(event, valuation) {
    const subject = singleSubject(valuation, event.obligation);
    return [
      {
        effect: 'settled',
        subject: subject.subject,
        class: subject.class,
        line: 'waived',
        quantity: ratio(BigInt(event.quantity)),
      },
    ];
  },
});
