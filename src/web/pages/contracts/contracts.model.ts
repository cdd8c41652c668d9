/** Gathers the list of contracts: filters, one page by key, and what each owes. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import type { SqlValue } from '../../../database/tx';
import { soughtText } from '../../../domain/shape/texts';
import { CONTRACT_ROWS, type ContractRow } from '../../../contracts/contracts';
import { DueListService, type ContractDue } from '../../../contracts/due-list.service';
import { stateOf } from '../../kit/parts';
import type { ContractsView } from './contracts.view';

const PAGE = 50;
/** A database takes only so many parameters; a list this long is narrowed by other filters first. */
const MOST_IDS = 5_000;

@Injectable()
export class ContractsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly dues: DueListService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError page_invalid */
  async of(cooperativeId: number, query: Readonly<Record<string, string>>, limit = PAGE): Promise<ContractsView> {
    const today = this.clock.today();
    const dues = new Map((await this.dues.of(cooperativeId, today)).map((d) => [d.contractId, d]));
    const after = query['after'] === undefined ? 0 : Number(decodeCursor(query['after'], ['integer'])[0]);
    const { where, params } = conditions(cooperativeId, query, after, wantedIds(dues, query['due'], today));
    const rows = await this.reads.all<ContractRow & { household_name: string }>(
      `select x.*, hh.name as household_name from (${CONTRACT_ROWS}) x
       join household hh on hh.cooperative_id = x.cooperative_id and hh.id = x.household_id
       where ${where} order by x.id limit ${limit + 1}`,
      params,
    );
    const last = rows[limit - 1];
    return {
      today,
      rows: rows.slice(0, limit).map((row) => {
        const due = dues.get(row.id);
        return {
          number: row.number,
          household: { code: row.household, name: row.household_name },
          from: row.starts_on,
          to: row.ends_on,
          state: row.state === 'draft' ? 'draft' : due?.endedOn === undefined ? 'active' : 'ended',
          debts: due?.debts ?? [],
          cashFen: due?.cashFen ?? 0,
        };
      }),
      ...(rows.length > limit && last ? { next: encodeCursor([last.id]) } : {}),
    };
  }
}

function wantedIds(
  dues: ReadonlyMap<number, ContractDue>,
  wanted: string | undefined,
  today: string,
): readonly number[] | undefined {
  if (wanted !== 'overdue' && wanted !== 'soon' && wanted !== 'ended') return undefined;
  const fits = (due: ContractDue): boolean =>
    wanted === 'ended' ? due.endedOn !== undefined : due.debts.some((debt) => stateOf(debt, today) === wanted);
  return [...dues.values()].filter(fits).map((due) => due.contractId);
}

function conditions(
  cooperativeId: number,
  query: Readonly<Record<string, string>>,
  after: number,
  ids: readonly number[] | undefined,
): { where: string; params: SqlValue[] } {
  const where = ['x.cooperative_id = ?', 'x.id > ?'];
  const params: SqlValue[] = [cooperativeId, Math.min(after, 2_147_483_647)];
  const { state, household } = query;
  const q = soughtText(query['q']);
  if (q !== '') {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    where.push(
      "(lower(x.number) like ? escape '\\' or lower(hh.name) like ? escape '\\' or lower(hh.code) like ? escape '\\')",
    );
    params.push(like, like, like);
  }
  if (state === 'draft' || state === 'active') {
    where.push('x.state = ?');
    params.push(state);
  }
  if (household) {
    where.push('x.household = ?');
    params.push(household);
  }
  if (ids) {
    const next = ids.filter((id) => id > after).slice(0, MOST_IDS);
    where.push(next.length === 0 ? '1 = 0' : `x.id in (${next.map(() => '?').join(', ')})`);
    params.push(...next);
  }
  return { where: where.join(' and '), params };
}
