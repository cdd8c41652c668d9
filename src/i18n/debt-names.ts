/** What debts in kind are called: by the animals that are owed. */
import type { Section, SubjectLines } from '../domain/statement/statement';
import type { Speaker } from './speaker';

/** A debt as far as its name goes; of class CNY when it is owed in cash. */
export interface NamedDebt {
  readonly obligation: string;
  readonly class: string;
}

/**
 * The animals that are owed; with the id that the contract gives the debt only where another one would read the same.
 *
 * @param all the debts of the contract
 * @example debtName(zh, { obligation: 'lambs', class: 'lamb' }, all) // '羔羊'
 */
export function debtName(speaker: Speaker, debt: NamedDebt, all: readonly NamedDebt[]): string {
  const name = speaker.word(debt.class === 'CNY' ? 'line.cash.rent' : `class.${debt.class}`);
  const isAlone = all.every((other) => other.class !== debt.class || other.obligation === debt.obligation);
  return isAlone ? name : speaker.t('owed.name', { class: name, obligation: debt.obligation });
}

/** What an event says it settles, `lambs` or `dams:ewe`, in words; as it was written when the contract knows no such debt. */
export function settledName(speaker: Speaker, meant: string, all: readonly NamedDebt[]): string {
  const [obligation = '', cls] = meant.split(':');
  const debts = all.filter((d) => d.obligation === obligation && (cls === undefined || d.class === cls));
  return debts.length === 0 ? meant : debts.map((d) => debtName(speaker, d, all)).join(speaker.t('list.comma'));
}

/** The subject of a statement's lines: `leased:ewe` is 代养 · 母羊. */
export function subjectWords(speaker: Speaker, section: Section, subject: string, debts: readonly NamedDebt[]): string {
  switch (section) {
    case 'cash':
    case 'deposit':
      return speaker.word('unit.CNY');
    case 'stock': {
      const [book = '', cls = ''] = subject.split(':');
      return `${speaker.word(`book.${book}`)} · ${speaker.word(`class.${cls}`)}`;
    }
    case 'owed':
      return settledName(speaker, subject, debts);
  }
}

/** The debts that a statement speaks of. */
export function debtsOfStatement({ subjects }: { readonly subjects: readonly SubjectLines[] }): NamedDebt[] {
  return subjects.flatMap((s) => (s.section === 'owed' ? [named(s.subject, s.commodity)] : []));
}

/** The debts that a slip speaks of. */
export function debtsOfSlip(balances: readonly { readonly subject: string; readonly class?: string }[]): NamedDebt[] {
  return balances.flatMap((b) => (b.class === undefined ? [] : [named(b.subject, b.class)]));
}

function named(subject: string, cls: string): NamedDebt {
  return { obligation: subject.split(':')[0] ?? subject, class: cls };
}
