/** The totals that closing a season would freeze; what households owe and what they are owed are never netted. */
import { listSeasons, requireClosable, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { classOrder } from '../domain/animals';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import { formatMoney, sumFen } from '../domain/quantity/money';
import { Code } from '../domain/shape/field';
import { Amount, Hash, View, Views, Whole, Words } from '../domain/shape/view';
import { SECTION_LINES, settle, type SubjectLines } from '../domain/statement/statement';
import { decodeSubjects, encodeSubjects } from '../domain/statement/statement-lines';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import { eachHistory, staleContracts } from '../contracts/histories';
import { SettlementFailure } from '../statements/drafts';

/** Heads of one class. */
export class ClassTotal {
  @Words() readonly class: string;
  @Whole() readonly owed: number;
  @Whole() readonly arrears: number;
  @Whole() readonly ahead: number;
}

class CashTotals {
  @Amount() readonly householdsOwe: string;
  @Amount() readonly householdsAreOwed: string;
}

class ClosingTotals {
  @View(() => CashTotals) readonly cash: CashTotals;
  @Amount() readonly deposit: string;
  /** The negative part, deposits paid back beyond what was paid in; absent if there is none. */
  @Amount({ optional: true }) readonly depositsShort?: string;
  @Views(() => ClassTotal) readonly owed: readonly ClassTotal[];
}

export class ClosingEffect {
  @Code() readonly season: string;
  @Whole() readonly statements: number;
  /** A hash of all those statements: any change gives another one, even if the sums stay the same. */
  @Hash() readonly sha256: string;
  /** Contracts that cannot be settled; as long as there is one, the season cannot be closed. */
  @Views(() => SettlementFailure) readonly failures: readonly SettlementFailure[];
  @View(() => ClosingTotals) readonly totals: ClosingTotals;
}

/** @throws DomainError season_unknown, season_not_open, season_closed, amount_too_large */
export async function closingEffect(
  reader: Reader,
  code: string,
  { season: name }: { readonly season: string },
): Promise<ClosingEffect> {
  const cooperative = await requireCooperative(reader, code);
  const season = requireClosable(await listSeasons(reader, cooperative.id), name);
  if (season.closed) throw new DomainError('season_closed', { season: name }, 'season');
  const totals = new Totals();
  const failures: SettlementFailure[] = [];
  const stale = await staleContracts(reader, cooperative.id, season.id);
  await addDrafts(reader, cooperative, season, new Set(stale), totals);
  for await (const { contract, history } of eachHistory(reader, cooperative.id, stale, { upToSeason: season.id })) {
    try {
      const settlement = settle(history, season);
      if (settlement) totals.add(contract.id, settlement.subjects);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      failures.push({ contract: contract.number, code: error.code });
    }
  }
  return { season: name, statements: totals.statements, sha256: totals.sha256(), failures, totals: totals.view() };
}

/** The stored drafts that are up to date. */
async function addDrafts(
  reader: Reader,
  cooperative: CooperativeRef,
  season: Season,
  stale: ReadonlySet<number>,
  totals: Totals,
): Promise<void> {
  const rows = reader.iterate<{ contract_id: number; lines: string }>(
    'select contract_id, lines from statement where cooperative_id = ? and season_id = ? order by contract_id',
    [cooperative.id, season.id],
  );
  for await (const row of rows) if (!stale.has(row.contract_id)) totals.add(row.contract_id, decodeSubjects(row.lines));
}

class Totals {
  statements = 0;
  private householdsOwe = 0;
  private householdsAreOwed = 0;
  private deposit = 0;
  private depositsShort = 0;
  /** By contract. */
  private readonly contents = new Map<number, string>();
  private readonly classes = new Map<string, ClassTotal>();

  add(contractId: number, subjects: readonly SubjectLines[]): void {
    this.statements += 1;
    this.contents.set(contractId, sha256(encodeSubjects(subjects)));
    for (const s of subjects) {
      const value = (line: string): number => s.values[SECTION_LINES[s.section].indexOf(line)] ?? 0;
      const closing = value('closing');
      if (s.section === 'cash' && closing > 0) this.householdsOwe = sumFen([this.householdsOwe, closing]);
      if (s.section === 'cash' && closing < 0) this.householdsAreOwed = sumFen([this.householdsAreOwed, -closing]);
      if (s.section === 'deposit') this.deposit = sumFen([this.deposit, closing]);
      if (s.section === 'deposit' && closing < 0) this.depositsShort = sumFen([this.depositsShort, -closing]);
      if (s.section === 'owed') this.addOwed(s.commodity, closing, value('arrears'), value('ahead'));
    }
  }

  sha256(): string {
    return sha256(canonicalJson([...this.contents].sort(([a], [b]) => a - b)));
  }

  private addOwed(name: string, owed: number, arrears: number, ahead: number): void {
    const was = this.classes.get(name) ?? { class: name, owed: 0, arrears: 0, ahead: 0 };
    this.classes.set(name, {
      class: name,
      owed: was.owed + owed,
      arrears: was.arrears + arrears,
      ahead: was.ahead + ahead,
    });
  }

  view(): ClosingEffect['totals'] {
    return {
      cash: { householdsOwe: formatMoney(this.householdsOwe), householdsAreOwed: formatMoney(this.householdsAreOwed) },
      deposit: formatMoney(this.deposit),
      ...(this.depositsShort === 0 ? {} : { depositsShort: formatMoney(this.depositsShort) }),
      owed: [...this.classes.values()].sort((a, b) => classOrder(a.class) - classOrder(b.class)),
    };
  }
}
