/** Lamb return: the household brings lambs, or animals that count as lambs; rejected heads move nothing. */
import { CLASSES } from '../animals';
import { DomainError } from '../errors';
import { multiply, ratio } from '../quantity/ratio';
import { Choice, Count, ListOfShape, Quantity, Text } from '../shape/field';
import { Heads } from '../terms/terms';
import type { Effect } from './effect';
import { defineKind, type Valuation } from './kind';
import { allSubjects, ambiguous, namedSubjects, subjectForClass, worthOf, type Subject } from './subject';

export class AcceptedHeads extends Heads {
  /** Total weight in kilograms. */
  @Quantity({ optional: true }) weightKg?: string;
}

export class RejectedHeads {
  @Choice(CLASSES, { optional: true }) class?: string;
  @Count() count: number;
  @Text(500) reason: string;
}

export class LambReturn {
  @Text(120, { optional: true }) obligation?: string;
  @ListOfShape(() => AcceptedHeads, { unique: ['class'] }) accepted: AcceptedHeads[];
  @ListOfShape(() => RejectedHeads, { optional: true }) rejected?: RejectedHeads[];
}

/**
 * Own stock -; S + the accepted heads, substitutions applied exactly (docs/rules.md sections 5 and 6).
 *
 * @example ten `ewe_hogget` at countsAs 4/3 settle 40/3 lambs, of which 13 count until the next return completes the head
 */
export const lambReturn = defineKind<LambReturn>({
  kind: 'lamb_return',
  payload: LambReturn,
  approval: false,
  afterCompletion: false,
  check(payload) {
    if (payload.accepted.length === 0 && !payload.rejected?.length)
      throw new DomainError('nothing_done', {}, 'accepted');
  },
  effects(event, valuation) {
    const subjects = meantSubjects(event, valuation);
    return event.accepted.flatMap((head): Effect[] => {
      const { subject, worth } = subjectForClass(valuation, subjects, head.class);
      const quantity = multiply(worth, ratio(BigInt(head.count)));
      return [
        { effect: 'stock', book: 'own', class: head.class, line: 'returned', heads: -head.count },
        { effect: 'settled', subject: subject.subject, class: subject.class, line: 'returned', quantity },
      ];
    });
  },
});

/** The obligation named; else the only one, `return_same` aside, for which every accepted class counts. */
function meantSubjects(event: LambReturn, valuation: Valuation): readonly Subject[] {
  if (event.obligation !== undefined) return namedSubjects(valuation, event.obligation);
  if (event.accepted.length === 0) return [];
  const fitsUnder = (v: Pick<Valuation, 'terms'>, s: Subject): boolean =>
    !s.sameAnimals && event.accepted.every((h) => worthOf(v, s, h.class) !== undefined);
  const fitting = allSubjects(valuation).filter((s) => fitsUnder(valuation, s));
  if (fitting.length === 0)
    throw new DomainError('obligation_mismatch', { class: event.accepted[0]?.class ?? '', obligation: '' }, 'accepted');
  if (fitting.length > 1 && valuation.recording) throw ambiguous(fitting);
  // Substitutions agreed later do not change which obligation the event settles.
  const then = { terms: valuation.termsWhenRecorded ?? valuation.terms };
  return [fitting.find((s) => fitsUnder(then, s)) ?? (fitting[0] as Subject)];
}
