/** Chooses the cooperative of an export that holds one. */
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { listCooperatives, requireCooperative, type CooperativeRow } from '../parties/cooperatives';

/**
 * The cooperative named, or the only one there is.
 *
 * @throws DomainError cooperative_unknown, book_empty, several_cooperatives
 */
export async function onlyCooperative(reader: Reader, code: string | undefined): Promise<CooperativeRow> {
  if (code !== undefined) return requireCooperative(reader, code);
  return theOnly(await listCooperatives(reader));
}

/**
 * The one there is, or was at an instant.
 *
 * @throws DomainError book_empty, several_cooperatives
 */
export function theOnly<C extends { readonly code: string }>(cooperatives: readonly C[], asKnown?: string): C {
  const [first, ...others] = cooperatives;
  if (!first) throw new DomainError('book_empty', asKnown === undefined ? {} : { asKnown });
  if (others.length > 0)
    throw new DomainError('several_cooperatives', { codes: cooperatives.map((c) => c.code).join(', ') });
  return first;
}
