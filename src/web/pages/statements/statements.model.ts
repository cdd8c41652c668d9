/** Gathers the list of a season's statements: for those who supervise, with filters kept in the address. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason, type Season } from '../../../calendar/seasons';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { parseMoney, sumFen } from '../../../domain/quantity/money';
import { STATEMENT_STATES } from '../../../domain/statement/workflow';
import type { Access } from '../../../parties/scope';
import { listStatements } from '../../../seasons/season-list.queries';
import type { StatementView } from '../../../statements/statements.queries';
import type { StatementRow, StatementsView } from './statements.view';

const PAGE = 50;
const NEWEST = 2_147_483_647;

@Injectable()
export class StatementsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * @param query `season` (the current one when absent), `state`, `q`, `owes` (`heads`, `cash` or `overdue`), `after`
   * @throws DomainError season_unknown, page_invalid
   */
  of(
    { cooperative, scope }: Pick<Access, 'cooperative' | 'scope'>,
    query: Readonly<Record<string, string>>,
    limit = PAGE,
  ): Promise<StatementsView> {
    const { after, q, owes } = query;
    const begin = after === undefined ? 0 : Number(decodeCursor(after, ['integer'])[0]);
    const state = STATEMENT_STATES.find((known) => known === query['state']);
    return this.reads.snapshot(async (reader) => {
      const seasons = await listSeasons(reader, cooperative.id);
      const season = query['season'] ? requireSeason(seasons, query['season']) : currentOf(seasons, this.clock.today());
      if (!season) return { seasons, rows: [] };
      const filter = {
        after: Math.min(begin, NEWEST),
        limit,
        ...(state === undefined ? {} : { state }),
        ...(q === undefined ? {} : { text: q }),
        fits: (statement: StatementView) => doesOwe(rowOf(statement, ''), owes),
      };
      const { statements, next } = await listStatements(reader, cooperative, scope, season, filter);
      const names = await namesOf(reader, cooperative.id, statements);
      return {
        seasons,
        season,
        rows: statements.map((s) => rowOf(s, names.get(s.household) ?? s.household)),
        ...(next === undefined ? {} : { next: encodeCursor([next]) }),
      };
    });
  }
}

/** The season of today, or the last one before it. */
function currentOf(seasons: readonly Season[], today: string): Season | undefined {
  return seasons.findLast((s) => s.from <= today) ?? seasons.at(-1);
}

function rowOf(statement: StatementView, name: string): StatementRow {
  const of = (section: string, line: string): string[] =>
    statement.lines.filter((l) => l.section === section && l.line === line && l.unit !== 'CNY').map((l) => l.quantity);
  const cash = statement.lines.filter((l) => l.section === 'cash' && l.line === 'closing');
  return {
    statement,
    household: { code: statement.household, name },
    headsOwed: sumOf(of('owed', 'closing')),
    headsOverdue: sumOf(of('owed', 'arrears')),
    cashFen: sumFen(cash.map((l) => parseMoney(l.quantity))),
  };
}

/** What is ahead under one obligation pays nothing of another. */
function sumOf(quantities: readonly string[]): number {
  return quantities.reduce((sum, quantity) => sum + Math.max(0, Number(quantity)), 0);
}

function doesOwe({ headsOwed, headsOverdue, cashFen }: StatementRow, owes: string | undefined): boolean {
  switch (owes) {
    case 'heads':
      return headsOwed > 0;
    case 'cash':
      return cashFen > 0;
    case 'overdue':
      return headsOverdue > 0;
    default:
      return true;
  }
}

async function namesOf(
  reader: Reader,
  cooperativeId: number,
  statements: readonly StatementView[],
): Promise<Map<string, string>> {
  const codes = [...new Set(statements.map((s) => s.household))];
  if (codes.length === 0) return new Map();
  const rows = await reader.all<{ code: string; name: string }>(
    `select code, name from household where cooperative_id = ? and code in (${codes.map(() => '?').join(', ')})`,
    [cooperativeId, ...codes],
  );
  return new Map(rows.map((r) => [r.code, r.name]));
}
