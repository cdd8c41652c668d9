/** Registers households, seasons and draft contracts, and records who did so in the audit trail. */
import { Injectable } from '@nestjs/common';
import { auditIn, type Origin } from '../audit/audit';
import { addSeason } from '../calendar/seasons';
import { addContract, changeDraft, requireContract } from './contracts';
import { contractView } from './contracts.queries';
import { withoutPersonalData, type ContractLine, type HouseholdLine, type SeasonLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { lookalikeOf } from '../domain/shape/lookalikes';
import type { BookTransaction } from '../journal/transaction';
import type { Written } from '../parties/cooperatives';
import { wholeOf } from '../parties/scope';
import { recordHousehold } from './record-household';
import { BookWriter } from '../journal/book-writer';

/** A line without the keys that the address gives. */
type Content<L> = Omit<L, 'type' | 'cooperative'>;

@Injectable()
export class RegistrationService {
  constructor(private readonly books: BookWriter) {}

  /** @throws DomainError cooperative_unknown, code_confusable, line_conflict */
  addHousehold(code: string, content: Content<HouseholdLine>, origin: Origin): Promise<Written> {
    return this.books.run(code, async (unit) => {
      await requireUnlike(unit, 'household', content.code);
      const line: HouseholdLine = { type: 'household', cooperative: unit.cooperative.code, ...content };
      const written = await recordHousehold(unit, line);
      if (written === 'new')
        await auditIn(unit, origin, {
          action: 'household_added',
          subject: content.code,
          after: { ...withoutPersonalData(line), seq: unit.batch.head.seq },
        });
      return written;
    });
  }

  /** @throws DomainError cooperative_unknown, code_confusable, season_order, season_too_long, season_gap, season_overlap, line_conflict */
  addSeason(code: string, content: Content<SeasonLine>, origin: Origin): Promise<Written> {
    return this.books.run(code, async (unit) => {
      await requireUnlike(unit, 'season', content.code);
      const written = await addSeason(unit, { type: 'season', cooperative: unit.cooperative.code, ...content });
      if (written === 'new')
        await auditIn(unit, origin, {
          action: 'season_added',
          subject: content.code,
          after: { ...content, seq: unit.batch.head.seq },
        });
      return written;
    });
  }

  /** @throws DomainErrors cooperative_unknown, code_confusable, number_taken, household_unknown, contract_dates, contract_too_early, contract_too_long, terms_* */
  draftContract(code: string, content: Content<ContractLine>, origin: Origin): Promise<void> {
    return this.books.run(code, async (unit) => {
      await requireUnlike(unit, 'contract', content.number);
      const line: ContractLine = { type: 'contract', cooperative: unit.cooperative.code, ...content };
      const written = await addContract(unit, line, [], 'draft');
      if (written === 'new')
        await auditIn(unit, origin, { action: 'contract_drafted', subject: content.number, after: content });
    });
  }

  /** @throws DomainErrors contract_unknown, contract_already_active, version_stale and what `draftContract` refuses */
  changeDraft(code: string, version: number, content: Content<ContractLine>, origin: Origin): Promise<void> {
    const { number } = content;
    return this.books.run(code, async (unit) => {
      const before = await requireContract(unit.tx, wholeOf(unit.cooperative), number);
      const line: ContractLine = { type: 'contract', cooperative: unit.cooperative.code, ...content };
      const written = await changeDraft(unit, number, version, line);
      const { number: _number, ...after } = content;
      if (written === 'new')
        await auditIn(unit, origin, {
          action: 'contract_changed',
          subject: number,
          before: contractView(before),
          after,
        });
    });
  }
}

const CODES = { household: 'code', season: 'code', contract: 'number' } as const;

/**
 * Refuses a new code that looks like an existing one; an imported book may contain both.
 *
 * @throws DomainError code_confusable
 */
async function requireUnlike({ tx, cooperative }: BookTransaction, table: keyof typeof CODES, code: string): Promise<void> {
  const field = CODES[table];
  const rows = await tx.all<{ code: string }>(`select ${field} as code from ${table} where cooperative_id = ?`, [cooperative.id]);
  const known = lookalikeOf(code, rows.map((row) => row.code));
  if (known !== undefined) throw new DomainError('code_confusable', { code, known }, field);
} // prettier-ignore
