/** What people read for the values of closed lists. */
import type { Speaker } from './speaker';

const WORD_OF_FIELD: Readonly<Record<string, string>> = { class: 'class', classes: 'class', base: 'class', from: 'book', book: 'book', unit: 'unit', per: 'unit', title: 'title', rule: 'rule' }; // prettier-ignore

/** The word for one choice of a field: of the trade where it has one, else of the form. */
export function choiceLabel(speaker: Speaker, path: string, value: string): string {
  const field =
    path
      .replace(/\[\d+\]/g, '')
      .split('.')
      .at(-1) ?? '';
  const word = WORD_OF_FIELD[field];
  const named = word === undefined ? undefined : speaker.word(`${word}.${value}`, '');
  return named || speaker.word(`class.${value}`, '') || speaker.tOr(`choice.${field}.${value}`, value);
}

/** A cause has a name when it is one of the usual ones; others are shown as they were written. */
export function causeWord(speaker: Speaker, cause: string): string {
  return speaker.tOr(`choice.cause.${cause}`, cause);
}

/** Who did something: people by their login, households by the number of the card that they used. */
export function actorWord(speaker: Speaker, actor: string): string {
  const [, card] = /^card:(\d+)$/.exec(actor) ?? [];
  return card === undefined ? actor : speaker.t('signed.card', { card });
}
