/** The balances of a household's contracts, each on its own, never netted. */
import { CONTRACT_ROWS, type ContractRow } from './contracts';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { formatMoney, parseMoney, sumFen } from '../domain/quantity/money';
import { Amount, View, Views } from '../domain/shape/view';
import { NamedView, type CooperativeRow } from '../parties/cooperatives';
import type { HouseholdRow } from '../parties/households';
import { balanceOn, BalanceMoment, BalanceView } from './balances.queries';

class HouseholdCash {
  @Amount() readonly householdOwes: string;
  @Amount() readonly householdIsOwed: string;
}

/** Debits and credits are summed separately: a credit under one contract does not pay a debt under another. */
export class HouseholdBalances extends BalanceMoment {
  @View(() => NamedView) readonly household: NamedView;
  @Views(() => BalanceView) readonly contracts: readonly BalanceView[];
  @View(() => HouseholdCash) readonly cash: HouseholdCash;
}

/** A household has few contracts; more than this is a mistake in the data, and is refused rather than truncated. */
const CONTRACTS_MAX = 500;

/** @throws DomainError before_first_season, amount_too_large (a sum beyond 2^53 - 1 fen) */
export async function householdBalances(
  reader: Reader,
  cooperative: CooperativeRow,
  household: HouseholdRow,
  moment: BalanceMoment,
): Promise<HouseholdBalances> {
  const rows = await reader.all<ContractRow>(
    `${CONTRACT_ROWS} where c.cooperative_id = ? and c.household_id = ? and c.state = 'active' order by c.id limit ${CONTRACTS_MAX + 1}`,
    [cooperative.id, household.id],
  );
  if (rows.length > CONTRACTS_MAX) throw new DomainError('list_invalid', { max: CONTRACTS_MAX }, 'household');
  const contracts: BalanceView[] = [];
  for (const row of rows) {
    const balance = await balanceIfKnown(reader, cooperative, row, moment);
    if (balance) contracts.push(balance);
  }
  const closings = contracts.flatMap((c) =>
    c.lines.filter((l) => l.section === 'cash' && l.line === 'closing').map((l) => parseMoney(l.quantity)),
  );
  const sum = (amountsFen: readonly number[]): string => formatMoney(sumFen(amountsFen.filter((fen) => fen > 0)));
  return {
    household: { code: household.code, name: household.name },
    ...moment,
    contracts,
    cash: { householdOwes: sum(closings), householdIsOwed: sum(closings.map((fen) => -fen)) },
  };
}

/** Contracts recorded after the instant were not known yet. */
async function balanceIfKnown(
  reader: Reader,
  cooperative: CooperativeRow,
  row: ContractRow,
  moment: BalanceMoment,
): Promise<BalanceView | undefined> {
  try {
    return await balanceOn(reader, cooperative, row, moment);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'contract_unknown') return undefined;
    throw error;
  }
}
