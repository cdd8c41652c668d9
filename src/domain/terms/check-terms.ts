/** Checks of terms that involve several fields, or the contract's dates. */
import { DomainError, DomainErrors } from '../errors';
import { compare } from '../quantity/ratio';
import { contractYearEnd, type CivilDate } from '../calendar';
import { ruleOf, type Obligation } from '../obligations/registry';
import { sumOfTranches } from '../obligations/schedule';
import type { Terms } from './terms';

/** The earliest first day, and the longest term in years: they bound everything that is computed year by year. */
const EARLIEST = '1950-01-01';
const YEARS_MAX = 50;

/** The first and last day of a contract; without `to` it has no fixed end. */
export interface Term {
  readonly from: CivilDate;
  readonly to?: CivilDate;
}

/**
 * Refuses terms that contradict themselves or the contract's dates.
 *
 * @param path where the terms stand in the input, for the errors' fields
 * @throws DomainErrors with codes contract_dates, contract_too_early, contract_too_long, terms_needs_to, terms_schedule, terms_tranches, terms_class_repeated,
 * terms_loss_price, amount_too_large
 * @example a fixed_total of 180 with tranches 100 + 70 is refused: terms_tranches at terms.obligations[0].schedule
 */
export function checkTerms(terms: Terms, term: Term, path = 'terms'): void {
  const errors: DomainError[] = [];
  const refuse = (code: ConstructorParameters<typeof DomainError>[0], field: string, details = {}): void => {
    errors.push(new DomainError(code, details, `${path}${field}`));
  };
  if (term.to !== undefined && term.to < term.from)
    errors.push(new DomainError('contract_dates', { from: term.from, to: term.to }, 'to'));
  if (term.from < EARLIEST) errors.push(new DomainError('contract_too_early', { earliest: EARLIEST }, 'from'));
  const latest = contractYearEnd(term.from, YEARS_MAX);
  if (term.to !== undefined && term.to > latest)
    errors.push(new DomainError('contract_too_long', { years: YEARS_MAX, latest }, 'to'));
  terms.obligations.forEach((obligation, i) => checkObligation(obligation, terms, term, `.obligations[${i}]`, refuse));
  checkReturnSameClasses(terms, refuse);
  if (agreedCash(terms) > BigInt(Number.MAX_SAFE_INTEGER)) refuse('amount_too_large', '.obligations');
  terms.losses?.forEach((loss, i) => {
    if ((loss.effect === 'charge') !== (loss.price !== undefined)) refuse('terms_loss_price', `.losses[${i}].price`);
  });
  if (terms.shortfall && (terms.shortfall.action === 'cash') !== (terms.shortfall.pricePerHead !== undefined)) {
    refuse('terms_loss_price', '.shortfall.pricePerHead');
  }
  if (errors.length > 0) throw new DomainErrors(errors);
}

type Refuse = (
  code: ConstructorParameters<typeof DomainError>[0],
  field: string,
  details?: Record<string, string | number>,
) => void;

function checkObligation(obligation: Obligation, terms: Terms, term: Term, path: string, refuse: Refuse): void {
  const rule = ruleOf(obligation);
  if (rule.needsEnd && term.to === undefined) refuse('terms_needs_to', `${path}.rule`);
  if (!('schedule' in obligation)) return;
  const { kind, tranches } = obligation.schedule;
  if ((kind === 'tranches') !== (tranches !== undefined)) refuse('terms_schedule', `${path}.schedule`);
  else if (kind !== 'tranches' && term.to === undefined) refuse('terms_needs_to', `${path}.schedule`);
  if (!tranches) return;
  for (const [i, tranche] of tranches.entries()) {
    const outside = tranche.on < term.from || (term.to !== undefined && tranche.on > term.to);
    if (outside) refuse('terms_tranches', `${path}.schedule.tranches[${i}].on`, { on: tranche.on });
  }
  const agreed = rule.agreed?.(obligation, terms);
  if (agreed && compare(sumOfTranches(tranches), agreed) !== 0) refuse('terms_tranches', `${path}.schedule`);
}

/** All cash obligations together, fen. */
export function agreedCash(terms: Pick<Terms, 'obligations' | 'handout'>): bigint {
  return terms.obligations.reduce((sum, o) => {
    const agreed = ruleOf(o).unit === 'CNY' ? ruleOf(o).agreed?.(o, terms) : undefined;
    return agreed ? sum + agreed.n / agreed.d : sum;
  }, 0n);
}

/** No class may be in two `return_same` obligations: an animal goes back only once. */
function checkReturnSameClasses(terms: Terms, refuse: Refuse): void {
  const seen = new Set<string>();
  terms.obligations.forEach((obligation, i) => {
    for (const cls of ruleOf(obligation).classes?.(obligation, terms) ?? []) {
      if (seen.has(cls)) refuse('terms_class_repeated', `.obligations[${i}].classes`, { class: cls });
      seen.add(cls);
    }
  });
}

/**
 * Refuses new terms that drop an obligation or change its rule or class(es); new obligations may be added (docs/rules.md section 6).
 *
 * @throws DomainError amendment_changes_obligation naming the obligation
 */
export function checkAmendment(before: Terms, after: Terms, path = 'terms'): void {
  for (const old of before.obligations) {
    const now = after.obligations.find((o) => o.id === old.id);
    if (!now || now.rule !== old.rule || identityOf(now, after) !== identityOf(old, before)) {
      throw new DomainError('amendment_changes_obligation', { obligation: old.id }, `${path}.obligations`);
    }
  }
}

function identityOf(obligation: Obligation, terms: Terms): string {
  const classes = ruleOf(obligation).classes?.(obligation, terms);
  if (classes) return [...classes].sort().join(',');
  return 'class' in obligation ? obligation.class : '';
}
