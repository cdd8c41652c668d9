/** Death: animals die or are lost; for leased ones the loss rules decide who bears the loss. */
import { daysBetween } from '../calendar';
import { parseMoney, refuseMoreThanAnEventMoves, roundHalfAwayFromZero } from '../quantity/money';
import { ratio } from '../quantity/ratio';
import { Choice, ListOfShape, Text } from '../shape/field';
import { Heads, type LossRule } from '../terms/terms';
import { BOOKS, type Book, type Effect } from './effect';
import { defineKind, type Valuation } from './kind';

export class Death {
  @ListOfShape(() => Heads, { min: 1, unique: ['class'] }) heads: Heads[];
  @Choice(BOOKS, { optional: true }) from?: Book;
  /** Why they died: `disease`, `disaster`, `theft`, ... */
  @Text(60) cause: string;
  /** How they left the herd: `perished`, `culled`, `theft`, ... */
  @Text(60, { optional: true }) means?: string;
  @Text(500, { optional: true }) proof?: string;
}

/** Stock -; for leased heads also the effect of the loss rule that matches (docs/rules.md section 7). */
export const death = defineKind<Death>({
  kind: 'death',
  payload: Death,
  carried: ['from'],
  approval: false,
  afterCompletion: false,
  effects(event, valuation) {
    const book = event.from ?? 'leased';
    const rule = book === 'leased' ? lossRuleFor(event.cause, event.on, valuation) : undefined;
    return event.heads.flatMap((head): Effect[] => [
      { effect: 'stock', book, class: head.class, line: 'died', heads: -head.count },
      ...lossEffects(rule, head, valuation.recording),
    ]);
  },
});

/** The first rule whose causes (`*`: any) and days since the first handover match; if none does, the household bears the loss. */
export function lossRuleFor(cause: string, on: string, { terms, firstHandoverOn }: Valuation): LossRule | undefined {
  const days = firstHandoverOn === undefined ? undefined : daysBetween(firstHandoverOn, on);
  return terms.losses?.find((rule) => {
    const isMeant = rule.causes.includes('*') || rule.causes.includes(cause);
    const isInTime = rule.withinDays === undefined || (days !== undefined && days <= rule.withinDays);
    return isMeant && isInTime;
  });
}

function lossEffects(rule: LossRule | undefined, head: Heads, isRecording: boolean): Effect[] {
  if (!rule || rule.effect === 'none') return [];
  const loss: Effect = { effect: 'loss', class: head.class, heads: head.count, reduces: rule.effect === 'reduce' };
  if (rule.effect !== 'charge') return [loss];
  const fen = roundHalfAwayFromZero(ratio(BigInt(parseMoney(rule.price ?? '0')) * BigInt(head.count)));
  // Only new events are refused: those a book already holds must keep their value.
  if (isRecording) refuseMoreThanAnEventMoves(fen, 'heads');
  return [loss, { effect: 'cash', line: 'losses', fen }];
}
