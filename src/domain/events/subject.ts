/** Finds the debt in kind that an event settles: the one it names, or the only one that fits. */
import { acceptsOneForOne, classOrder } from '../animals';
import { DomainError } from '../errors';
import { ONE, parseRatio, type Ratio } from '../quantity/ratio';
import { ruleOf, type Obligation } from '../obligations/registry';
import type { AgreedTerms } from '../obligations/rule';
import type { Valuation } from './kind';

/** A debt in heads of one class. Its subject is the obligation's id, or `id:class` for `return_same`. */
export interface Subject {
  readonly obligation: string;
  readonly subject: string;
  readonly class: string;
  readonly sameAnimals: boolean;
}

/** The subjects of one obligation in kind; none for cash. */
export function subjectsOf(obligation: Obligation, terms: AgreedTerms): readonly Subject[] {
  const { id: name } = obligation;
  const rule = ruleOf(obligation);
  if (rule.unit === 'CNY') return [];
  const same = rule.classes?.(obligation, terms);
  if (same === undefined)
    return 'class' in obligation
      ? [{ obligation: name, subject: name, class: obligation.class, sameAnimals: false }]
      : [];
  const classes = [...same].sort((a, b) => classOrder(a) - classOrder(b));
  return classes.map((cls) => ({ obligation: name, subject: `${name}:${cls}`, class: cls, sameAnimals: true }));
}

/** The classes of what an obligation owes, `CNY` for cash. */
export function owedClasses(obligation: Obligation, terms: AgreedTerms): readonly string[] {
  return ruleOf(obligation).unit === 'CNY' ? ['CNY'] : subjectsOf(obligation, terms).map((s) => s.class);
}

/** All subjects in kind, those agreed first at the front. */
export function allSubjects(valuation: Valuation): readonly Subject[] {
  return valuation.obligations.flatMap((o) => subjectsOf(o, valuation.terms));
}

/**
 * The subjects that `name` stands for: usually one; several for the id of a `return_same` with several classes.
 *
 * @throws DomainError obligation_unknown, obligation_mismatch (a cash obligation)
 */
export function namedSubjects(valuation: Valuation, name: string): readonly Subject[] {
  const found = allSubjects(valuation).filter((s) => s.subject === name || s.obligation === name);
  if (found.length > 0) return found;
  const isCash = valuation.obligations.some((o) => o.id === name);
  throw new DomainError(isCash ? 'obligation_mismatch' : 'obligation_unknown', { obligation: name }, 'obligation');
}

/**
 * The subject named, or the only one, for events that settle a number of heads of no particular class.
 *
 * @throws DomainError obligation_ambiguous, obligation_mismatch, obligation_unknown
 */
export function singleSubject(valuation: Valuation, name: string | undefined): Subject {
  const candidates = name === undefined ? allSubjects(valuation) : namedSubjects(valuation, name);
  const [first, second] = candidates;
  if (!first) throw new DomainError('obligation_mismatch', { obligation: name ?? '' }, 'obligation');
  if (second && (valuation.recording || name !== undefined)) throw ambiguous(candidates);
  return first;
}

/** How many heads of the subject's class one head of `cls` settles; undefined when it does not count. */
export function worthOf(valuation: Pick<Valuation, 'terms'>, subject: Subject, cls: string): Ratio | undefined {
  if (acceptsOneForOne(subject.class, cls)) return ONE;
  const substitution = valuation.terms.substitutions?.find((s) => s.class === cls);
  return substitution && parseRatio(substitution.countsAs);
}

/**
 * The one of an obligation's subjects that a head of `cls` settles: that of its own class, or by substitution when there is only one subject.
 *
 * @throws DomainError obligation_mismatch
 */
export function subjectForClass(
  valuation: Valuation,
  subjects: readonly Subject[],
  cls: string,
): { subject: Subject; worth: Ratio } {
  const own = subjects.find((s) => acceptsOneForOne(s.class, cls));
  const subject = own ?? (subjects.length === 1 ? subjects[0] : undefined);
  const worth = subject && worthOf(valuation, subject, cls);
  if (!subject || !worth)
    throw new DomainError(
      'obligation_mismatch',
      { class: cls, obligation: subjects[0]?.obligation ?? '' },
      'obligation',
    );
  return { subject, worth };
}

/** The refusal that lists the subjects to choose from. */
export function ambiguous(candidates: readonly Subject[]): DomainError {
  return new DomainError(
    'obligation_ambiguous',
    { candidates: candidates.map((s) => s.subject).join(', ') },
    'obligation',
  );
}
