/** Personal data of households: corrected, erased and looked at, with an entry in the trail for each time. */
import { Injectable } from '@nestjs/common';
import { auditIn, type Origin } from '../audit/audit';
import { DomainError } from '../domain/errors';
import { BookWriter } from '../journal/book-writer';
import { changePersonalData, hiddenData, requireHousehold, type HouseholdRow } from '../parties/households';
import { wholeOf } from '../parties/scope';

/** What is to be corrected, and what is to be erased. */
export interface PersonalDataChange {
  readonly phone?: string;
  readonly idNumber?: string;
  readonly erase?: readonly ('phone' | 'idNumber')[];
}

@Injectable()
export class PersonalDataService {
  constructor(private readonly books: BookWriter) {}

  /** @throws DomainError field_not_allowed (corrected and erased at once), household_unknown, version_stale */
  async change(
    cooperative: string,
    household: string,
    version: number,
    { erase = [], ...change }: PersonalDataChange,
    origin: Origin,
  ): Promise<void> {
    const clash = erase.find((key) => change[key] !== undefined);
    if (clash) throw new DomainError('field_not_allowed', {}, clash);
    const erased = Object.fromEntries(erase.map((key) => [key, null]));
    await this.books.run(cooperative, async (unit) => {
      const before = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      await changePersonalData(unit.tx, unit.cooperative, household, version, { ...change, ...erased });
      const after = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      const seen = { before: hiddenData(before), after: hiddenData(after) };
      await auditIn(unit, origin, { action: 'personal_data_changed', subject: household, ...seen });
    });
  }

  /** The household with its personal data in full. @throws DomainError household_unknown */
  async reveal(cooperative: string, household: string, origin: Origin): Promise<HouseholdRow> {
    return this.books.run(cooperative, async (unit) => {
      const row = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      await auditIn(unit, origin, { action: 'personal_data_revealed', subject: household });
      return row;
    });
  }
}
