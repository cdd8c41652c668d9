/** Gathers the pages of households: each contract by itself, never netted. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import type { SqlValue } from '../../../database/tx';
import { sumFen } from '../../../domain/quantity/money';
import { soughtText } from '../../../domain/shape/texts';
import { requireHousehold, type HouseholdRow } from '../../../parties/households';
import type { Scope } from '../../../parties/scope';
import { ContractsModel } from '../contracts/contracts.model';
import type { HouseholdsView, HouseholdView } from './households.view';

const PAGE = 50;

@Injectable()
export class HouseholdsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly contracts: ContractsModel,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError page_invalid */
  async list(cooperativeId: number, query: Readonly<Record<string, string>>, limit = PAGE): Promise<HouseholdsView> {
    const after = query['after'] === undefined ? 0 : Number(decodeCursor(query['after'], ['integer'])[0]);
    const params: SqlValue[] = [cooperativeId, Math.min(after, 2_147_483_647)];
    const q = soughtText(query['q']);
    if (q !== '') params.push(...Array<string>(2).fill(`%${q.replace(/[\\%_]/g, '\\$&')}%`));
    const rows = await this.reads.all<HouseholdRow & { contracts: number }>(
      `select h.*, (select count(*) from contract c where c.cooperative_id = h.cooperative_id and c.household_id = h.id) as contracts
       from household h where h.cooperative_id = ? and h.id > ?
       ${q === '' ? '' : "and (lower(h.name) like ? escape '\\' or lower(h.code) like ? escape '\\')"}
       order by h.id limit ${limit + 1}`,
      params,
    );
    const last = rows[limit - 1];
    return {
      rows: rows.slice(0, limit).map((r) => ({ code: r.code, name: r.name, contracts: Number(r.contracts) })),
      ...(rows.length > limit && last ? { next: encodeCursor([last.id]) } : {}),
    };
  }

  /** @throws DomainError household_unknown */
  async one(scope: Scope, code: string): Promise<HouseholdView> {
    const row = await requireHousehold(this.reads, scope, code);
    const { rows } = await this.contracts.of(scope.cooperativeId, { household: code });
    const sum = (sign: 1 | -1): number => sumFen(rows.map((r) => sign * r.cashFen).filter((fen) => fen > 0));
    return {
      household: { code: row.code, name: row.name, note: row.note },
      contracts: rows,
      today: this.clock.today(),
      owesFen: sum(1),
      isOwedFen: sum(-1),
    };
  }
}
