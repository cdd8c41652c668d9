/** The debts of contracts, so that pages can name what an event settles by its animals. */
import type { ProposalView } from '../approvals/proposals.queries';
import type { Reader } from '../database/tx';
import { subjectsOf } from '../domain/events/subject';
import type { Terms } from '../domain/terms/terms';
import type { NamedDebt } from '../i18n/debt-names';

/** By the numbers of contracts. */
export type Debts = ReadonlyMap<string, readonly NamedDebt[]>;

/** The debts of some contracts under all terms they have had, in one query. */
export async function debtsOf(
  reader: Reader,
  cooperativeId: number,
  contracts: Iterable<string | undefined>,
): Promise<Debts> {
  const numbers = [...new Set(contracts)].filter((number) => number !== undefined);
  if (numbers.length === 0) return new Map();
  const list = numbers.map(() => '?').join(', ');
  const rows = await reader.all<{ number: string; terms: string }>(
    `select number, terms from contract where cooperative_id = ? and number in (${list})
     union all
     select c.number, v.terms from contract c join terms_version v on v.cooperative_id = c.cooperative_id and v.contract_id = c.id
     where c.cooperative_id = ? and c.number in (${list})`,
    [cooperativeId, ...numbers, cooperativeId, ...numbers],
  );
  const debts = new Map<string, readonly NamedDebt[]>();
  for (const { number, terms } of rows)
    debts.set(number, allDebts([...(debts.get(number) ?? []), ...debtsOfTerms(JSON.parse(terms) as Terms)]));
  return debts;
}

/** The debts of the contracts that proposals are about, including those that proposed amendments would add. */
export async function debtsOfProposals(
  reader: Reader,
  cooperativeId: number,
  proposals: readonly Pick<ProposalView, 'payload'>[],
): Promise<Debts> {
  const changes = proposals.map(({ payload }) => ((payload as { event?: object }).event ?? payload) as Amending);
  const debts = new Map(await debtsOf(reader, cooperativeId, changes.map((a) => a.contract))); // prettier-ignore
  for (const { contract, terms } of changes)
    if (contract !== undefined && terms !== undefined)
      debts.set(contract, allDebts([...(debts.get(contract) ?? []), ...debtsOfTerms(terms)]));
  return debts;
}

interface Amending {
  readonly contract?: string;
  readonly terms?: Terms;
}

function debtsOfTerms(terms: Terms): NamedDebt[] {
  return terms.obligations.flatMap((o) =>
    subjectsOf(o, terms).map((s) => ({ obligation: s.obligation, class: s.class })),
  );
}

/** Each debt once: successive versions of terms have nearly the same. */
function allDebts(debts: readonly NamedDebt[]): NamedDebt[] {
  return [...new Map(debts.map((d) => [`${d.obligation}:${d.class}`, d])).values()];
}
