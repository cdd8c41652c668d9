/** Handover: the cooperative hands animals to the household. */
import { Code, ListOfShape } from '../shape/field';
import { Heads, titleOf } from '../terms/terms';
import { defineKind } from './kind';

export class Handover {
  @ListOfShape(() => Heads, { min: 1, unique: ['class'] }) heads: Heads[];
  /** Id of the contract's `death` whose animals these replace. */
  @Code({ max: 64, optional: true }) replaces?: string;
}

/** Stock: leased +, or own + when title passes on handover (docs/rules.md section 6). */
export const handover = defineKind<Handover>({
  kind: 'handover',
  payload: Handover,
  prevents: ['stock_negative', 'over_settled'],
  approval: false,
  afterCompletion: false,
  effects(event, { terms }) {
    const book = titleOf(terms) === 'passes_on_handover' ? 'own' : 'leased';
    return [
      { effect: 'handed_over_on', on: event.on },
      ...event.heads.map(
        (h) => ({ effect: 'stock', book, class: h.class, line: 'handed_over', heads: h.count }) as const,
      ),
    ];
  },
});
