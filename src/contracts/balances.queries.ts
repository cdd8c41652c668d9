/** What a contract owes on a day, as known at an instant, in the form of statement lines: heads, cash, deposit and stock. */
import type { Season } from '../calendar/seasons';
import { listSeasons } from '../calendar/seasons';
import type { ContractRow } from './contracts';
import { loadHistory } from './histories';
import type { Reader } from '../database/tx';
import { DomainError } from '../domain/errors';
import { History } from '../domain/contract/history';
import { settle } from '../domain/statement/statement';
import { statementHead, statementLines, StatementLine } from '../domain/statement/statement-lines';
import type { CooperativeRef } from '../parties/cooperatives';
import { Code, DateText } from '../domain/shape/field';
import { Instant, Views } from '../domain/shape/view';

/** A day, and the instant as known at which it is looked at. */
export class BalanceMoment {
  @DateText() readonly on: string;
  @Instant({ optional: true }) readonly asKnown?: string;
}

/** The position of a contract at the end of a day. */
export class BalanceView {
  @Code() readonly contract: string;
  @Code() readonly household: string;
  @DateText() readonly on: string;
  @Instant({ optional: true }) readonly asKnown?: string;
  @Code() readonly season: string;
  @Views(() => StatementLine) readonly lines: readonly StatementLine[];
}

/**
 * The lines of the season that contains `on`, computed up to that day.
 *
 * @throws DomainError before_first_season, contract_not_active
 */
export async function balanceOn(
  reader: Reader,
  cooperative: CooperativeRef,
  contract: ContractRow,
  moment: BalanceMoment,
): Promise<BalanceView> {
  const seasons = await listSeasons(reader, cooperative.id);
  const season = seasonAround(seasons, moment.on);
  const history = await historyFor(reader, cooperative, contract, season, moment);
  const settlement = settle(history, { from: season.from, to: moment.on });
  return {
    contract: contract.number,
    household: contract.household,
    ...moment,
    season: season.code,
    lines: settlement ? statementLines(statementHead(cooperative, season, contract), settlement.subjects) : [],
  };
}

/** The season of a day; days after the last season belong to it. */
export function seasonAround(seasons: readonly Season[], on: string): Season {
  const season = seasons.filter((s) => s.from <= on).at(-1);
  if (!season) throw new DomainError('before_first_season', { on, first: seasons[0]?.from ?? '-' }, 'on');
  return season;
}

async function historyFor(
  reader: Reader,
  cooperative: CooperativeRef,
  contract: ContractRow,
  season: Season,
  moment: BalanceMoment,
): Promise<History> {
  if (moment.asKnown !== undefined) return loadHistory(reader, cooperative.id, contract, { asKnown: moment.asKnown });
  const history = await loadHistory(reader, cooperative.id, contract);
  const isTooLate = history.openedWith !== undefined && history.openedWith.on >= season.from;
  return isTooLate ? loadHistory(reader, cooperative.id, contract, { whole: true }) : history;
}
