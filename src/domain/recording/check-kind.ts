/** Checks that one kind of event needs against the contract's history. */
import type { CivilDate } from '../calendar';
import { DomainError } from '../errors';
import type { Amendment } from '../events/amendment';
import type { Handover } from '../events/handover';
import type { EventKind } from '../events/kind';
import type { Reversal } from '../events/reversal';
import type { Fact, History, TermsVersion } from '../contract/history';
import { checkAmendment, checkTerms } from '../terms/check-terms';
import type { Booking } from './booking';

/** After a completion only a few kinds are accepted, and a contract is terminated only once. */
export function checkStatus(history: History, kind: EventKind): void {
  if (!kind.afterCompletion && standing(history, 'completion'))
    throw new DomainError('contract_ended', { kind: kind.kind }, 'kind');
  if (kind.kind === 'termination' && standing(history, 'termination'))
    throw new DomainError('already_terminated', {}, 'kind');
}

/** Whether there is a completion or termination that is not reversed. */
function standing(history: History, kind: 'completion' | 'termination'): boolean {
  const carried = history.openedWith?.position[kind === 'completion' ? 'completedOn' : 'terminatedOn'];
  return carried !== undefined || history.facts.some((f) => f.kind === kind && f.reversedOn === undefined);
}

/** The reversed event must exist, be no reversal itself, not be reversed yet, and not be booked later than the reversal. */
export function checkReversal(history: History, { of }: Reversal, booking: Booking): void {
  const original = history.facts.find((f) => f.id === of);
  if (!original) throw new DomainError('event_unknown', { event: of }, 'of');
  if (original.kind === 'reversal') throw new DomainError('reversal_of_reversal', { event: of }, 'of');
  if (original.reversedOn !== undefined) throw new DomainError('already_reversed', { event: of }, 'of');
  if (booking.bookedOn < original.bookedOn) {
    throw new DomainError('reversal_too_early', { event: of, on: booking.bookedOn, bookedOn: original.bookedOn }, 'on');
  }
  if (original.kind === 'amendment') checkIsLatest(history, original);
}

function checkIsLatest(history: History, original: Fact): void {
  const later = history.versions.some((v) => v.reversedOn === undefined && isAfter(v, original));
  if (later) throw new DomainError('amendment_not_latest', { event: original.id }, 'of');
}

function isAfter(version: TermsVersion, fact: Fact): boolean {
  return version.inForceFrom > fact.bookedOn || (version.inForceFrom === fact.bookedOn && version.seq > fact.seq);
}

/** New terms must be consistent and keep every earlier obligation, and the next amendment, if any, must keep theirs. */
export function checkAmended(history: History, { terms }: Amendment, bookedOn: CivilDate): void {
  checkTerms(terms, history.contract);
  checkAmendment(history.termsOn(bookedOn), terms);
  const [next] = history.versions
    .filter((v) => v.reversedOn === undefined && v.inForceFrom > bookedOn)
    .sort((a, b) => (a.inForceFrom < b.inForceFrom ? -1 : 1));
  if (next) checkAmendment(terms, next.terms);
}

/** `replaces` must name a death of the contract that is not reversed. */
export function checkReplaces(history: History, { replaces }: Handover): void {
  if (replaces === undefined) return;
  const death = history.facts.find((f) => f.id === replaces);
  if (!death) throw new DomainError('event_unknown', { event: replaces }, 'replaces');
  if (death.kind !== 'death' || death.reversedOn !== undefined)
    throw new DomainError('replaces_not_death', { event: replaces }, 'replaces');
}
