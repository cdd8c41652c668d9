/** What the pages of the posting mapping show, and its terms in words. */
import {
  CERTAINTIES,
  HOUSEHOLD,
  HOUSEHOLD_IN_KIND,
  type Certainty,
  type MappingContent,
  type MappingRule,
} from '../../../mapping/mapping';
import type { ChangedMapping } from '../../../mapping/mappings.queries';
import type { FormState } from '../../kit/forms/inputs';
import type { Frame } from '../../kit/frame';

export interface MappingView {
  readonly shown: ChangedMapping;
  /** The version that open seasons are booked with. */
  readonly inForce: number;
  /** The newest first. */
  readonly versions: readonly ChangedMapping[];
  readonly frozen: ReadonlyMap<number, readonly string[]>;
}

export interface MappingFormView {
  readonly form: FormState;
  /** The last version by now, which may be another than the form was made from. */
  readonly newest: number;
  /** What was refused is the file that was pasted. */
  readonly isPasted?: boolean;
}

/**
 * A side of an entry in words: `current` is 往来款, `coop:feed` 饲草料, `coop:stock:died` 死亡; whatever has no word is shown as it is written.
 */
export function sideWord(frame: Frame, side: string): string {
  if (side === '*') return frame.t('mapping.anything');
  const [kind = '', second = '', third = ''] = side.split(':');
  if (kind !== 'coop') return frame.tOr(`mapping.side.${kind}`, kind);
  const group = frame.tOr(`mapping.side.${second}`, '');
  const last = third === '' ? second : third;
  if (last === '*') return `${group}${frame.t('mapping.anyOf')}`;
  const section = second === 'stock' || second === 'owed' ? second : 'cash';
  const word = frame.word(`line.${section}.${last}`, frame.tOr(`mapping.side.${last}`, last));
  return third === '' || group === '' ? word : frame.t('mapping.sideOf', { group, word });
}

/** An account of a rule in words. */
export function accountWord(frame: Frame, content: MappingContent, account: string): string {
  if (account === HOUSEHOLD) return frame.t('mapping.household');
  if (account === HOUSEHOLD_IN_KIND) return frame.t('mapping.householdInKind');
  const name = content.accounts.find((a) => a.code === account)?.name;
  return name === undefined ? account : `${account} ${name}`;
}

/** When a rule holds, beyond what it is about. */
export function whenWords(frame: Frame, { title, sign, method }: MappingRule): string {
  const words = [
    ...(title === undefined ? [] : [frame.word(`title.${title}`, title)]),
    ...(sign === undefined ? [] : [frame.tOr(`choice.sign.${sign}`, sign)]),
    ...(method === undefined ? [] : [frame.t('mapping.paidBy', { words: method })]),
  ];
  return words.join(frame.t('list.comma'));
}

/** How many accounts are how sure, the surest first. */
export function certainties({ accounts }: MappingContent): (readonly [Certainty, number])[] {
  return CERTAINTIES.map((c) => [c, accounts.filter((a) => a.certainty === c).length] as const).filter(
    ([, n]) => n > 0,
  );
}
