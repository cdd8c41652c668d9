/** Lambing: births, and with them what a share of births adds to the debt. */
import { acceptsOneForOne } from '../animals';
import { DomainError } from '../errors';
import { ruleOf } from '../obligations/registry';
import { Count, ListOfShape } from '../shape/field';
import { Heads } from '../terms/terms';
import type { Effect } from './effect';
import { defineKind } from './kind';

export class Lambing {
  /** Born alive. */
  @Count({ min: 0 }) live: number;
  /** All births, the stillborn included. */
  @Count({ optional: true }) total?: number;
  @ListOfShape(() => Heads, { unique: ['class'] }) heads: Heads[];
}

/**
 * Stock: own +, or leased + when the offspring are the cooperative's; live births of the classes that a `share_of_births`
 * accepts one for one count for it, at the share in force on the day of birth (docs/rules.md sections 5 and 6).
 */
export const lambing = defineKind<Lambing>({
  kind: 'lambing',
  payload: Lambing,
  prevents: ['stock_negative', 'over_settled'],
  approval: false,
  afterCompletion: false,
  check(payload) {
    const sum = payload.heads.reduce((heads, h) => heads + h.count, 0);
    if (sum !== payload.live) throw new DomainError('heads_sum', { live: payload.live, sum }, 'heads');
    if (payload.total !== undefined && payload.total < payload.live) {
      throw new DomainError('heads_sum', { live: payload.live, sum: payload.total }, 'total');
    }
  },
  effects(event, { terms }) {
    const book = terms.offspring === 'cooperative' ? 'leased' : 'own';
    const born = event.heads.map((h): Effect => ({
      effect: 'stock',
      book,
      class: h.class,
      line: 'born',
      heads: h.count,
    }));
    const births = terms.obligations.flatMap((o): Effect[] => {
      const rule = ruleOf(o);
      if (!rule.birthsOwed || !('class' in o)) return [];
      const counted = event.heads
        .filter((h) => acceptsOneForOne(o.class, h.class))
        .reduce((heads, h) => heads + h.count, 0);
      if (counted === 0) return [];
      return [{ effect: 'birth', obligation: o.id, owed: rule.birthsOwed(o, counted) }];
    });
    return [...born, ...births];
  },
});
