/** Count: how many animals were found when somebody counted them. */
import { CLASSES } from '../animals';
import { Choice, Count as Heads, ListOfShape } from '../shape/field';
import { BOOKS, type Book } from './effect';
import { defineKind } from './kind';

export class CountedHeads {
  @Choice(BOOKS) book: Book;
  @Choice(CLASSES) class: string;
  @Heads({ min: 0 }) count: number;
}

export class Count {
  @ListOfShape(() => CountedHeads, { min: 1, unique: ['book', 'class'] }) heads: CountedHeads[];
}

/** Moves nothing; the statement shows the latest count and the difference (docs/rules.md sections 6 and 9). */
export const count = defineKind<Count>({
  kind: 'count',
  payload: Count,
  approval: false,
  afterCompletion: true,
  effects: (event) => event.heads.map((h) => ({ effect: 'count', book: h.book, class: h.class, heads: h.count })),
});
