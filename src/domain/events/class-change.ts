/** Class change: animals have grown into another class, or were recorded in the wrong one. */
import { CLASSES } from '../animals';
import { DomainError } from '../errors';
import { Choice, Count } from '../shape/field';
import { BOOKS, type Book, type Effect } from './effect';
import { defineKind } from './kind';

export class ClassChange {
  @Choice(CLASSES) from: string;
  @Choice(CLASSES) to: string;
  @Count() count: number;
  @Choice(BOOKS, { optional: true }) book?: Book;
}

/** Stock moves between classes; for leased animals so does what a `return_same` of both classes owes (docs/rules.md sections 5 and 6). */
export const classChange = defineKind<ClassChange>({
  kind: 'class_change',
  payload: ClassChange,
  carried: ['from'],
  prevents: ['stock_negative', 'over_settled'],
  approval: false,
  afterCompletion: false,
  check(payload) {
    if (payload.from === payload.to) throw new DomainError('nothing_done', {}, 'to');
  },
  effects(event) {
    const book = event.book ?? 'own';
    const moves: Effect[] = [
      { effect: 'stock', book, class: event.from, line: 'changed', heads: -event.count },
      { effect: 'stock', book, class: event.to, line: 'changed', heads: event.count },
    ];
    return book === 'own'
      ? moves
      : [...moves, { effect: 'leased_change', from: event.from, to: event.to, heads: event.count }];
  },
});
