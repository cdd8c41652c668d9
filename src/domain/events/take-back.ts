/** Take-back: leased animals go back to the cooperative and settle a `return_same`. */
import { acceptsOneForOne } from '../animals';
import { DomainError } from '../errors';
import { multiply, ratio } from '../quantity/ratio';
import { ListOfShape, Text } from '../shape/field';
import { Heads } from '../terms/terms';
import type { Effect } from './effect';
import { defineKind, type Valuation } from './kind';
import { allSubjects, namedSubjects, subjectForClass, worthOf } from './subject';

export class TakeBack {
  @ListOfShape(() => Heads, { min: 1, unique: ['class'] }) heads: Heads[];
  /** The `return_same`, by its id or as `id:class`. */
  @Text(120, { optional: true }) obligation?: string;
}

/** Leased stock -; S + for `return_same`; a class that none covers only moves stock (docs/rules.md section 6). */
export const takeBack = defineKind<TakeBack>({
  kind: 'take_back',
  payload: TakeBack,
  approval: false,
  afterCompletion: false,
  effects(event, valuation) {
    return event.heads.flatMap((head): Effect[] => {
      const moved: Effect = {
        effect: 'stock',
        book: 'leased',
        class: head.class,
        line: 'taken_back',
        heads: -head.count,
      };
      const settled = settledBy(valuation, event.obligation, head.class);
      if (!settled) return [moved];
      const quantity = multiply(settled.worth, ratio(BigInt(head.count)));
      return [
        moved,
        {
          effect: 'settled',
          subject: settled.subject.subject,
          class: settled.subject.class,
          line: 'returned',
          quantity,
        },
      ];
    });
  },
});

function settledBy(
  valuation: Valuation,
  name: string | undefined,
  cls: string,
): ReturnType<typeof subjectForClass> | undefined {
  const same = allSubjects(valuation).filter((s) => s.sameAnimals);
  const own = same.find((s) => s.class === cls);
  if (name === undefined) return own && subjectForClass(valuation, [own], cls);
  const named = namedSubjects(valuation, name).filter((s) => s.sameAnimals);
  if (named.length === 0) throw new DomainError('obligation_mismatch', { obligation: name, class: cls }, 'obligation');
  const isElsewhere = own !== undefined && !named.some((s) => s.subject === own.subject);
  if (isElsewhere) throw new DomainError('obligation_mismatch', { obligation: name, class: cls }, 'obligation');
  const isOneForOne = named.some((s) => acceptsOneForOne(s.class, cls));
  const [only, ...others] = named;
  const isWorthOf = only !== undefined && others.length === 0 && worthOf(valuation, only, cls) !== undefined;
  return isOneForOne || isWorthOf ? subjectForClass(valuation, named, cls) : undefined;
}
