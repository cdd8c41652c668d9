/** What a clerk finds filled in, to choose from and to begin with, when an event of a kind is entered under a contract. */
import { randomUUID } from 'node:crypto';
import { CLASSES_BY_SPECIES } from '../../../domain/animals';
import { EVENT_SHAPES } from '../../../domain/book/lines';
import { EVENT_KINDS } from '../../../domain/events/registry';
import { subjectsOf } from '../../../domain/events/subject';
import { DomainError } from '../../../domain/errors';
import type { Shape } from '../../../domain/shape/spec';
import type { Fact, History } from '../../../domain/contract/history';
import { OBLIGATION_SHAPES } from '../../../domain/obligations/registry';
import type { Terms } from '../../../domain/terms/terms';
import type { FormState, Option } from './inputs';
import { typedOf, type Typed } from './typed';
import type { Frame } from '../frame';
import { eventSummary } from '../../../i18n/event-summary';
import { debtName } from '../../../i18n/debt-names';
import { causeWord } from '../../../i18n/choices';

const CAUSES = ['disease', 'disaster', 'predator', 'accident', 'birth', 'old_age', 'theft', 'other'];
const MEANS = ['perished', 'culled', 'slaughtered', 'theft', 'lost'];
const METHODS = ['现金', '转账', '微信'];

/** The shape of an event of a kind, with the keys that stand beside its payload. */
export function shapeOfKind(kind: string): Shape {
  const shape = EVENT_SHAPES.get(kind);
  if (!shape) throw new DomainError('kind_unknown', { kind: kind.slice(0, 40) }, 'kind');
  return shape;
}

/** The fields of the kind itself. */
export function payloadOf(kind: string): Shape {
  return EVENT_KINDS.get(kind)?.payload ?? shapeOfKind(kind);
}

/** What a form begins with: today, what the last entry of the kind said, or the event that is corrected. */
export function beginning(kind: string, today: string, history: History, corrected: Fact | undefined): Typed {
  // An amendment is the whole document anew: it begins with what is in force.
  if (kind === 'amendment') return { ...typedOf({ terms: history.termsOn(today) }), on: today, id: randomUUID() };
  const { facts } = history;
  if (corrected) {
    const { id: _id, kind: _kind, ...event } = corrected.event;
    return { ...typedOf(event), on: corrected.on, id: randomUUID() };
  }
  const last = [...facts].reverse().find((f) => f.kind === kind && f.reversedOn === undefined);
  const lastEntry: Readonly<Record<string, unknown>> = { ...last?.event };
  const carried = [...(EVENT_KINDS.get(kind)?.carried ?? []), 'by'].filter((name) => lastEntry[name] !== undefined);
  return {
    ...typedOf(Object.fromEntries(carried.map((name) => [name, lastEntry[name]]))),
    on: today,
    id: randomUUID(),
  };
}

/** The choices, suggestions and defaults of a form, from the terms and from what happened before. */
export function aids(frame: Frame, kind: string, history: History, terms: Terms): Omit<FormState, 'typed' | 'errors'> {
  const subjects = terms.obligations.flatMap((o) => subjectsOf(o, terms));
  const debts = subjects.map((s) => ({ value: s.subject, text: debtName(frame, s, subjects) }));
  const deaths = history.facts.filter((f) => f.kind === 'death' && f.reversedOn === undefined);
  const lastEntry = (name: string): string[] => [
    ...new Set(history.facts.map((f) => ({ ...f.event } as Readonly<Record<string, unknown>>)[name]).filter((v) => typeof v === 'string')),
  ]; // prettier-ignore
  const share = EVENT_KINDS.get(kind)?.share?.(terms);
  return {
    about: kind,
    ...(kind === 'amendment' ? { isLoose: true } : {}),
    choices: {
      ...termsChoices(frame),
      obligation: debts,
      replaces: deaths.map((f) => ({
        value: f.id,
        text: `${f.on} ${eventSummary(frame, f.event, subjects)}`,
      })),
      cause: causes(frame, terms, lastEntry('cause')),
      means: MEANS.map((value) => ({ value, text: frame.tOr(`choice.means.${value}`, value) })),
    },
    suggestions: {
      item: lastEntry('item'),
      channel: lastEntry('channel'),
      buyer: lastEntry('buyer'),
      by: lastEntry('by'),
      method: [...new Set([...lastEntry('method'), ...METHODS])],
    },
    defaults: {
      ...(debts.length > 0 ? { obligation: frame.t('entry.onlyOne') } : {}),
      ...(share === undefined ? {} : { householdShare: frame.t('entry.byTerms', { value: `${share}%` }) }),
      from: kind === 'death' ? frame.word('book.leased') : '',
      book: frame.word('book.own'),
      collectedBy: frame.tOr('choice.collectedBy.cooperative', ''),
    },
    species: speciesOf(terms),
    hidden: new Set(hiddenFields(kind, debts, deaths.length)),
  };
}

/** A choice between one and nothing is no choice. */
function hiddenFields(kind: string, debts: readonly Option[], deaths: number): string[] {
  return [
    ...(debts.length <= 1 ? ['obligation'] : []),
    ...(deaths === 0 ? ['replaces'] : []),
    ...(kind === 'reversal' ? ['of'] : []),
  ];
}

function causes(frame: Frame, terms: Terms, lastEntry: readonly string[]): Option[] {
  const agreed = (terms.losses ?? []).flatMap((rule) => rule.causes).filter((cause) => cause !== '*');
  return causeOptions(frame, [...agreed, ...lastEntry]);
}

/** What the fields of terms are chosen from. */
export function termsChoices(frame: Frame): Readonly<Record<string, readonly Option[]>> {
  return {
    'terms.losses.causes': [{ value: '*', text: frame.t('terms.anyCause') }, ...causeOptions(frame, [])],
    'terms.obligations.rule': [...OBLIGATION_SHAPES.keys()].map((value) => ({
      value,
      text: frame.word(`rule.${value}`),
    })),
  };
}

/** The usual causes of a loss, and others that are known here. */
function causeOptions(frame: Frame, known: readonly string[]): Option[] {
  return [...new Set([...known, ...CAUSES])].map((value) => ({ value, text: causeWord(frame, value) }));
}

/** The species of the animals that the terms speak of. */
export function speciesOf(terms: Terms): string[] {
  const classes = terms.handout.map((h) => h.class);
  return Object.entries(CLASSES_BY_SPECIES)
    .filter(([, all]) => (all as readonly string[]).some((cls) => classes.includes(cls)))
    .map(([species]) => species);
}
